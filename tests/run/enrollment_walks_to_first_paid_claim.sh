# An enrollment from the empty packet to the first paid claim: each gate has its day, each task its
# end, and follow-ups leave every 14 days until the payer answers.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_enrollment 'Prairie Health'
at 2026-01-05 --json tick | expect_json '[.started, .failed]' '[1,0]'
in_state 1 collecting
# The packet and the right to read the CAQH profile are two tasks; ticking one off tells the case.
is 'Authorize Prairie Health in the CAQH profile of Dr Larkspur|Complete the Prairie Health application of Dr Larkspur' \
    "SELECT group_concat(title, '|') FROM (SELECT title FROM task WHERE status = 'open' ORDER BY title)"
at 2026-01-07 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'authorize'")"
is 2026-01-07 'SELECT caqh_authorized_day FROM enrollment'
at 2026-01-08 --json task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'packet'")" |
    expect_json '[.status, .state]' '["done","ready"]'
is 2026-01-08 'SELECT packet_day FROM enrollment'
event 2026-01-09 1 submit
in_state 1 waiting
[ "$(letters submit)" = 2026-01-09 ]
is 2026-04-09 "SELECT on_day FROM deadline WHERE name = 'decision'"

# Receipt is asked for after 7 working days (Martin Luther King's is none), then every 14 days.
walk 2026-01-10 2026-02-06
[ "$(letters receipt)" = 2026-01-21 ]
[ "$(letters chase)" = '2026-01-23 2026-02-06' ]
event 2026-02-07 1 received reference=PH-77 on=2026-02-05
is '2026-02-05|PH-77|received' 'SELECT received_day, reference_number, status FROM enrollment'

# An answer stops them; "still pending" begins anew from that day.
event 2026-02-10 1 mail.reply 'subject=Re: Application'
in_state 1 in_review
walk 2026-02-11 2026-02-12
event 2026-02-12 1 still_pending
in_state 1 waiting
is 0 "SELECT count(*) FROM task WHERE status = 'open' AND name = 'triage'"
walk 2026-02-13 2026-02-27
[ "$(letters chase)" = '2026-01-23 2026-02-06 2026-02-26' ]

event 2026-03-02 1 approved effective_day=2026-04-01 approved_on=2026-02-28 provider_number=P-9
in_state 1 approved
is '2026-02-28|2026-04-01|P-9|approved' 'SELECT approved_day, effective_day, provider_number, status FROM enrollment'
is 'done' "SELECT status FROM deadline WHERE name = 'decision'"
is 2026-03-30 "SELECT on_day FROM deadline WHERE name = 'loading'"
walk 2026-03-03 2026-03-17
[ "$(letters loading)" = 2026-03-16 ]
event 2026-03-20 1 loaded
in_state 1 active
walk 2026-03-21 2026-04-25
is 1 "SELECT count(*) FROM task WHERE is_escalation = 1 AND title LIKE 'No claim%' AND status = 'open'"
event 2026-04-27 1 first_paid on=2026-04-24
is '2026-03-20|2026-04-24' 'SELECT loaded_day, first_paid_day FROM enrollment'
is directory 'SELECT name FROM timer WHERE case_id = 1'

# The re-credentialing rests for three years beside it.
is '2026-02-28|current' "SELECT e.credentialed_day, c.state FROM case_file c JOIN enrollment e
    WHERE c.workflow = 'recredentialing'"
is 2029-02-28 "SELECT on_day FROM deadline WHERE name = 'recred'"
at 2026-04-28 --json verify | expect_json .faults '[]'
