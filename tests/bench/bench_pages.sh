# bench_pages: Today, a provider and the grid with 100,000 providers and 1,000,000 cases.
#
#	requests a second	against a bare libmicrohttpd and SQLite handler that reads and prints the same rows
#				(yard_page.c): at least half
#	the same		against Fossil's report of 50 tickets: at least 10 times
#	each time another	the same for pages that cannot have been kept (web/kept.h) since somebody wrote
#	50 connections		the 99th percentile is at most 5 times the median
#	the first page		with sheet, script and icon, packed: below 100 KB
#	memory of the pages	below 100 MB afterwards
#
# All in one run.  PROVIDERS=1000 is for trying.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/bench/practice.sh"

providers=${PROVIDERS:-100000}
WAIT_SECONDS=120

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
free_port practice_port
PAGE=http://127.0.0.1:$practice_port
printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' \
    'mail: { from: team@practice.test }' "web: { port: $practice_port }" >practice/credence.yaml
"$CREDENCE" --quiet -C practice workflow publish

# Ten enrollments and cases each, of 60 payers at 40 sites; a case waits, has a timer, three steps, and now and
# then a letter, an answer, a task or a deadline.  What watches rows for searches and feeds looks away meanwhile.
bench_sql practice "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'" >drop.sql
sqlite3 practice/credence.db '.read drop.sql'
bench_sql practice "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; BEGIN;
    CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $providers) SELECT i FROM n;
    CREATE TEMP TABLE d AS SELECT definition_id FROM definition WHERE name = 'payer_enrollment';
    INSERT INTO payer (payer_id, name, folded_name, email, created_ms, modified_ms)
     SELECT i, 'Plan ' || i, 'plan ' || i, 'desk' || i || '@plan.test', 0, 0 FROM n WHERE i <= 60;
    INSERT INTO location (location_id, name, folded_name, state, created_ms, modified_ms)
     SELECT i, 'Site ' || i, 'site ' || i, 'IL', 0, 0 FROM n WHERE i <= 40;
    INSERT INTO provider (provider_id, npi, last_name, first_name, folded_name, specialty, email, practice_state, created_ms, modified_ms)
     SELECT i, printf('%010d', i), 'Larkspur' || i, 'Ada', 'larkspur' || i || ' ada', 'Family Medicine', 'ada' || i || '@practice.test', 'IL', 0, 0 FROM n;
    INSERT INTO credential (provider_id, credential_type, number, folded_number, state, expires_day, status, created_ms, modified_ms)
     SELECT i, column1, 'L' || i, 'l' || i, 'IL', date('now', (i % 700) || ' days'), 'verified', 0, 0 FROM n,
     (VALUES ('state_license'), ('dea'), ('malpractice'), ('board_certification'));
    INSERT INTO enrollment (enrollment_id, provider_id, payer_id, location_id, state, status, submitted_day, received_day, created_ms, modified_ms)
     SELECT (n.i - 1) * 10 + k.i, n.i, (n.i * 7 + k.i * 5) % 60 + 1, (n.i + k.i) % 40 + 1, 'IL', 'submitted', date('now', '-40 days'), date('now', '-30 days'), 0, 0
     FROM n, (SELECT i FROM n WHERE i <= 10) k;
    INSERT INTO case_file (case_id, definition_id, workflow, subject_type, subject_id, provider_id, payer_id, state, status, entered_ms, opened_ms)
     SELECT enrollment_id, (SELECT definition_id FROM d), 'payer_enrollment', 'enrollment', enrollment_id, provider_id, payer_id, 'waiting', 'open',
     unixepoch() * 1000 - 2000000000, unixepoch() * 1000 - 3000000000 FROM enrollment;
    INSERT INTO timer (case_id, name, due_ms, anchor_ms, n, max_n, needs, set_seq, rule)
     SELECT case_id, 'chase', unixepoch() * 1000 + case_id * 1000, 0, 1, 30, 'mail', 1, 'waiting.timer.chase' FROM case_file;
    INSERT INTO event (event_id, case_id, name, dedup, source, occurred_ms, received_ms, status, next_ms)
     SELECT case_id, case_id, 'user.submit', 'd', 'user', 0, 0, 'done', 0 FROM case_file;
    INSERT INTO history (case_id, seq, definition_id, event_id, rule, rule_line, from_state, to_state, at_ms, actor, trace_json, changes_json, prev_hash, hash)
     SELECT case_id, k.i, (SELECT definition_id FROM d), case_id, 'collecting.on.user.submit', 40, 'collecting', 'waiting',
     unixepoch() * 1000 - 100000000 * k.i, 'maria', '[]', '{}', '', '' FROM case_file, (SELECT i FROM n WHERE i <= 3) k;
    INSERT INTO outbox (case_id, seq, ord, rule, name, letter, idem, rfc_message_id, recipient, subject, body, is_automatic, status, not_before_ms, next_ms, expires_ms, created_ms, sent_ms)
     SELECT case_id, 1, 1, 'r', 'submit', 'enroll_submit.txt', 'i' || case_id, '<' || case_id || '@p>', 'desk@plan.test', 'Application of Ada Larkspur', 'Dear team', 1,
     CASE WHEN case_id % 10000 = 0 THEN 'held' ELSE 'done' END, 0, 0, 0, unixepoch() * 1000 - 200000000, unixepoch() * 1000 - 200000000 FROM case_file WHERE case_id % 5 = 0;
    INSERT INTO message (fingerprint, account, folder, uid, from_address, from_name, subject, received_ms, kind, verdict_json, text, case_id, matched_by, status, bytes)
     SELECT 'f' || case_id, 'team', 'INBOX', case_id, 'desk@plan.test', 'Dana', 'Re: Application', unixepoch() * 1000 - case_id * 1000, 'reply', '{}',
     'We have received the application of Dr Larkspur and will answer within 30 days.', CASE WHEN case_id % 5000 = 0 THEN NULL ELSE case_id END, 'tag', 'new', 500 FROM case_file WHERE case_id % 50 = 0;
    INSERT INTO task (case_id, name, title, due_day, assignee, created_ms)
     SELECT case_id, 'read', 'Read the reply of Plan ' || payer_id || ': Re: Application of Dr Larkspur', date('now', (case_id % 60 - 10) || ' days'),
     'person ' || (case_id % 8), unixepoch() * 1000 - 90000000 FROM case_file WHERE case_id % 50 = 7;
    INSERT INTO deadline (case_id, name, seq, kind, title, on_day, uid, created_ms, modified_ms)
     SELECT case_id, 'decision', 1, 'enrollment', 'Plan ' || payer_id || ' decision due: Dr Larkspur', date('now', (case_id % 300) || ' days'),
     'u' || case_id, 0, 0 FROM case_file WHERE case_id % 4 = 0;
    COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)" >checkpoint
