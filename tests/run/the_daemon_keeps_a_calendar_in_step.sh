# The daemon pushes by itself what changes here and learns what changes there; Today says so, and says what is
# wrong.  A calendar server that hangs keeps no letter waiting, nor the daemon from stopping.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/caldav.sh"

caldav_practice event
echo '    look_minutes: 1' >>practice/credence.yaml
has_days() {
	[ "$(caldav_names | wc -l)" = "$1" ]
}
is_moved() {
	resource 'CAQH attestation due: Ada'
	grep -q "^DTSTART;VALUE=DATE:$(practice_day 174 %Y%m%d)" resource.ics
}
page_has() {
	curl -sS "$PAGE/" >page.html && tr '\n' ' ' <page.html | grep -Eq "$1"
}
sent() {
	[ "$(find practice/mail/sent/new -type f | wc -l)" -ge "$1" ]
}

run_daemon() {
	start daemon.log "$CREDENCE" -C practice run
	wait_for port_open "$practice_port"
}

run_daemon
wait_for has_days 6
wait_for page_has 'Calendars kept in step.*<strong>team</strong> +<span class="quiet">pushed .*, 6 days there'
"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$(practice_day -6)"
wait_for is_moved
expect_text 'calendar "team": 6 put' daemon.log
stop_process "$started"

# Another daemon, a clock two minutes on: a person removed one in the meantime.
caldav_curl -f -X DELETE "$HREF" >removed
start daemon.log "$CREDENCE" --now "$(date -d '2 minutes' +%FT%T%:z)" -C practice run
wait_for page_has 'Removed from the calendar &quot;team&quot;: CAQH attestation due: Ada Larkspur'
stop_process "$started"
stop_process "$radicale_pid"

# A server that hangs.
start web.out python3 "$TOP/tests/servers/web.py"
wait_for test -s web.out
read -r web <web.out
caldav_set '  - name: team' "    url: http://127.0.0.1:$web/hang/"
run_daemon
wait_for grep -q /hang/ web.out
"$CREDENCE" --quiet -C practice case event 3 user.submit on="$(practice_day -1)"
"$CREDENCE" --quiet --now "$(date -d '40 days' +%F)T12:00" -C practice tick
wait_for sent 1
before=$SECONDS
stop_process "$started"
[ $((SECONDS - before)) -lt 8 ] || fail 'the daemon took its time'
! pgrep -f "$PWD/practice.* child pusher" || fail 'a pusher is left'

# And one that refuses: Today and the log say why, and when it is tried again.
caldav_set '  - name: team' "    url: http://127.0.0.1:$web/status/401" '    user: team' \
    '    password: file:caldav.password'
run_daemon
wait_for page_has '<strong>team</strong> +<span class="tag warn">not in step</span>.*did not accept user and password.*Tried again'
expect_text 'calendar "team" is not in step: .*did not accept user and password' daemon.log
[ "$(grep -c /status/401 web.out)" = 1 ] || fail "asked again and again: $(cat web.out)"
stop_process "$started"
