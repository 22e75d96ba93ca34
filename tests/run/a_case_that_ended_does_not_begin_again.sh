# No start loops: what would end at once begins no case; what a person ended begins again only when its
# start rule was false in between; two ticks at the same time begin one case.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_enrollment 'Prairie Health' status=denied denied_day=2025-06-01
add_enrollment 'Texas Medicaid'
for day in 05 06 07; do
	at "2026-01-$day" --quiet tick
done
is '1|2' 'SELECT count(*), min(subject_id) FROM case_file'
expect_exit 2 at 2026-01-08 case open payer_enrollment enrollment 1 2>error.txt
expect_text 'it would end at once, in "terminated" \(line [0-9]+\)' error.txt

# A workflow whose start rule stays true when a person ends the case.
cat >practice/workflows/welcome.yaml <<-YAML
	workflow: welcome
	version: 1
	subject: provider
	start:
	  - {if: 'subject.status == "active"', go: hello}
	states:
	  hello:
	    initial: true
	    entry: [{task: {name: call, title: "Welcome {provider.display_name}", done: user.done}}]
	    on: [{event: user.done, go: over}]
	  over: {final: true}
YAML
at 2026-01-08 --quiet workflow publish practice/workflows/welcome.yaml
at 2026-01-08 --json tick | expect_json .started 1
at 2026-01-08 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE name = 'call'")"
is 'over|done' "SELECT state, status FROM case_file WHERE workflow = 'welcome'"
columns provider 1 phone=5125550100
for day in 08 09 10 11; do
	at "2026-01-$day" --json tick | expect_json .started 0
done
columns provider 1 status=leaving
at 2026-01-12 --quiet tick
columns provider 1 status=active
at 2026-01-13 --json tick | expect_json .started 1

# At the same time from two processes.
sql "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO provider (npi, last_name, created_ms, modified_ms) SELECT printf('9%09d', i), 'P' || i, 0, 0 FROM n;
    INSERT OR IGNORE INTO changed (subject_type, subject_id, at_ms) SELECT 'provider', provider_id, 0 FROM provider"
start one.txt "$CREDENCE" -C practice --now 2026-01-14T09:00 --json tick
one=$started
start two.txt "$CREDENCE" -C practice --now 2026-01-14T09:00 --json tick
wait "$one" "$started"
[ "$(jq -s 'map(.started) | add' one.txt two.txt)" -eq 300 ] || fail "$(cat one.txt two.txt)"
[ "$(jq -s 'map(.failed) | add' one.txt two.txt)" -eq 0 ] || fail "$(cat one.txt two.txt)"
is 301 "SELECT count(DISTINCT subject_id) FROM case_file WHERE workflow = 'welcome'"
at 2026-01-14 --json verify | expect_json .faults '[]'
