# bench_push: deadlines pushed into a CalDAV collection, against a bare libcurl loop that puts the same bytes into
# the same server and remembers nothing (yard_push.c).
#
#	10,000 events		to servers/dav.py, up to four at once: at least 0.6 of the loop's rate
#	memory			of that push: below 64 MB
#	200 events		to Radicale: at least 0.8 of the loop's rate.  Radicale 3.1 ends each connection and looks
#				at all that is there before each new resource, so 10,000 would take an hour for both
#
# Both take turns, each into a new collection.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/bench/practice.sh"

events=${PUSH_EVENTS:-10000}
radicale_events=${PUSH_RADICALE_EVENTS:-200}
rounds=${PUSH_ROUNDS:-3}
memory_kb_max=65536

radicale_start radicale team:one
start dav.out python3 "$TOP/tests/servers/dav.py" --quiet
wait_for test -s dav.out
read -r port <dav.out

bench_practice practice 1
(umask 077 && echo one >practice/password)

# set_events N: so many deadlines in all, and their feed.
set_events() {
	bench_sql practice "DELETE FROM deadline; DELETE FROM task;
	    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
	    INSERT INTO deadline (case_id, name, seq, kind, title, on_day, uid, created_ms, modified_ms)
	    SELECT 1, 'many ' || i, 1, 'expirables', 'License of Ada Larkspur, number ' || i,
	    date('2027-01-01', '+' || (i % 700) || ' days'), 'many-' || i || '@practice.test',
	    1764000000000, 1764000000000 FROM n"
	printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' \
	    'mail: { from: team@practice.test }' >practice/credence.yaml
	"$CREDENCE" -C practice --now 2026-12-01 feed print everyone >feed.ics
	[ "$(grep -c '^BEGIN:VEVENT' feed.ics)" -eq "$1" ] || fail "the feed has not $1 events"
}
# Each into SERVER/NAME/; sets "took" (seconds) and "peak" (kilobytes).
ours() {
	printf '%s\n' 'calendars:' '  - name: team' "    url: $1$2/" '    user: team' \
	    '    password: file:password' >>practice/credence.yaml
	read -r took peak < <(run_bench measure "$CREDENCE" --json -C practice --now 2026-12-01 calendar push \
	    2>pushed.json)
	[ "$(jq '.[0].there' pushed.json)" -eq "$3" ] || fail "not all are there: $(cat pushed.json)"
	sed -i '/^calendars:/,$d' practice/credence.yaml
}
bare() {
	curl -sSf -u team:one -X MKCALENDAR "$1$2/"
	read -r took peak < <(run_bench measure "$BUILD/bench/yard_push" "$1$2/" team one feed.ics)
}

# compare SERVER N WORDS LEAST
compare() {
	local server=$1 n=$2 round ratios=() our_rates=() bare_rates=() ours_took
	peaks=()
	set_events "$n"
	for ((round = 0; round < rounds; round++)); do
		ours "$server" "ours$round" "$n"
		ours_took=$took
		peaks+=("$peak")
		bare "$server" "bare$round"
		ratios+=("$(of "$took / $ours_took")")
		our_rates+=("$(of "$n / $ours_took")") bare_rates+=("$(of "$n / $took")")
		echo "round $round: ours $ours_took s, bare $took s" >&2
	done
	row "$3" "$(printf '%.0f/s' "$(median "${our_rates[@]}")")" \
	    "$(printf '%.0f/s' "$(median "${bare_rates[@]}")"); at least $4" "$(median "${ratios[@]}")" "$4"
}

"$CREDENCE" --quiet -C practice feed add everyone >address
compare "http://127.0.0.1:$port/dav/me/cals/" "$events" \
    "push of $events events, four at once, against a bare loop" 0.6
peak=$(printf '%s\n' "${peaks[@]}" | sort -n | tail -n 1)
row "memory of a push of $events events" "$((peak / 1024)) MB" "below 64 MB" \
    "$(of "$memory_kb_max / $peak")" 1
compare "$CALDAV_URL/team/" "$radicale_events" \
    "push of $radicale_events events to Radicale, against a bare loop" 0.8
