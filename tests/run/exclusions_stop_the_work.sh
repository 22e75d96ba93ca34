# Before the first day: screened, or somebody hears of it.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play exclusion_screening 0 <<'END'
facts: {subject.start_day: 2027-02-15}
events:
  - {at: 2027-02-16, set: {subject.screened_day: 2027-02-16}}
END
shows <<'END'
2027-01-04 task screen 2027-02-01
2027-02-02 escalation escalation
2027-02-15 escalation escalation
2027-02-16 moved screened
END
cadence_ends screened

# Confirmed: claims stop at once, what was paid is returned within 60 days, only a reinstatement ends it.

play exclusion_screening 3 <<'END'
facts: {subject.is_excluded: true}
events:
  - {at: 2027-01-07, done: stop}
  - {at: 2027-01-07, done: tell}
  - {at: 2027-03-15, event: user.reinstated, with: {reason: letter of the OIG of 12 March}}
  - {at: 2027-03-16, event: user.returned}
END
shows <<'END'
2027-01-04 task stop 2027-01-05
2027-01-04 task tell 2027-01-11
2027-01-04 task return 2027-03-05
2027-01-04 deadline return 2027-03-05
2027-01-05 escalation escalation
2027-02-03 escalation escalation
2027-02-03 task reinstated 2027-02-18
2027-03-15 moved screened
2027-03-16 refused user.returned
END
cadence_ends screened
expect_text 'the case ended in .screened.' said.txt
