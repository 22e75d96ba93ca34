# One daemon runs on a folder; a second one is told so and touches nothing.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/daemon.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
daemon_start practice
expect_exit 2 "$CREDENCE" -C practice run >out.txt 2>error.txt
expect_text '^credence: credence is running on practice already' error.txt
[ ! -s out.txt ] || fail "it printed: $(cat out.txt)"
[ "$(daemon_children | wc -w)" -eq 4 ] || fail "the first one lost children"
# Commands work beside it.
"$CREDENCE" -C practice tick
stop_process "$daemon_pid"
daemon_start practice
