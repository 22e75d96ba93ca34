# Medicare, five years after the last: opened 210 days before, the published date looked up and taken over,
# filed, a request answered.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play revalidation 0 <<'END'
until: 2027-07-15
facts: {payer.kind: medicare, payer.recredential_months: 60, subject.status: loaded, subject.credentialed_day: 2022-10-31}
events:
  - {at: 2027-04-07, done: look, with: {on: 2027-11-30}}
  - {at: 2027-05-06, event: user.filed, with: {reference: T1}}
  - {at: 2027-05-20, event: user.requested, with: {what: signature page}}
  - {at: 2027-05-25, done: answer}
END
shows <<'END'
2027-01-04 deadline revalidation 2027-10-31
2027-04-05 moved filing
2027-04-05 task file 2027-07-03
2027-04-05 task look 2027-04-12
2027-04-07 moved current
2027-04-07 deadline revalidation 2027-11-30
2027-05-04 moved filing
2027-05-04 task file 2027-08-02
2027-05-06 moved filed
2027-05-20 task status 2027-05-24
2027-05-20 moved requested
2027-05-20 task answer 2027-05-25
2027-05-20 deadline answer 2027-06-17
2027-05-25 escalation escalation
2027-05-25 moved filed
2027-06-08 task status 2027-06-10
END
cadence_ends filed

# Missed: stayed the day after, deactivated 60 days later; a new effective date begins the next five years.
# Medicaid: 180 and 90 days.

play revalidation 3 <<'END'
until: 2028-02-10
facts: {payer.kind: medicaid, payer.recredential_months: 60, subject.status: loaded, subject.credentialed_day: 2022-10-31}
events:
  - {at: 2027-04-07, event: user.answered}
  - {at: 2028-01-10, done: again}
  - {at: 2028-02-07, event: user.reactivated, with: {effective_day: 2028-01-10}}
END
shows <<'END'
2027-01-04 deadline revalidation 2027-10-31
2027-04-07 refused user.answered
2027-05-04 moved filing
2027-05-04 task file 2027-08-02
2027-08-03 escalation escalation
2027-09-01 escalation escalation
2027-11-01 moved stayed
2027-11-01 task hold 2027-11-02
2027-11-01 task file 2027-11-02
2027-11-01 deadline stay 2027-12-30
2027-11-08 escalation escalation
2027-12-31 moved deactivated
2027-12-31 task again 2028-01-03
2028-01-07 escalation escalation
2028-02-07 moved current
2028-02-07 deadline revalidation 2033-01-10
END
cadence_ends current
expect_text 'a case in state .current. does not take .user.answered.' said.txt
