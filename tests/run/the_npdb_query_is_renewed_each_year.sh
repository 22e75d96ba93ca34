# Enrolled for a year, renewed 30 days before its end; what ended is enrolled again. Only that it was done.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play npdb_continuous_query 3 <<'END'
until: 2029-03-20
facts: {type.workflow: npdb_continuous_query, subject.title: NPDB continuous query, subject.issued_day: 2026-03-01, subject.expires_day: 2027-03-01}
events:
  - {at: 2027-02-10, done: renew}
  - {at: 2028-03-01, event: user.enrolled, with: {on: 2028-03-01}}
  - {at: 2028-06-20, event: user.cancel, with: {reason: left for good}}
  - {at: 2028-06-21, event: user.enrolled}
END
shows <<'END'
2027-01-04 deadline npdb 2027-03-01
2027-01-29 task renew 2027-02-22
2027-02-10 moved current
2027-02-10 deadline npdb 2028-02-10
2028-01-11 task renew 2028-02-03
2028-02-04 escalation escalation
2028-02-11 moved lapsed
2028-02-11 task enroll 2028-02-14
2028-02-18 escalation escalation
2028-03-01 moved current
2028-03-01 deadline npdb 2029-03-01
2028-06-20 moved retired
2028-06-21 refused user.enrolled
END
cadence_ends retired
expect_text 'the case ended in .retired.' said.txt
