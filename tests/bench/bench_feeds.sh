# bench_feeds: calendars over HTTP.
#
#	the whole feed		against Radicale with the same collection: at least 20 times the requests
#	the same again		10,000 events against a plain writer of the same bytes (yard_feed.c): at
#				least half of its rate
#	an unchanged one	304: of 100,000 events at least 0.5 of the rate of 10 events
#	memory			100,000 events printed, and served plain and packed: below 64 MB
#	others meanwhile	the longest that another page waits while 100,000 events are made: at most a tenth of
#				the making
#	addresses of nobody	404 of one that was revoked against one that never was: within 0.8 either way
#
# All in one run, by curl over one connection.  Each feed's first answer, when its file is made, is
# shown and does not count.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/bench/practice.sh"

compared=2000
memory_kb_max=65536

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
free_port practice_port
printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' \
    'mail: { from: team@practice.test }' "web: { port: $practice_port }" >practice/credence.yaml
# Payer 1 has all days, 2 has 10,000, 3 those that Radicale gets, 4 has ten.
bench_sql practice "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN;
    INSERT INTO payer (payer_id, name, created_ms, modified_ms)
     VALUES (1, 'Plan 1', 0, 0), (2, 'Plan 2', 0, 0), (3, 'Plan 3', 0, 0), (4, 'Plan 4', 0, 0);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 112010)
     INSERT INTO provider (npi, last_name, first_name, created_ms, modified_ms)
     SELECT printf('%010d', i), 'Larkspur' || i, 'Ada', 0, 0 FROM n;
    INSERT INTO case_file (definition_id, workflow, subject_type, subject_id, provider_id, payer_id,
     state, status, entered_ms, opened_ms) SELECT 1, 'payer_enrollment', 'enrollment', provider_id,
     provider_id, CASE WHEN provider_id <= 100000 THEN 1 WHEN provider_id <= 110000 THEN 2
     WHEN provider_id <= 110000 + $compared THEN 3 ELSE 4 END, 'waiting', 'open', 0, 0 FROM provider;
    INSERT INTO deadline (case_id, name, seq, kind, title, on_day, uid, created_ms, modified_ms)
     SELECT case_id, 'decision', 1, 'enrollment', 'Prairie Health decision due: Dr Larkspur' || case_id,
     date('now', (case_id % 300) || ' days'), printf('%026d@practice.test', case_id), 1795000000000,
     1795000000000 FROM case_file;
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)" >checkpoint
practice_serve practice

url() {
	"$CREDENCE" --quiet -C practice feed add "$1" --only "payer=$1"
}
all=$(url 'Plan 1') ten_thousand=$(url 'Plan 2') same=$(url 'Plan 3') ten=$(url 'Plan 4')

# timed COUNT URL [CURL-WORDS ...]: sets took (seconds a request); all answers are alike.
timed() {
	local count=$1 url=$2 began ended want=${want:-200}
	shift 2
	began=$EPOCHREALTIME
	curl -sS -o /dev/null -w '%{http_code}\n' "$@" "$url?[1-$count]" | sort | uniq -c >codes
	ended=$EPOCHREALTIME
	[ "$(tr -s ' ' <codes)" = " $count $want" ] || fail "$url: $(cat codes)"
	took=$(of "($ended - $began) * 1000 / $count")
}
rate() {
	printf '%.0f/s' "$(of "1000 / $1")"
}

# Addresses of nobody, taking turns, fewer than are counted as guessing.
gone=$("$CREDENCE" --quiet -C practice feed add gone)
"$CREDENCE" --quiet -C practice feed revoke gone
never=${gone/%????????.ics/aaaaaaaa.ics}
for ((i = 0; i < 25; i++)); do
	curl -sS -o answer -w '%{http_code} %{time_total}\n' "$gone" >>revoked
	curl -sS -o answer -w '%{http_code} %{time_total}\n' "$never" >>unknown
done
[ "$(cut -d' ' -f1 revoked unknown | sort -u)" = 404 ] || fail "$(cat revoked unknown)"
mapfile -t theirs < <(cut -d' ' -f2 unknown)
mapfile -t ours < <(cut -d' ' -f2 revoked)
ratio=$(of "$(median "${ours[@]}") / $(median "${theirs[@]}")")
row "404 of a revoked address" "$(of "$(median "${ours[@]}") * 1000") ms" \
    "$(of "$(median "${theirs[@]}") * 1000") ms of one that never was" \
    "$(of "$ratio < 1 ? $ratio : 1 / $ratio")" 0.8

