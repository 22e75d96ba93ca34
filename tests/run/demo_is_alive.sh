# Whatever the day, the demo is a month of a practice's life: letters, answers of every kind, cases at
# every gate, tasks open and overdue; its history is whole and nothing in it sleeps for ever.
# at most 900 s
. "$TOP/tests/lib/run.sh"

sql() {
	sqlite3 "$1/credence.db" "$2"
}
at_least() {	# DEMO COUNT WHAT SQL
	local got
	got=$(sql "$1" "$4")
	[ "$got" -ge "$2" ] || fail "$1: $got instead of at least $2 $3"
}

# A Tuesday noon; a Sunday after two holidays; a leap day; a Monday after the clocks went forward.
for day in 2026-11-24T12:00 2027-01-03T08:00 2028-02-29T18:00 2027-03-15T10:30; do
	"$CREDENCE" --now "$day" --json demo "$day" --no-run >made.json
	expect_json .folder "$day" <made.json
	"$CREDENCE" -C "$day" verify
	"$CREDENCE" -C "$day" check
	at_least "$day" 40 providers 'SELECT count(*) FROM provider'
	at_least "$day" 12 payers 'SELECT count(*) FROM payer'
	at_least "$day" 4 locations 'SELECT count(*) FROM location'
	at_least "$day" 60 'letters sent' "SELECT count(*) FROM outbox WHERE status = 'done'"
	at_least "$day" 10 'documents accepted' "SELECT count(*) FROM document WHERE status = 'accepted' AND sha256 IS NOT NULL"
	at_least "$day" 2 'documents rejected, with the reason' "SELECT count(*) FROM document WHERE status = 'rejected' AND decided_reason <> ''"
	at_least "$day" 3 'documents that wait' "SELECT count(*) FROM document WHERE status = 'received'"
	at_least "$day" 1 'letters held' "SELECT count(*) FROM outbox WHERE status = 'held'"
	at_least "$day" 8 replies "SELECT count(*) FROM message WHERE kind = 'reply'"
	at_least "$day" 2 bounces "SELECT count(*) FROM message WHERE kind = 'bounce'"
	at_least "$day" 2 'automatic replies' \
	    "SELECT count(*) FROM message WHERE kind = 'auto_reply'"
	at_least "$day" 2 'mails that nobody can place' \
	    "SELECT count(*) FROM message WHERE case_id IS NULL"
	at_least "$day" 1 'overdue tasks' "SELECT count(*) FROM task WHERE status = 'open'
	    AND due_day < '${day%T*}'"
	at_least "$day" 10 'tasks to come' "SELECT count(*) FROM task WHERE status = 'open'
	    AND due_day >= '${day%T*}'"
	at_least "$day" 10 'tasks done' "SELECT count(*) FROM task WHERE status = 'done'"
	at_least "$day" 1 'committees to come' "SELECT count(*) FROM deadline WHERE status = 'open'
	    AND kind = 'committee' AND on_day >= '${day%T*}'"
	for state in active approved waiting collecting appeal in_review information_requested \
	    bad_address escalated panel_closed; do
		at_least "$day" 1 "enrollments that are $state" "SELECT count(*) FROM case_file
		    WHERE workflow = 'payer_enrollment' AND state = '$state'"
	done
	at_least "$day" 1 'lapsed attestations' "SELECT count(*) FROM case_file
	    WHERE workflow = 'caqh_attestation' AND state = 'lapsed'"
	at_least "$day" 1 'paused cases' "SELECT count(*) FROM case_file WHERE paused_ms IS NOT NULL"
	at_least "$day" 1 'providers who may bill' "SELECT $("$CREDENCE" --now "$day" --json \
	    -C "$day" billable | jq '[.[] | select(.may_bill)] | length')"

	# Each open case comes back to somebody: by a timer, a task or a day in the calendar.
	asleep=$(sql "$day" "SELECT c.case_id, c.workflow, c.state FROM case_file c
	    WHERE c.status IN ('open', 'stuck') AND c.paused_ms IS NULL
	      AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.case_id = c.case_id)
	      AND NOT EXISTS (SELECT 1 FROM task t WHERE t.case_id = c.case_id AND t.status = 'open')
	      AND NOT EXISTS (SELECT 1 FROM deadline d WHERE d.case_id = c.case_id
	        AND d.status = 'open')")
	[ -z "$asleep" ] || fail "$day: these sleep for ever: $asleep"
	stuck=$(sql "$day" "SELECT count(*) FROM case_file WHERE status = 'stuck'")
	[ "$stuck" -eq 0 ] || fail "$day: $stuck cases are stuck"
	[ -z "$(ls "$day/mail/inbox/new")" ] || fail "$day: mail was left unread"
done

# One that is there already is left alone.
expect_exit 2 "$CREDENCE" demo 2026-11-24T12:00 --no-run 2>error.txt
expect_text 'is there already\. Run it with "credence -C 2026-11-24T12:00 run"' error.txt
