# What is wrong with a calendar in the settings is said before anything is sent; a certificate that nobody vouches for
# gets no password; a wrong password, a login page, another host, an address of nothing, a server that breaks off
# or has enough are said in one line, and nothing is lost.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/caldav.sh"

practice_make
(umask 077 && echo one >practice/caldav.password)

# set_url URL [LINES ...]: and what check says of it, with that exit status.
set_url() {
	local url=$1
	shift
	caldav_set '  - name: team' "    url: $url" '    user: team' '    password: file:caldav.password' "$@"
}
checked() {
	expect_exit "$1" "$CREDENCE" -C practice check >check.out 2>check.err
	[ -z "${2:-}" ] || expect_text "$2" check.err
}
# refused EXIT PATTERN: a push fails so, and is remembered so.
refused() {
	expect_exit "$1" "$CREDENCE" -C practice calendar push >push.out 2>push.err
	expect_text "^credence: calendar \"team\": .*$2" push.err
	[ "$(wc -l <push.err)" = 1 ] || fail "more than one line: $(cat push.err)"
	expect_text "$2" <(ask 'SELECT error FROM caldav')
	checked 0 "calendar \"team\" is not in step: .*$2"
}

# Settings: the refused beside the accepted.
expect_exit 2 "$CREDENCE" -C practice calendar push 2>none.err
expect_text 'no calendar in credence.yaml' none.err
set_url http://calendar.elm.example/
checked 2 'credence.yaml:[0-9]*:[0-9]*: .*begins with http://, which everybody on the way can read'
set_url https://calendar.elm.example/
checked 0
set_url https://team:one@calendar.elm.example/
checked 2 "holds a user's name"
set_url https://calendar.elm.example/ '    component: journal'
checked 2 'should be one of: event, todo'
set_url https://calendar.elm.example/ '    only: { provider: "9999999999" }'
checked 2 'calendar "team": only: provider: .*9999999999'
expect_exit 2 "$CREDENCE" -C practice calendar push 2>push.err
expect_text 'calendar "team": only: provider: .*9999999999' push.err
set_url https://calendar.elm.example/ '    only: { provider: "1234567893", kind: attestations }'
checked 0
set_url https://calendar.elm.example/
mv practice/caldav.password away
checked 2 'credence.yaml:[0-9]*:[0-9]*: .*caldav.password'
mv away practice/caldav.password

# TLS: an authority that we were told to trust, and one that nobody vouches for.
RADICALE_CERTIFICATE=good radicale_start radicale team:one
set_url "$CALDAV_URL/" "    ca_file: $PWD/radicale/tls/ca.pem"
push '.put == 6'
set_url "$CALDAV_URL/"
refused 1 'certificate of localhost:[0-9]* is not accepted'
stop_process "$radicale_pid"
RADICALE_CERTIFICATE=wronghost radicale_start radicale team:one
set_url "$CALDAV_URL/" "    ca_file: $PWD/radicale/tls/ca.pem"
refused 1 'certificate of localhost:[0-9]* is not accepted'
stop_process "$radicale_pid"

# A password that is wrong: the daemon leaves it for an hour at least.
radicale_start radicale team:two
set_url "$CALDAV_URL/"
refused 1 'did not accept user and password'
[ "$(ask 'SELECT next_ms - tried_ms >= 3600000 FROM caldav')" = 1 ] || fail 'tried again too soon'
refused 1 'did not accept user and password'
[ "$(ask 'SELECT next_ms - tried_ms >= 6 * 3600000 FROM caldav')" = 1 ] || fail 'tried again too soon'
echo two >practice/caldav.password
push '.put == 6 and .error == null'
checked 0

# A to-do list takes no events.
curl -sSf -u team:two -X MKCALENDAR --data '<c:mkcalendar xmlns:d="DAV:"
    xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><c:supported-calendar-component-set>
    <c:comp name="VTODO"/></c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>' \
    "$CALDAV_URL/team/todos/"
set_url "$CALDAV_URL/team/todos/"
refused 2 'takes no events'
set_url "$CALDAV_URL/team/todos/" '    component: todo'
push '.put == 6'
# Another collection of the same server, by its address and by its name; one in nobody's folder.
set_url "$CALDAV_URL/team/made/"
push '.put == 6'
set_url "$CALDAV_URL/" '    collection: made'
push '.there == 6 and .refused == 0'
set_url "$CALDAV_URL/nobody/made/"
refused 1 'does not allow this'

# Servers of all kinds.
start web.out python3 "$TOP/tests/servers/web.py"
wait_for test -s web.out
read -r web <web.out
while read -r status path words; do
	set_url "http://127.0.0.1:$web/$path"
	refused "$status" "$words"
done <<-ALL
	2 login/ login page
	1 status/401 did not accept user and password
	1 status/403 does not allow this
	2 status/404 does not know the address
	2 status/409 does not go together
	2 status/412 has another version
	2 status/405 does not do this
	1 status/429 too often
	1 status/500 trouble of its own
	1 status/503 trouble of its own
	1 cut/ before its answer was whole
	1 slam/ before its answer was whole
	2 many/10 something else than asked for
	1 noise/ could not talk with
ALL
ask 'SELECT count(*) FROM deadline' >still
[ "$(cat still)" = 2 ] || fail 'a deadline is lost'
# "away" leads to 127.0.0.1, which is not the host that the settings name.
set_url "http://localhost:$web/away/$web"
refused 2 'another host'
! grep -q '/echo/ *auth' web.out || fail 'the password went to another host'