# The first answers make the files; others are served meanwhile.
curl -sS -o answer "http://127.0.0.1:$practice_port/static/style.css?[1-100000]" -w '%{time_total}\n' >waits &
others=$!
timed 1 "$all"
first=$took
kill "$others"
wait "$others" || [ $? -eq 143 ]
longest=$(sort -n waits | tail -n 1)
row "longest wait of another page while 100,000 events are made" "$(of "$longest * 1000") ms" \
    "$first ms for the making; at most a tenth" "$(of "$first / ($longest * 1000)")" 10
timed 1 "$all" --compressed
first_packed=$took
read -r _ peak < <(run_bench measure "$CREDENCE" -C practice feed print 'Plan 1' 2>printed)
[ "$(grep -c '^BEGIN:VEVENT' printed)" -eq 100000 ] || fail "not every event is printed"
timed 1 "$same"
timed 1 "$ten_thousand"
timed 1 "$ten"

# Radicale gets the same bytes as one collection.
radicale_start radicale team:one
curl -sS -o same.ics "$same"
curl -sS -f -u team:one -X PUT -H 'Content-Type: text/calendar' --data-binary @same.ics \
    "$CALDAV_URL/team/feed/" || fail "Radicale does not take the feed: $(tail -n 3 radicale/log)"
timed 1 "$CALDAV_URL/team/feed/" -u team:one
curl -sS -u team:one "$CALDAV_URL/team/feed/" >theirs.ics
[ "$(grep -c '^BEGIN:VEVENT' theirs.ics)" -eq "$compared" ] || fail "Radicale serves other events"
against=() ours=() theirs=()
for _ in 1 2 3; do
	timed 200 "$same"
	ours+=("$took")
	timed 3 "$CALDAV_URL/team/feed/" -u team:one
	theirs+=("$took") against+=("$(of "$took / ${ours[-1]}")")
done
row "whole feed of $compared events over HTTP" "$(rate "$(median "${ours[@]}")")" \
    "$(rate "$(median "${theirs[@]}")") by Radicale; at least 20" "$(median "${against[@]}")" 20

curl -sS -o plain.ics "$ten_thousand"
start yard "$BUILD/bench/yard_feed" plain.ics
wait_for test -s yard
yard=http://127.0.0.1:$(cat yard)/
against=() ours=() theirs=()
for _ in 1 2 3; do
	timed 100 "$ten_thousand"
	ours+=("$took")
	timed 100 "$yard"
	theirs+=("$took") against+=("$(of "$took / ${ours[-1]}")")
done
row "10,000 events sent again" "$(rate "$(median "${ours[@]}")")" \
    "$(rate "$(median "${theirs[@]}")") by a plain writer; at least 0.5" "$(median "${against[@]}")" 0.5

tag() {
	curl -sS -I "$1" | sed -n 's/^ETag: \(.*\)\r/\1/p'
}
all_tag=$(tag "$all") ten_tag=$(tag "$ten")
against=() ours=() theirs=()
for _ in 1 2 3; do
	want=304 timed 500 "$all" -H "If-None-Match: $all_tag"
	ours+=("$took")
	want=304 timed 500 "$ten" -H "If-None-Match: $ten_tag"
	theirs+=("$took") against+=("$(of "$took / ${ours[-1]}")")
done
row "unchanged feed of 100,000 events, 304" "$(rate "$(median "${ours[@]}")")" \
    "$(rate "$(median "${theirs[@]}")") of 10 events; at least 0.5" "$(median "${against[@]}")" 0.5

served=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$practice_pid/status")
row "memory of the pages, 100,000 events served" "$((served / 1024)) MB" \
    "below 64 MB; first $(printf '%.0f' "$first") ms, packed $(printf '%.0f' "$first_packed") ms" \
    "$(of "$memory_kb_max / $served")" 1
row "memory of 100,000 events printed" "$((peak / 1024)) MB" "below 64 MB" "$(of "$memory_kb_max / $peak")" 1
practice_stop_pages
