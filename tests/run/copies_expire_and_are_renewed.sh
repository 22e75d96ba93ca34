# What a copy proves: reminders 120, 90, 60, 30, 14, 7 and 1 days before, none on a weekend or holiday; past the
# day a letter each working day until it is renewed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play expirables 0 <<'END'
until: 2027-07-01
facts: {type.workflow: expirables, type.label: TB screening, subject.title: TB screening, subject.expires_day: 2027-05-31}
events:
  - {at: 2027-06-10, event: user.renewed, with: {expires_day: 2028-05-31}}
END
shows <<'END'
2027-01-04 deadline expiry 2027-05-31
2027-01-29 letter expiring
2027-03-02 letter expiring
2027-04-01 task renew 2027-05-17
2027-04-01 letter expiring
2027-04-30 letter expiring
2027-05-17 escalation escalation
2027-05-17 letter expiring
2027-05-24 letter expiring
2027-05-28 letter expiring
2027-06-01 moved lapsed
2027-06-01 task lapse 2027-06-02
2027-06-02 letter expired
2027-06-03 letter expired
2027-06-04 letter expired
2027-06-07 letter expired
2027-06-08 escalation escalation
2027-06-08 letter expired
2027-06-09 letter expired
2027-06-10 letter expired
2027-06-10 moved current
2027-06-10 deadline expiry 2028-05-31
END
cadence_ends current

# Somebody who has it no more is reminded no more.

play expirables 3 <<'END'
until: 2027-12-01
facts: {type.workflow: expirables, subject.title: TB screening, subject.expires_day: 2027-05-31}
events:
  - {at: 2027-02-05, event: user.retire}
  - {at: 2027-03-01, event: user.renewed, with: {expires_day: 2028-05-31}}
END
shows <<'END'
2027-01-04 deadline expiry 2027-05-31
2027-01-29 letter expiring
2027-02-05 moved retired
2027-03-01 refused user.renewed
END
cadence_ends retired
expect_text 'the case ended in .retired.' said.txt
