# A CAQH profile: reminders 30, 14, 7 and 1 days before the day, none on a holiday or weekend, lapsed
# the day after, a letter each working day until it is attested again; then the clock begins anew.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
columns provider 1 caqh_id=12345678 caqh_attested_day=2026-01-05
at 2026-01-05 --json tick | expect_json '[.started, .queued]' '[1,0]'
is '2026-05-05|attestations|CAQH attestation due: Dr Larkspur' 'SELECT on_day, kind, title FROM deadline'
walk 2026-01-06 2026-05-05
[ "$(letters remind)" = '2026-04-03 2026-04-21 2026-04-28 2026-05-04' ]
is '2026-05-02|user.attested' "SELECT due_day, event FROM task WHERE name = 'attest'"

# Nothing is said twice when the provider's record is touched.
columns provider 1 phone=5125550100
walk 2026-05-05 2026-05-05
[ "$(letters remind)" = '2026-04-03 2026-04-21 2026-04-28 2026-05-04' ]

walk 2026-05-06 2026-05-28
in_state 1 lapsed
# Memorial Day, 25 May, has no letter; the days are those of the working week.
[ "$(letters lapsed)" = '2026-05-07 2026-05-08 2026-05-11 2026-05-12 2026-05-13 2026-05-14 2026-05-15 2026-05-18 2026-05-19 2026-05-20 2026-05-21 2026-05-22 2026-05-26 2026-05-27 2026-05-28' ]
is 'CAQH of Dr Larkspur is still lapsed|manager' "SELECT title, role FROM task WHERE is_escalation = 1"

event 2026-05-29 1 attested on=2026-05-28
in_state 1 current
is '2026-05-28|2026-09-25' "SELECT caqh_attested_day, on_day FROM provider, deadline WHERE deadline.status = 'open'"
is 0 "SELECT count(*) FROM task WHERE name IN ('lapse', 'attest') AND status = 'open'"

# Attested early, as seen in an import: the day moves, and no reminder of the old one goes out.
columns provider 1 caqh_attested_day=2026-08-20
walk 2026-08-20 2026-10-01
is 2026-12-18 "SELECT on_day FROM deadline WHERE status = 'open'"
is 4 "SELECT count(*) FROM outbox WHERE name = 'remind'"

# Who leaves need not attest; who comes back does.
columns provider 1 status=left
at 2026-10-02 --quiet tick
is 'ended|done' 'SELECT state, status FROM case_file'
at 2026-10-05 --json tick | expect_json .started 0
columns provider 1 status=active
at 2026-10-06 --json tick | expect_json .started 1
at 2026-10-06 --json verify | expect_json .faults '[]'
