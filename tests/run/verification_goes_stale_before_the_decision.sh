# A verification counts for 120 days before the decision (90 for a verification organization): while a
# payer has not decided there is a warning at 90 and 110 days, and then it is verified again.  Without
# a decision ahead nobody is bothered until 120 days before the next one.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_credential state_license number=TX1 state=TX expires_day=2028-01-31
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-05 received_day=2026-01-05
at 2026-01-05 --quiet tick
license=$(sql "SELECT case_id FROM case_file WHERE subject_type = 'credential'")
in_state "$license" by_hand
# What a person found, how, and who that was.
expect_exit 2 at 2026-01-06 case event "$license" verified method=fax 2>error.txt
expect_text '"fax" is no method. It should be one of: web, letter, phone, api' error.txt
CREDENCE_USER=maria at 2026-01-06 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'verify'")" \
    method=web 'result=active, no actions'
is 'verified|2026-01-06|maria|web|active, no actions' \
    'SELECT status, verified_day, verified_by, verified_method, verified_result FROM credential'
is '2026-05-06|2028-01-31' "SELECT (SELECT on_day FROM deadline WHERE name = 'shelf_life'),
    (SELECT on_day FROM deadline WHERE name = 'expiry')"

# 90 days old on 6 April, 110 on Sunday 26 April: told on Friday.
walk 2026-01-07 2026-04-05
is 0 "SELECT count(*) FROM task WHERE case_id = $license AND status = 'open'"
walk 2026-04-06 2026-04-06
is 'Verify the TX state license of Dr Larkspur again before 2026-05-06' \
    "SELECT title FROM task WHERE case_id = $license AND status = 'open'"
walk 2026-04-07 2026-04-24
is manager "SELECT role FROM task WHERE case_id = $license AND is_escalation = 1"
walk 2026-04-25 2026-05-07
in_state "$license" by_hand
is unverified 'SELECT status FROM credential'
event 2026-05-08 "$license" verified method=web

# The payer decides: it need not be verified again before the re-credentialing comes near.
event 2026-05-11 "$(sql "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment'")" approved effective_day=2026-06-01
is done,2029-01-11 "SELECT (SELECT status FROM deadline WHERE name = 'shelf_life') || ',' ||
    (SELECT date(due_ms / 1000, 'unixepoch') FROM timer WHERE name = 'again')"
walk 2026-05-12 2026-12-31
in_state "$license" verified

# A new payer: an old verification does not count for its decision.
add_enrollment 'Texas Medicaid' status=submitted submitted_day=2027-01-04
at 2027-01-04 --quiet tick
in_state "$license" by_hand
at 2027-01-04 --json verify | expect_json .faults '[]'

# A verification organization has 90 days; the warnings move with it.
mkdir cvo && cd cvo
lifecycle_start
sed -i 's/^  # kind: plan .*/  kind: cvo/' practice/credence.yaml
expect_exit 0 at 2026-01-05 --quiet check
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-05
add_credential board_certification verified_day=2026-01-05 status=verified
at 2026-01-05 --quiet tick
is '2026-03-06|2026-03-26' "SELECT min(d), max(d) FROM (SELECT date(due_ms / 1000, 'unixepoch') AS d FROM timer
    WHERE name LIKE 'stale%')"
