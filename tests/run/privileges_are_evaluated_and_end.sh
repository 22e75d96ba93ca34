# Granted: focused evaluation from the first day, then the ongoing one each year, reappointment opened 120 days
# before the end; a grant that ends before it begins is refused.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play privileging 3 <<'END'
until: 2030-02-01
facts: {type.workflow: privileging, subject.title: hospital privileges, subject.issued_day: 2026-12-15, subject.expires_day: 2029-12-14}
events:
  - {at: 2027-05-20, done: fppe, with: {result: 6 of 6 without concerns}}
  - {at: 2027-12-03, done: oppe, with: {result: as expected}}
  - {at: 2028-12-01, done: oppe, with: {result: as expected}}
  - {at: 2029-09-10, done: renew}
  - {at: 2029-11-30, event: user.granted, with: {on: 2029-12-15, until: 2029-12-01}}
  - {at: 2029-12-03, done: oppe, with: {result: as expected}}
  - {at: 2029-12-12, event: user.granted, with: {on: 2029-12-15, until: 2032-12-14}}
END
shows <<'END'
2027-01-04 deadline privileges 2029-12-14
2027-01-04 deadline fppe 2027-06-13
2027-01-04 task fppe 2027-06-13
2027-05-20 moved ongoing
2027-05-20 deadline privileges 2029-12-14
2027-05-20 deadline oppe 2027-12-15
2027-11-15 task oppe 2027-12-15
2027-12-03 moved ongoing
2027-12-03 deadline privileges 2029-12-14
2027-12-03 deadline oppe 2028-12-03
2028-11-03 task oppe 2028-12-03
2028-12-01 moved ongoing
2028-12-01 deadline privileges 2029-12-14
2028-12-01 deadline oppe 2029-12-01
2029-08-16 task renew 2029-10-15
2029-11-01 task oppe 2029-12-01
2029-11-14 escalation escalation
2029-11-30 refused user.granted
2029-12-03 moved ongoing
2029-12-03 deadline privileges 2029-12-14
2029-12-03 deadline oppe 2030-12-03
2029-12-07 escalation escalation
2029-12-12 moved ongoing
2029-12-12 deadline privileges 2032-12-14
2029-12-12 deadline oppe 2030-12-03
END
cadence_ends ongoing
expect_text '.user.granted. is not possible now: event.until is 2029-12-01, event.on is 2029-12-15' said.txt

# Nobody does anything: late evaluations are told, and past the end there are no procedures.

play privileging 0 <<'END'
until: 2027-08-30
facts: {type.workflow: privileging, subject.title: hospital privileges, subject.issued_day: 2024-08-16, subject.expires_day: 2027-08-15}
END
shows <<'END'
2027-01-04 deadline privileges 2027-08-15
2027-01-04 deadline oppe 2027-02-03
2027-01-04 task oppe 2027-02-03
2027-02-18 escalation escalation
2027-04-16 task renew 2027-06-16
2027-07-16 escalation escalation
2027-08-16 moved lapsed
2027-08-16 task lapse 2027-08-17
2027-08-23 escalation escalation
END
cadence_ends lapsed
