# Each record opens what it asks for, once: a first day to come, an expiry that a copy proves, a Medicare
# enrollment, somebody who leaves; and the critical path is the slowest payer by its own past.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
# Prairie Health took 40, 50 and 150 days from submission to loaded, by people who are here already.
sql "INSERT INTO provider (npi, last_name, status, created_ms, modified_ms) VALUES ('1245319599', 'F', 'left', 0, 0);
    INSERT INTO enrollment (provider_id, payer_id, state, status, submitted_day, loaded_day, terminated_day, created_ms, modified_ms)
      VALUES (2, 1, 'TX', 'terminated', '2025-01-01', '2025-02-10', '2025-12-01', 0, 0),
      (2, 1, 'IL', 'terminated', '2025-01-01', '2025-02-20', '2025-12-01', 0, 0),
      (2, 1, 'NY', 'terminated', '2025-01-01', '2025-05-31', '2025-12-01', 0, 0)"
columns provider 1 start_day=2026-03-02
at 2026-01-05 --quiet tick
is 'exclusion_screening|hiring
onboarding|gathering' "SELECT workflow, state FROM case_file WHERE status = 'open' ORDER BY 1"
is 'screen 2026-02-16' "SELECT name || ' ' || due_day FROM task WHERE name = 'screen'"
at 2026-01-06 --json tick | expect_json .started 0

# Submitted today: 50 days at Prairie Health; Medicare promises nothing: 90 days, and 30 to load.
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-06
at 2026-01-06 --quiet tick
onboarding=$(sql "SELECT case_id FROM case_file WHERE workflow = 'onboarding'")
event 2026-01-06 "$onboarding" payers_chosen
is '2026-02-25' "SELECT on_day FROM deadline WHERE name = 'billable' AND status = 'open'"
add_enrollment Medicare status=submitted submitted_day=2026-01-07
walk 2026-01-07 2026-01-12
is '2026-05-07|Expected billable: Dr Larkspur (last: Medicare)' "SELECT on_day, title FROM deadline WHERE name = 'billable'"
is 'Dr Larkspur starts on 2026-03-02, but is expected billable on 2026-05-07: Medicare is last' \
    "SELECT title FROM task WHERE name = 'path' AND status = 'open'"

add_credential tb_screening expires_day=2026-09-01
add_credential immunization
columns enrollment 5 approved_day=2026-01-20 effective_day=2026-01-07 credentialed_day=2026-01-20 status=approved
at 2026-01-21 --quiet tick
is 'expirables|current
expirables|incomplete
revalidation|current' "SELECT workflow, state FROM case_file WHERE workflow IN ('expirables', 'revalidation', 'recredentialing')
    OR (workflow = 'primary_source_verification') ORDER BY 1, 2"

# Leaving opens the way out, and ends the way in.
columns provider 1 status=leaving
at 2026-01-22 --quiet tick
is 'leaving' "SELECT state FROM case_file WHERE workflow = 'offboarding'"
is 'ended|screened' "SELECT (SELECT state FROM case_file WHERE workflow = 'onboarding'), (SELECT state FROM case_file
    WHERE workflow = 'exclusion_screening')"
at 2026-01-23 --json verify | expect_json .faults '[]'

# A person confirms a match with an exclusion list, and takes it back.
sql "INSERT INTO screening_match (subject_type, subject_id, list, row_key, row_json, rank, score, reasons_json,
    found_ms, first_run_id, last_run_id) VALUES ('provider', 1, 'leie', 'k', '{}', 1, 100, '[]', 0, 1, 1)"
at 2026-01-26 --quiet tick
is 0 "SELECT count(*) FROM case_file WHERE state = 'excluded'"
at 2026-01-26 --quiet screen resolve 1 --as true --reason 'same SSN'
at 2026-01-26 --quiet tick
is 'return|stop|tell' "SELECT group_concat(name, '|') FROM (SELECT t.name FROM task t JOIN case_file c ON c.case_id = t.case_id
    WHERE c.state = 'excluded' AND t.status = 'open' ORDER BY 1)"
at 2026-01-27 --quiet screen resolve 1 --as false --reason 'another SSN after all'
at 2026-01-27 --quiet tick
is 0 "SELECT count(*) FROM case_file WHERE state = 'excluded'"
