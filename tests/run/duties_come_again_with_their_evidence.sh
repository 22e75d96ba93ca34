# A duty of the practice: a task 30 days before, late the day after, and again a year after its day; it is
# moved, but not into the past.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/cadence.sh"

play practice_duty 3 <<'END'
until: 2028-02-20
facts: {subject.next_day: 2027-03-31}
events:
  - {at: 2027-04-20, done: duty, with: {evidence: list of 12 people}}
  - {at: 2028-02-15, event: user.move, with: {to: 2028-01-01, reason: too late}}
  - {at: 2028-02-16, event: user.move, with: {to: 2028-04-30, reason: a new trainer}}
END
shows <<'END'
2027-01-04 deadline duty 2027-03-31
2027-03-01 moved open
2027-03-01 deadline duty 2027-03-31
2027-03-01 task duty 2027-03-31
2027-04-01 escalation escalation
2027-04-07 escalation escalation
2027-04-20 moved waiting
2027-04-20 deadline duty 2028-03-31
2028-02-15 refused user.move
2028-02-16 moved waiting
2028-02-16 deadline duty 2028-04-30
END
cadence_ends waiting
expect_text '.user.move. is not possible now: event.to is 2028-01-01, today is 2028-02-15' said.txt

# Off until the catalog says when one is next due; taken over once, then counted on; gone when it is taken out.
. "$TOP/tests/lib/lifecycle.sh"
lifecycle_start
at 2026-01-05 --quiet tick
is 0 'SELECT count(*) FROM duty'
sed -i '/^  restore_test:/,/}/s/every_months: 3,/&  next: 2026-01-30,/; /^  coding_audit:/,/}/s/every_months: 3,/& next: 2026-06-30,/' practice/catalogs/duties.yaml
at 2026-01-06 --json tick | expect_json '[.started, .failed]' '[2,0]'
is 'restore_test|2026-01-30|waiting
coding_audit|2026-06-30|waiting' "SELECT key, next_day, state FROM duty JOIN case_file ON subject_type = 'duty' AND subject_id = duty_id
    ORDER BY next_day"
at 2026-01-07 --json tick | expect_json .started 0
walk 2026-01-08 2026-01-23
is 'Restore a backup into an empty folder and verify it. Evidence: what "credence verify" said there|2026-01-30|manager' \
    "SELECT title, due_day, role FROM task WHERE name = 'duty' AND status = 'open'"
expect_exit 2 at 2026-01-26 task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'duty'")" 2>error.txt
expect_text 'evidence' error.txt
at 2026-01-26 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'duty'")" 'evidence=9 cases, no faults'
is '2026-04-30|2026-01-26|9 cases, no faults' "SELECT next_day, done_day, done_evidence FROM duty WHERE key = 'restore_test'"
at 2026-01-27 --quiet tick
is '2026-04-30|open' "SELECT on_day, status FROM deadline WHERE name = 'duty' ORDER BY on_day LIMIT 1"
at 2026-01-27 case show "$(sql "SELECT case_id FROM task WHERE name = 'duty' LIMIT 1")" >shown.txt
expect_text 'Restore a backup' shown.txt

# Another day in the catalog is taken over; one that is taken out ends its case.
sed -i 's/next: 2026-06-30/next: 2026-09-30/; s/  next: 2026-01-30,//' practice/catalogs/duties.yaml
at 2026-01-28 --quiet tick
is 'restore_test|retired|retired|done
coding_audit|active|waiting|open' "SELECT key, d.status, state, c.status FROM duty d JOIN case_file c ON subject_type = 'duty' AND subject_id = duty_id
    ORDER BY key DESC"
is 2026-09-30 "SELECT on_day FROM deadline WHERE status = 'open'"
sed -i 's/next: 2026-09-30/next: in autumn/' practice/catalogs/duties.yaml
expect_exit 2 at 2026-01-28 check 2>error.txt
expect_text 'duties\.yaml:[0-9]+:[0-9]+: next is a day, like 2027-01-31' error.txt
sed -i 's/next: in autumn, every/every/; s/next: in autumn/next: 2026-09-30/' practice/catalogs/duties.yaml
at 2026-01-29 --json verify | expect_json .faults '[]'

# From the shell: listed with those that are switched off; done only with evidence, moved not into the past.
at 2026-02-01 --json duty list | expect_json 'map(select(.status != "off") | [.key, .next_day, .status, .state])' \
    '[["coding_audit","2026-09-30","active","waiting"],["restore_test","2026-04-30","retired",null]]'
at 2026-02-01 --json duty list | expect_json 'map(select(.status == "off")) | length' 14
at 2026-02-01 --json duty list --due-by 2026-08-01 | expect_json . '[]'
expect_exit 2 at 2026-02-02 duty 'done' coding_audit 2>error.txt
expect_text 'only with its evidence' error.txt
expect_exit 2 at 2026-02-02 duty move coding_audit 2026-01-01 --reason late 2>error.txt
expect_text 'event.to is 2026-01-01, today is 2026-02-02' error.txt
expect_exit 2 at 2026-02-02 duty skip hipaa_training --reason x 2>error.txt
expect_text 'is switched off' error.txt
expect_exit 2 at 2026-02-02 duty skip restore_test --reason x 2>error.txt
expect_text 'no case is open' error.txt
at 2026-02-02 --json duty move coding_audit 2026-10-15 --reason 'auditor away' | expect_json .next_day '"2026-10-15"'
at 2026-02-03 --json duty 'done' coding_audit --evidence 'report, 3 findings' --on 2026-02-01 |
    expect_json '[.next_day, .done_day, .done_evidence]' '["2027-01-15","2026-02-01","report, 3 findings"]'
at 2026-02-03 --json duty skip coding_audit --reason 'nobody new' | expect_json '[.next_day, .done_day]' '["2027-04-15","2026-02-01"]'
