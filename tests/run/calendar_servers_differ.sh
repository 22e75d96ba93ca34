# Servers without sync-collection, without ETags for what was put, with weak ones, that tell in parts, that have
# enough, that break off, that keep calendars elsewhere: nothing is lost, nothing is there twice, and one
# connection carries it all.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/lib/caldav.sh"

move_here() {
	"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$1"
	"$CREDENCE" --quiet -C practice tick
}
move_there() {
	resource 'CAQH attestation due: Ada'
	resource_move 135
	caldav_put
}
# What all of them have to do.
works() {
	push '.put == 6 and .there == 6'
	push '.put == 0 and .asked == 0'
	push '.put == 0 and .asked == 0'
	[ "$(jq '.[0].requests' pushed.json)" -le "$1" ] || fail "too many requests: $(cat pushed.json)"
	move_here "$(practice_day -6)"
	push '.put == 1 and .asked == 0 and .there == 6'
	push '.put == 0 and .asked == 0'
	move_there
	push '.put == 0 and .asked == 1'
	push '.put == 0 and .asked == 0'
	move_here "$(practice_day -5)"
	push '.put == 1 and .asked == 0'
	resource 'CAQH attestation due: Ben'
	caldav_curl -f -X DELETE "$HREF"
	push '.asked == 1'
	push '.asked == 0'
	caldav_curl -f -X DELETE "$COLLECTION"
	push '.repaired == 6 and .put == 6 and .asked == 0'
	stop_process "$dav_pid"
}

dav_practice
works 1
dav_practice --no-sync
works 3
dav_practice --no-etag
works 1
dav_practice --weak
works 1
dav_practice --parts 2
works 1
[ "$(grep -c 'REPORT.*207' dav.out)" -gt 12 ] || fail 'nothing was told in parts'

# A password that never goes over the line.
dav_practice --digest
push '.put == 6 and .there == 6'
push '.put == 0'
[ "$(grep -c ' 401 ' dav.out)" -gt 6 ] || fail 'the server did not ask'
stop_process "$dav_pid"

# One that the server refuses does not keep the others; it is said, and tried again later, or by hand.
dav_practice --long Larkspur
PUSH_EXIT=3 push '.put == 3 and .there == 3 and .refused == 3 and .waiting == 3 and .error == null'
"$CREDENCE" --json -C practice calendar list | expect_json '.[0].reason | test("too large")' true
[ "$(ask 'SELECT min(i.next_ms - c.tried_ms) > 3500000 FROM caldav_item i, caldav c WHERE i.pending IS NOT NULL')" = 1 ] ||
    fail 'tried again too soon'
PUSH_EXIT=3 push '.put == 0 and .refused == 3'
stop_process "$dav_pid"

# Enough for now: what is there is there, the rest waits as long as the server wants.
dav_practice --busy 1
PUSH_EXIT=1 push '.put == 1 and .there == 1 and .waiting == 5 and (.error | test("too often"))' 2>push.err
[ "$(ask 'SELECT next_ms - tried_ms >= 3600000 FROM caldav')" = 1 ] || fail 'tried again too soon'
[ "$(grep -c ' 429 ' dav.out)" -le 4 ] || fail 'asked again at once'
stop_process "$dav_pid"

# Stored, but the answer came in part only: found there when it is tried again.
dav_practice --cut 4
PUSH_EXIT=1 push '.there < 6 and (.error | test("before its answer was whole"))' 2>push.err
push '.asked == 0 and .refused == 0 and .there == 6'
expect_text '^PUT .* 412 ' dav.out
[ "$(caldav_names | wc -l)" = 6 ] || fail 'something is there twice'

# Killed at any moment: the same.
caldav_many 1000
start push.log "$CREDENCE" -C practice calendar push
many_put() {
	[ "$(grep -c '^PUT' dav.out)" -gt 200 ]
}
wait_for many_put
kill -KILL "$started"
wait_for gone "$started"
push '.asked == 0 and .refused == 0 and .there == 1006'
[ "$(caldav_names | wc -l)" = 1006 ] || fail 'something is there twice, or not at all'
stop_process "$dav_pid"

# Many quickly, over few connections.
dav_practice
caldav_many 1000
before=$SECONDS
push '.put == 1006 and .requests < 1020'
[ $((SECONDS - before)) -lt 20 ] || fail "1006 took $((SECONDS - before)) s"
[ "$(awk '{ print $NF }' <(tail -n +2 dav.out) | sort -u | wc -l)" -le 5 ] || fail 'more connections than are used at once'
push '.put == 0 and .requests == 1'

# A copy that was restored pushes nothing before somebody says so.
ask "INSERT INTO fact (name, value) VALUES ('restored', 'yes')"
expect_exit 2 "$CREDENCE" -C practice calendar push 2>push.err
expect_text 'restored from an older copy' push.err
"$CREDENCE" --quiet -C practice mail release all
push '.put == 0'

# A calendar that is not in the settings any more is forgotten, and left as it is.
caldav_set '  - name: other' "    url: http://127.0.0.1:$DAV_PORT" '    user: team' \
    '    password: file:caldav.password' '    collection: other' '    only: { kind: attestations }'
push '.name == "other" and .put == 2'
"$CREDENCE" --json -C practice calendar list | expect_json '[.[].name]' '["other"]'
[ "$(caldav_names | wc -l)" = 1006 ] || fail 'the forgotten calendar was changed'
stop_process "$dav_pid"

# The address of the folder of calendars, which tells nothing of who we are.
dav_practice
caldav_set '  - name: team' "    url: http://127.0.0.1:$DAV_PORT/dav/me/cals/"
push '.put == 6'
[ "$(caldav_names | wc -l)" = 6 ] || fail 'not in the collection of that name'
stop_process "$dav_pid"

# Calendars on another host: named, and not gone to.
dav_practice --home https://elsewhere.elm.example/cals/
expect_exit 2 "$CREDENCE" -C practice calendar push 2>push.err
expect_text 'put this into the settings as url: https://elsewhere.elm.example/cals/' push.err
