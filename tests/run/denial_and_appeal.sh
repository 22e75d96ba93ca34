# What can go wrong with a payer: its question with its 30 days, a closed panel, a denial with its time
# to appeal, an appeal that is won, one that is lost, and a denial that nobody answers.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-05 received_day=2026-01-08
add_enrollment 'Texas Medicaid'
at 2026-01-09 --quiet tick

# A question: answered within 5 days, or a manager hears of it; after 30 days it is too late.
event 2026-01-12 1 info_requested 'what=COI' asked_on=2026-01-12
in_state 1 information_requested
is '2026-02-11|Answer Prairie Health about Dr Larkspur' "SELECT on_day, title FROM deadline WHERE name = 'info'"
is 2026-01-17 "SELECT due_day FROM task WHERE name = 'info'"
walk 2026-01-13 2026-01-20
is 1 "SELECT count(*) FROM task WHERE case_id = 1 AND is_escalation = 1"
event 2026-01-21 1 info_sent
in_state 1 waiting
is 'done|done' "SELECT (SELECT status FROM task WHERE name = 'info'), (SELECT status FROM deadline WHERE name = 'info')"
event 2026-01-22 1 info_requested 'what=Malpractice history' asked_on=2026-01-20
walk 2026-01-23 2026-02-20
in_state 1 escalated
is 1 "SELECT count(*) FROM task WHERE role = 'admin' AND title LIKE 'Prairie Health may have rejected%'"

# Denied: the time to appeal stands in the calendar; the appeal is won.
event 2026-02-23 1 denied 'reason=work history' on=2026-02-20
in_state 1 denied
is '2026-04-21|denied' "SELECT on_day, e.status FROM deadline, enrollment e WHERE name = 'appeal' AND enrollment_id = 1"
event 2026-03-02 1 appeal
event 2026-03-04 1 appeal_filed
is 0 "SELECT count(*) FROM task WHERE name IN ('appeal', 'file_appeal', 'call', 'triage') AND status = 'open'"
event 2026-03-20 1 approved effective_day=2026-03-01
in_state 1 approved
is '|2026-03-01|approved' 'SELECT denied_day, effective_day, status FROM enrollment WHERE enrollment_id = 1'

# A closed panel is asked again each quarter; then the application is denied and nobody appeals.
medicaid=$(sql "SELECT case_id FROM case_file WHERE subject_id = 2 AND workflow = 'payer_enrollment'")
event 2026-03-23 "$medicaid" panel_closed
in_state "$medicaid" panel_closed
walk 2026-03-24 2026-06-23
is 'Ask Texas Medicaid whether its panel is open' "SELECT title FROM task WHERE case_id = $medicaid
    AND status = 'open' AND name = 'panel' ORDER BY task_id DESC LIMIT 1"
event 2026-06-24 "$medicaid" panel_open
in_state "$medicaid" collecting
event 2026-06-25 "$medicaid" packet_complete
event 2026-06-26 "$medicaid" submit reference=M-1
is 2026-10-26 "SELECT on_day FROM deadline WHERE case_id = $medicaid AND name = 'decision'"
event 2026-07-01 "$medicaid" denied
walk 2026-07-02 2026-09-05
is 'closed_denied|done' "SELECT state, status FROM case_file WHERE case_id = $medicaid"
cases=$(sql 'SELECT count(*) FROM case_file')
walk 2026-09-06 2026-09-10
is "$cases" 'SELECT count(*) FROM case_file'
is 0 "SELECT count(*) FROM task WHERE case_id = $medicaid AND status = 'open'"
# Applied for again: a new case begins, because its start rule is true again.
columns enrollment 2 status=collecting denied_day= submitted_day= received_day=
at 2026-09-11 --json tick | expect_json .started 1
at 2026-09-11 --json verify | expect_json .faults '[]'
