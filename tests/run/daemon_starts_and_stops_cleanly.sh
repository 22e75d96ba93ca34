# The daemon says when it is ready and where its page is; SIGTERM ends it and its children at once,
# with exit 0.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/daemon.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
daemon_start practice
expect_text "^running: http://127\.0\.0\.1:$daemon_port" daemon.log
wait_for port_open "$daemon_port"
for kind in clock sender fetcher web; do
	[ -n "$(daemon_child "$kind")" ] || fail "there is no $kind"
done

children=$(daemon_children)
kill -TERM "$daemon_pid"
expect_exit 0 wait "$daemon_pid"
for pid in $children; do
	gone "$pid" || fail "the child $pid outlived the daemon"
done
! port_open "$daemon_port" || fail "somebody still listens"
# A program reads where the page is.
free_port daemon_port
printf 'org: { name: P, timezone: UTC }\nmail: { from: team@practice.example }\nweb: { port: %s }\n' \
    "$daemon_port" >practice/credence.yaml
start json.txt "$CREDENCE" --json -C practice run
wait_for test -s json.txt
expect_json .page "http://127.0.0.1:$daemon_port" <json.txt
