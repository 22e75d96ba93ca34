# A paused case fires nothing, says why not, and goes on where it was when it is resumed; a poisoned
# event sets its case aside and no other.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
for payer in 'Prairie Health' 'Texas Medicaid'; do
	add_enrollment "$payer" status=submitted submitted_day=2026-01-05 received_day=2026-01-06
done
at 2026-01-05 --quiet tick
at 2026-01-06 --json case pause CR-1 | expect_json '[.case_id, .done]' '[1,"paused"]'
expect_exit 2 at 2026-01-06 case pause 1 2>error.txt
expect_text 'CR-1 is paused already' error.txt
walk 2026-01-07 2026-01-30
is 1 'SELECT count(*) FROM outbox WHERE case_id = 2'
is 0 'SELECT count(*) FROM outbox WHERE case_id = 1'
at 2026-01-30 --json why-not 1 | expect_json '.[0].what' 'the case is paused: its timers are held'
at 2026-02-02 --quiet case resume 1
read_inbox 2026-02-02T10:00
at 2026-02-02T10:00 --quiet tick
# Two follow-ups were missed: one goes out, the next is the one of 16 February (a holiday: 17).
is 1 'SELECT count(*) FROM outbox WHERE case_id = 1'
is 2026-02-17 "SELECT date(due_ms / 1000, 'unixepoch') FROM timer WHERE case_id = 1 AND name = 'chase'"
expect_exit 2 at 2026-02-02 case resume 1 2>error.txt

# Something breaks one case for good: after six tries it is set aside; the other goes on.
sql "UPDATE case_file SET vars_json = '{\"chased\": 9223372036854775807}' WHERE case_id = 2"
for try in 17T09:30:3 17T09:31:3 17T09:32:3 17T09:34:3 17T09:50:3 17T11:00:3 18T11:00:0; do
	time=${try%:*}
	read_inbox "2026-02-$time"
	expect_exit "${try##*:}" at "2026-02-$time" --quiet tick
done
is 'stuck|1' "SELECT status, (SELECT count(*) FROM task WHERE name = 'stuck' AND role = 'admin') FROM case_file WHERE case_id = 2"
at 2026-02-19 case show 2 >show.txt
expect_text 'stuck.*event "timer.chase" failed' show.txt
is 2 'SELECT count(*) FROM outbox WHERE case_id = 1'
