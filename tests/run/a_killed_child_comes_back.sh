# A child that is killed is started again; the others do not notice.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/daemon.sh"

came_back() {	# KIND OLD_PID
	local pid
	pid=$(daemon_child "$1")
	[ -n "$pid" ] && [ "$pid" -ne "$2" ]
}
"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
daemon_start practice
for kind in clock sender fetcher web; do
	others=$(daemon_children | wc -w)
	[ "$others" -eq 4 ] || fail "$others children"
	old=$(daemon_child "$kind")
	kill -KILL "$old"
	wait_for came_back "$kind" "$old"
	expect_text "the $kind ended \(signal 9\); it starts again in 0 s" daemon.log
done
wait_for port_open "$daemon_port"

# Each death in a row makes the pause longer.
old=$(daemon_child sender)
kill -KILL "$old"
wait_for came_back sender "$old"
expect_text 'the sender ended \(signal 9\); it starts again in 2 s' daemon.log
