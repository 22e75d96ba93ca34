# Re-credentialing: three years of rest, opened 180 days ahead, the packet asked for and chased, the
# committee, the decision and its notice; then the next three years.  And what is late: 30 days after
# the day it is still re-credentialing, then an initial one.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
# From a leap day on, and from an import that names only the approval.
add_enrollment 'Prairie Health' status=loaded approved_day=2024-02-29 effective_day=2024-03-01 loaded_day=2024-03-05 first_paid_day=2024-04-01
add_enrollment 'Texas Medicaid' status=loaded credentialed_day=2024-03-15 effective_day=2024-03-01 loaded_day=2024-03-05 first_paid_day=2024-04-01
columns payer 3 recredential_months=24 kind=commercial
at 2026-01-05 --quiet tick
one=$(sql "SELECT case_id FROM case_file WHERE workflow = 'recredentialing' AND subject_id = 1")
two=$(sql "SELECT case_id FROM case_file WHERE workflow = 'recredentialing' AND subject_id = 2")
is 2027-02-28 "SELECT on_day FROM deadline WHERE case_id = $one"

# The second one's cycle is 24 months, so it is open since half a year: at once, without a flood, and
# with two weeks for the packet.
in_state "$two" collecting
is 2026-01-19 "SELECT due_day FROM task WHERE case_id = $two AND name = 'packet'"
walk 2026-01-06 2026-03-15
is 1 "SELECT count(*) FROM outbox WHERE case_id = $two AND name = 'packet'"
event 2026-03-16 "$two" packet_complete
walk 2026-03-17 2026-03-20
in_state "$two" overdue
is 2026-04-14 "SELECT due_day FROM task WHERE case_id = $two AND name = 'overdue'"
walk 2026-03-21 2026-04-15
in_state "$two" too_late
is 'Dr Larkspur needs full initial credentialing with Texas Medicaid' "SELECT title FROM task WHERE case_id = $two AND name = 'initial'"
event 2026-05-20 "$two" decided
in_state "$two" decided
is 2026-06-18 "SELECT on_day FROM deadline WHERE case_id = $two AND name = 'notice'"
event 2026-05-22 "$two" notice_sent
is 2028-05-20 "SELECT on_day FROM deadline WHERE case_id = $two AND name = 'recred'"

# The first one: 180 days before 28 February 2027 is Tuesday 1 September.
walk 2026-08-31 2026-08-31
in_state "$one" current
walk 2026-09-01 2026-10-29
in_state "$one" collecting
is '2026-09-02 2026-09-15 2026-09-29 2026-10-13 2026-10-27' "SELECT group_concat(d, ' ') FROM (SELECT
    date(created_ms / 1000, 'unixepoch') AS d FROM outbox WHERE case_id = $one ORDER BY outbox_id)"
event 2026-10-30 "$one" mail.reply 'subject=My packet'
walk 2026-10-31 2026-11-02
event 2026-11-03 "$one" packet_complete on=2026-11-02
in_state "$one" committee
is 2026-12-30 "SELECT on_day FROM deadline WHERE case_id = $one AND name = 'committee'"
event 2026-12-15 "$one" decided on=2026-12-14
is 2027-01-13 "SELECT on_day FROM deadline WHERE case_id = $one AND name = 'notice'"
event 2026-12-18 "$one" notice_sent
is '2029-12-14|2026-12-14|open' "SELECT d.on_day, e.credentialed_day, d.status FROM deadline d, enrollment e
    WHERE d.case_id = $one AND d.name = 'recred' AND enrollment_id = 1"

# An enrollment that ends needs none; its case does not begin again.
columns enrollment 1 terminated_day=2026-12-31 status=terminated
walk 2027-01-02 2027-01-05
is 'ended|done' "SELECT state, status FROM case_file WHERE case_id = $one"
is 1 "SELECT count(*) FROM case_file WHERE workflow = 'recredentialing' AND subject_id = 1"
at 2027-01-05 --json verify | expect_json .faults '[]'
