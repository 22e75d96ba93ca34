# A new provider: opened 120 days before the first day; the packet is asked for after 3 and 7 days, then
# weekly until it comes; the expected billable day is held against the first day; each date again when
# the first day moves.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play onboarding 0 <<'END'
facts: {subject.start_day: 2027-06-01, subject.billable_day: 2027-07-15}
events:
  - {at: 2027-02-12, event: mail.reply, with: {subject: "CV"}}
  - {at: 2027-02-16, done: packet}
  - {at: 2027-02-16, done: payers}
  - {at: 2027-03-10, set: {subject.start_day: 2027-06-15}}
  - {at: 2027-05-10, done: ready}
  - {at: 2027-06-20, set: {subject.open_enrollments: 0}}
END
shows <<'END'
2027-01-04 deadline start 2027-06-01
2027-02-01 moved gathering
2027-02-01 deadline start 2027-06-01
2027-02-01 task packet 2027-02-15
2027-02-01 task payers 2027-02-08
2027-02-02 letter packet
2027-02-04 letter chase
2027-02-08 deadline billable 2027-07-15
2027-02-08 task path 2027-02-16
2027-02-08 letter chase
2027-02-12 task read 2027-02-16
2027-02-16 escalation escalation
2027-02-16 moved preparing
2027-02-16 deadline start 2027-06-01
2027-02-16 task ready 2027-05-18
2027-03-10 moved preparing
2027-03-10 deadline start 2027-06-15
2027-03-10 task ready 2027-06-01
2027-03-10 deadline billable 2027-07-15
2027-03-10 task path 2027-03-17
2027-06-15 moved started
2027-06-22 moved ended
END
cadence_ends ended

# Late: no packet comes, the manager hears of it after two weeks, the administrator on the first day.

play onboarding 3 <<'END'
until: 2027-05-01
facts: {subject.start_day: 2027-02-01, subject.billable_day: 2027-01-20}
events:
  - {at: 2027-01-06, event: user.ready}
  - {at: 2027-02-05, event: user.cancelled, with: {reason: another offer}}
END
shows <<'END'
2027-01-04 deadline start 2027-02-01
2027-01-04 task packet 2027-01-18
2027-01-04 task payers 2027-01-11
2027-01-05 letter packet
2027-01-06 refused user.ready
2027-01-07 letter chase
2027-01-11 deadline billable 2027-01-20
2027-01-11 letter chase
2027-01-19 escalation escalation
2027-01-19 letter chase
2027-01-25 letter chase
2027-02-01 escalation escalation
2027-02-01 letter chase
2027-02-05 moved ended
END
cadence_ends ended
expect_text 'a case in state .gathering. does not take .user.ready.' said.txt
