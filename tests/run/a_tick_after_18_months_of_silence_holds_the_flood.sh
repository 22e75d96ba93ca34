# The machine was off for 18 months.  The first tick is quick, nothing is written twice for what was
# missed, and the many letters that are late are held with one question instead of being sent.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO provider (npi, last_name, first_name, email, practice_state, caqh_attested_day, created_ms, modified_ms)
    SELECT printf('9%09d', i), 'P' || i, 'Ada', 'p' || i || '@elm.example', 'TX', '2026-01-05', 0, 0 FROM n;
    INSERT INTO credential (provider_id, credential_type, number, source_email, created_ms, modified_ms)
    SELECT provider_id, 'board_certification', 'B1', 'desk@board.example', 0, 0 FROM provider WHERE caqh_attested_day <> '';
    INSERT OR IGNORE INTO changed (subject_type, subject_id, at_ms) SELECT 'provider', provider_id, 0 FROM provider"
at 2026-01-06 --json tick | expect_json .started 400
sql "UPDATE outbox SET status = 'done'"
read_inbox 2027-07-06T09:30
at 2027-07-06 --json tick >tick.json
expect_json .failed 0 <tick.json
# One reminder to the source each; the reminders to attest were of no use any more in the same tick.
is 200 "SELECT count(*) FROM outbox WHERE status = 'held' AND name = 'remind' AND reason LIKE 'many letters of late timers%'"
is 200 "SELECT count(*) FROM outbox WHERE status NOT IN ('done', 'cancelled')"
is 200 "SELECT count(*) FROM outbox WHERE status = 'cancelled' AND reason LIKE 'the case left the state%'"
is '200 letters of timers that are more than a day late, or due because the clock jumped, are held: may they go? (mail held, mail release)|admin' \
    "SELECT title, role FROM task WHERE name = 'breaker'"
is lapsed "SELECT DISTINCT state FROM case_file WHERE workflow = 'caqh_attestation'"
at 2027-07-06T09:40 --json tick | expect_json '[.fired, .queued]' '[0,0]'
# The next day is an ordinary one again.
read_inbox 2027-07-07T09:30
at 2027-07-07 --json tick | expect_json '[.fired, .queued]' '[200,200]'
is 200 "SELECT count(*) FROM outbox WHERE status = 'ready'"
