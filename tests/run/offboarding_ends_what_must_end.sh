# A provider leaves: payers are told, access ends, tail cover is settled, the last claims run out; too early
# a word about the claims is refused.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play offboarding 3 <<'END'
facts: {subject.status: leaving}
events:
  - {at: 2027-01-06, event: user.told}
  - {at: 2027-02-26, done: last}
  - {at: 2027-02-26, event: user.claims_done}
  - {at: 2027-03-01, done: access}
  - {at: 2027-03-20, done: tail}
  - {at: 2027-04-02, set: {subject.has_enrollments: false}}
  - {at: 2027-05-20, done: claims}
END
shows <<'END'
2027-01-04 task tell 2027-01-11
2027-01-04 task last 2027-01-11
2027-01-05 letter leaving
2027-01-19 escalation escalation
2027-02-26 moved left
2027-02-26 deadline told 2027-05-27
2027-02-26 task access 2027-03-01
2027-02-26 task tail 2027-03-28
2027-02-26 refused user.claims_done
2027-04-09 moved last_claims
2027-04-09 task claims 2027-05-27
2027-05-07 escalation escalation
2027-05-20 moved ended
END
cadence_ends ended
expect_text 'a case in state .left. does not take .user.claims_done.' said.txt

# Nothing is done: who still has access, no tail, payers not told within 90 days.

play offboarding 0 <<'END'
until: 2027-06-30
facts: {subject.status: left}
END
shows <<'END'
2027-01-04 deadline told 2027-04-02
2027-01-04 task access 2027-01-05
2027-01-04 task tail 2027-02-03
2027-01-06 escalation escalation
2027-02-04 escalation escalation
2027-03-19 escalation escalation
END
cadence_ends left