practice_serve practice

# One ticket database of Fossil's with the same load as its report has: 50 rows.
fossil new --admin-user bench tickets.fossil >/dev/null 2>&1
sqlite3 tickets.fossil "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
    INSERT INTO ticket (tkt_uuid, tkt_mtime, type, status, subsystem, priority, severity, title)
    SELECT printf('%040d', i), julianday('now'), 'Incident', 'Open', 'desk', 'High', 'Minor', 'Application of Dr Larkspur ' || i FROM n"
free_port fossil_port
start fossil.log fossil server tickets.fossil --localhost --port "$fossil_port"
wait_for port_open "$fossil_port"
curl -sSf -o report.html "http://127.0.0.1:$fossil_port/rptview/1"
[ "$(grep -c 'Application of Dr Larkspur' report.html)" -ge 50 ] || fail "Fossil's report has no 50 rows"

start yard "$BUILD/bench/yard_page" practice/credence.db
wait_for test -s yard
yard_port=$(cat yard)

# measured NAME PORT PATH CONNECTIONS REQUESTS [LAST]: sets NAME_rate, NAME_median, NAME_p99, NAME_bytes
measured() {
	local name=$1 rate median p99 bytes
	shift
	read -r rate median p99 bytes < <(run_bench load "$@") || fail "load: $*"
	printf -v "${name}_rate" %s "$rate"
	printf -v "${name}_median" %s "$median"
	printf -v "${name}_p99" %s "$p99"
	printf -v "${name}_bytes" %s "$bytes"
}

measured fossil "$fossil_port" /rptview/1 4 100
page() {	# WORDS OURS THEIRS LAST
	local against=() tenfold=()
	measured warm "$practice_port" "$2" 4 20 "$4"
	measured warm "$yard_port" "$3" 4 20 "$4"
	for _ in 1 2 3; do
		measured ours "$practice_port" "$2" 4 400 "$4"
		measured theirs "$yard_port" "$3" 4 400 "$4"
		against+=("$(of "$ours_rate / $theirs_rate")") tenfold+=("$(of "$ours_rate / $fossil_rate")")
	done
	row "$1, 1,000,000 cases" "$ours_rate/s ($((ours_bytes / 1024)) KB)" \
	    "$theirs_rate/s ($((theirs_bytes / 1024)) KB) by a bare handler; at least 0.5" "$(median "${against[@]}")" 0.5
	row "$1, the same" "$ours_rate/s" "$fossil_rate/s by Fossil's 50 tickets; at least 10" "$(median "${tenfold[@]}")" 10
	measured many "$practice_port" "$2" 50 2000 "$4"
	row "$1, 50 connections" "p99 $many_p99 ms" "median $many_median ms; at most 5 times" "$(of "5 * $many_median / $many_p99")" 1
}
page 'Today' / /today 1
page 'a provider' /provider/7 /provider/7 1
page 'the grid' /grid /grid 1
page 'a provider, each time another' /provider/%d /provider/%d 1000
page 'the grid, each time another' '/grid?after=%d' '/grid/%d' 900

# As a browser asks the first time.
packed() {
	curl -sSf -H 'Accept-Encoding: gzip' -o packed -w '%{size_download} + %{size_header}\n' "$PAGE$1"
}
sum=$(packed /)
gunzip <packed >first.html
for path in $(grep -o '/static/[^"]*' first.html | sort -u); do
	sum="$sum + $(packed "$path")"
done
row "the first page, packed, with all it needs" "$(((sum) / 1024)) KB" "below 100 KB" "$(of "102400 / ($sum)")" 1
memory=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$practice_pid/status")
row "memory of the pages" "$((memory / 1024)) MB" "below 100 MB" "$(of "102400 / $memory")" 1
practice_stop_pages
