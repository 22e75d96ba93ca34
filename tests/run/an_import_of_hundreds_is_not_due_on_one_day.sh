# 200 providers with their licenses come in at once, as from the NPI registry: what nobody waits for is spread
# over a month of working days; where a payer decides, it is due at once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO provider (npi, last_name, created_ms, modified_ms) SELECT printf('9%09d', i), 'P' || i, 0, 0 FROM n;
    INSERT INTO credential (provider_id, credential_type, state, created_ms, modified_ms)
      SELECT provider_id, 'state_license', 'TX', 0, 0 FROM provider WHERE provider_id > 1;
    INSERT OR IGNORE INTO changed (subject_type, subject_id, at_ms)
      SELECT 'credential', credential_id, 0 FROM credential"
at 2026-01-05 --json tick | expect_json '[.started, .failed]' '[200,0]'
is '200|2026-01-12|2026-02-09' "SELECT count(*), min(due_day), max(due_day) FROM task WHERE name = 'verify' AND status = 'open'"
[ "$(sql "SELECT max(n) FROM (SELECT count(*) AS n FROM task WHERE name = 'verify' GROUP BY due_day)")" -le 16 ] ||
    fail "$(sql "SELECT due_day, count(*) FROM task WHERE name = 'verify' GROUP BY due_day")"
# Nobody is told of a delay before it is one.
walk 2026-01-06 2026-01-20
is 0 "SELECT count(*) FROM task WHERE is_escalation = 1 AND case_id IN (SELECT case_id FROM task WHERE due_day > '2026-01-20')"

# Somebody whose first decision is open is verified within five working days, whatever the number.
add_credential state_license state=TX number=X1
add_enrollment 'Prairie Health'
at 2026-01-21 --quiet tick
is 2026-01-28 "SELECT t.due_day FROM task t JOIN case_file c ON c.case_id = t.case_id WHERE t.name = 'verify' AND c.subject_id = $credential
    AND c.subject_type = 'credential'"
at 2026-01-22 --json verify | expect_json .faults '[]'
