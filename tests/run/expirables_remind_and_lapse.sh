# What expires: the source is asked by letter and reminded; reminders 120, 90, 60, 30, 14, 7 and 1 days
# before, never on a weekend or holiday; the day after it has lapsed, and there is a letter each working
# day until the new one is verified.  What nobody has verified is reminded of just the same.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_credential malpractice_insurance number=P1 expires_day=2026-09-08 source_email=coi@carrier.example
add_credential acls expires_day=2024-05-31		# long ago: an old record, not a case
at 2026-01-05 --json tick | expect_json '[.started, .queued]' '[1,1]'
is 'requested|coi@carrier.example' 'SELECT state, recipient FROM case_file, outbox'
walk 2026-01-06 2026-01-26
# Monday 19 January is a holiday.
[ "$(letters remind)" = '2026-01-12 2026-01-20 2026-01-26' ]
event 2026-01-27 1 mail.reply 'subject=Certificate'
in_state 1 answered
at 2026-01-27 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'read'")" method=letter result=active
in_state 1 verified

walk 2026-01-28 2026-09-07
# Labor Day is 7 September: the last one leaves on the Friday before.
[ "$(letters expiring)" = '2026-05-11 2026-06-10 2026-07-10 2026-08-07 2026-08-25 2026-09-01 2026-09-04' ]
is 'Renew the malpractice insurance of Dr Larkspur|2026-08-25|user.renewed' "SELECT title, due_day, event FROM task WHERE name = 'renew'"
is 'manager|manager' "SELECT min(role), max(role) FROM task WHERE is_escalation = 1"
walk 2026-09-08 2026-09-11
in_state 1 lapsed
is expired 'SELECT status FROM credential WHERE credential_id = 1'
[ "$(letters expired)" = '2026-09-10 2026-09-11' ]
event 2026-09-14 1 renewed expires_day=2027-09-08
in_state 1 requested
is 'requested|2027-09-08' 'SELECT status, expires_day FROM credential WHERE credential_id = 1'
event 2026-09-16 1 verified method=letter expires_day=2027-09-08
in_state 1 verified
is '2027-09-08|open' "SELECT on_day, status FROM deadline WHERE name = 'expiry'"

# An adverse finding goes to the committee; cleared, it counts.
event 2026-09-17 1 adverse 'result=claim pending'
in_state 1 adverse
event 2026-09-21 1 cleared 'reason=committee of 21 September'
in_state 1 verified
event 2026-09-22 1 retire
walk 2026-09-23 2026-09-25
is 'retired|done|1' "SELECT state, status, (SELECT count(*) FROM case_file) FROM case_file"

# Not verified, and its last day corrected meanwhile: reminded, no lapse on the old day, a lapse on the new.
add_credential bls number=B1 expires_day=2026-11-10
at 2026-09-28 --quiet tick
two=$(sql "SELECT case_id FROM case_file WHERE subject_id = $credential AND status = 'open'")
in_state "$two" by_hand
is '2026-11-10|open' "SELECT on_day, status FROM deadline WHERE case_id = $two AND name = 'expiry'"
walk 2026-09-29 2026-11-01
is '2026-10-09 2026-10-27' "SELECT group_concat(d, ' ') FROM (SELECT date(created_ms / 1000, 'unixepoch') AS d
    FROM outbox WHERE case_id = $two AND name = 'expiring' ORDER BY outbox_id)"
columns credential "$credential" expires_day=2026-12-15
walk 2026-11-02 2026-12-15
in_state "$two" by_hand
is 2026-12-15 "SELECT on_day FROM deadline WHERE case_id = $two AND name = 'expiry'"
walk 2026-12-16 2026-12-17
in_state "$two" lapsed

# The catalog says on which days, and what the practice renews itself is a task, and no letter.
sed -i "s/label: PALS,/label: PALS, reminders: [45, 10],/; s/label: background check,/label: background check, reminders: [45, 10], renewed_by: practice,/" practice/catalogs/credential_types.yaml
add_credential pals number=P1 expires_day=2027-03-31
add_credential background_check number=A1 expires_day=2027-03-31
at 2026-12-21 --quiet tick
walk 2026-12-22 2027-03-25
is '2027-02-12 2027-03-19' "SELECT group_concat(d, ' ') FROM (SELECT date(o.created_ms / 1000, 'unixepoch') AS d
    FROM outbox o JOIN case_file c USING (case_id) JOIN credential k ON k.credential_id = c.subject_id
    WHERE o.name = 'expiring' AND k.credential_type = 'pals' ORDER BY outbox_id)"
is '0|1' "SELECT (SELECT count(*) FROM outbox o WHERE o.name = 'expiring' AND o.case_id = c.case_id),
    (SELECT count(*) FROM task t WHERE t.name = 'renew' AND t.case_id = c.case_id)
    FROM case_file c JOIN credential k ON k.credential_id = c.subject_id WHERE k.number = 'A1'"
at 2027-03-26 --json verify | expect_json .faults '[]'
