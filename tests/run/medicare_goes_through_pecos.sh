# Medicare: no letters, but PECOS looked up after five working days, a decision planned for 60 days,
# follow-ups as tasks; the payer's own turnaround wins over the kind's.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_enrollment Medicare
at 2026-01-05 --quiet tick
event 2026-01-06 1 packet_complete
event 2026-01-07 1 submit on=2026-01-06
in_state 1 waiting
is 2026-03-09 "SELECT on_day FROM deadline WHERE name = 'decision'"
walk 2026-01-08 2026-01-20
is 'Check PECOS: was the application of Dr Larkspur received?|2026-01-15' \
    "SELECT title, due_day FROM task WHERE name = 'receipt'"
at 2026-01-20 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'receipt'")" reference=T1
is '2026-01-20|T1' 'SELECT received_day, reference_number FROM enrollment'
is 'Look up or ask Medicare: where does Dr Larkspur stand?' "SELECT title FROM task WHERE name = 'status'"
is 0 'SELECT count(*) FROM outbox'

columns payer 1 turnaround_days=45
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-20
at 2026-01-21 --quiet tick
is 2026-03-06 "SELECT on_day FROM deadline JOIN case_file USING (case_id) WHERE name = 'decision' AND subject_id = 2"

# Overdue: asked every 7 days, told again after 30.
walk 2026-03-07 2026-03-10
is past_target "SELECT state FROM case_file WHERE subject_id = 2 AND workflow = 'payer_enrollment'"
is manager "SELECT role FROM task WHERE title = 'The decision of Prairie Health about Dr Larkspur is overdue'"
walk 2026-03-11 2026-04-07
is admin "SELECT role FROM task WHERE title LIKE 'The decision of Prairie Health%overdue since 2026-03-06'"
