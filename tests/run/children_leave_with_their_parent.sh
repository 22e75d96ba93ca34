# When the daemon is killed, its children leave by themselves, and it can be started again at once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/daemon.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
daemon_start practice
children=$(daemon_children)
[ "$(wc -w <<<"$children")" -eq 4 ] || fail "not four children: $children"
kill -KILL "$daemon_pid"
for pid in $children; do
	wait_for gone "$pid"
done
daemon_start practice
"$CREDENCE" -C practice verify
