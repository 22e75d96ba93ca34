# Every form of the desk, sent a second time as a double click or a page sent anew does: what it asked for happened once,
# and nothing in the database differs.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
db=demo/credence.db
sql() { sqlite3 -cmd '.timeout 5000' "$db" "$1"; }
# All that a second saying could add to; every change has a row in one of these.
state() {
	sql "SELECT (SELECT count(*) || '/' || max(audit_id) FROM audit), (SELECT count(*) FROM history),
	    (SELECT count(*) FROM event), (SELECT count(*) || total(tries) FROM outbox), (SELECT count(*) || group_concat(status) FROM task),
	    (SELECT count(*) FROM review_action), (SELECT count(*) FROM agreement), (SELECT count(*) FROM provider_link),
	    (SELECT count(*) FROM provider_said), (SELECT count(*) FROM document), (SELECT count(*) FROM saved_view),
	    (SELECT count(*) FROM user_link), (SELECT count(*) FROM undo), (SELECT count(*) FROM suppression)"
}
# twice PAGE PATH NAME=VALUE...: the form of the page goes twice; the second answer is a page that says so, or leads back.
forms=0
twice() {
	local page=$1 path=$2 word once sent=() first second before between
	shift 2
	curl -sSf -o page.html "$PAGE$page"
	for word; do sent+=(--data-urlencode "$word"); done
	once=$(sed -n 's/.*name="once" value="\([^"]*\)".*/\1/p' page.html | sed -n 1p)
	before=$(state)
	first=$(curl -s -o answer.html -w '%{http_code}' -d "token=$(practice_hidden token)" -d "once=$once" "${sent[@]}" "$PAGE$path")
	[[ $first = [23]* ]] || fail "$path: $first: $(grep -A2 '<h1' answer.html)"
	between=$(state)
	[ "$before" != "$between" ] || fail "$path changes nothing"
	second=$(curl -s -o answer.html -w '%{http_code}' -d "token=$(practice_hidden token)" -d "once=$once" "${sent[@]}" "$PAGE$path")
	[ "$between" = "$(state)" ] || fail "$path is done twice ($second): $between, now $(state)"
	[[ $second = 303 || $second = 40[049] || $second = 200 ]] || fail "$path, again: $second"
	forms=$((forms + 1))
}
task() { sql "SELECT task_id FROM task WHERE status = 'open' AND event IS NULL ORDER BY task_id LIMIT 1 OFFSET $1"; }
open=$(sql "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment' AND status = 'open' AND state = 'submitted' LIMIT 1")
[ -n "$open" ] || open=$(sql "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment' AND status = 'open' LIMIT 1")

twice "/case/$open" "/case/$open/note" 'text=said twice'
twice "/case/$open" "/case/$open/pause"
twice "/case/$open" "/case/$open/resume"
curl -sSf -o page.html "$PAGE/case/$open"
twice "/case/$open" "/case/$open/call" "shown=$(practice_hidden shown)" who=Kim received=yes said=soon
t=$(task 0)
twice / "/task/$t/assign" "shown=$(sql "SELECT coalesce(assignee, '') FROM task WHERE task_id = $t")" assignee=lee
twice / "/task/$t/snooze" "shown=$(sql "SELECT coalesce(due_day, '') FROM task WHERE task_id = $t")" on=2027-03-03
twice / "/task/$t/done"
u=$(task 1)
twice / /tasks do=assign assignee=lee "task=$u@$(sql "SELECT coalesce(due_day, '') FROM task WHERE task_id = $u")@$(sql "SELECT coalesce(assignee, '') FROM task WHERE task_id = $u")"
message=$(sql "SELECT message_id FROM message WHERE status = 'new' LIMIT 1")
twice /inbox "/mail/$message/attach" shown=0 "case=CR-$open"
twice /inbox "/mail/$(sql "SELECT message_id FROM message WHERE status = 'new' AND case_id IS NULL LIMIT 1")/handled"
twice /inbox "/letter/$(sql "SELECT outbox_id FROM outbox WHERE status = 'held' LIMIT 1")/release" way=drop
twice /inbox /inbox/suppress address=leave@alone.example reason=asked
twice /inbox /inbox/unsuppress address=leave@alone.example
twice /review /review/add 'text=call them' due=2027-03-03
twice /review "/review/$(sql 'SELECT max(review_action_id) FROM review_action')/close" as=done outcome=called
twice /agreements /agreements 'vendor=Four Rivers Billing' service=billing
duty=$(sql "SELECT subject_id FROM case_file WHERE subject_type = 'duty' AND status = 'open' LIMIT 1")
twice /duties "/duty/$duty/done" evidence=minutes
twice /provider/1 /provider/1/invite
twice /provider/1 /provider/1/uninvite
twice /payers /views name=mine 'address=/payers?state=submitted'
twice /payers "/view/$(sql 'SELECT max(saved_view_id) FROM saved_view')/forget" 'address=/payers?state=submitted'
curl -sSf -o page.html "$PAGE/edit/payer/1"
twice /edit/payer/1 /edit/payer/1 "seen=$(practice_hidden seen)" f.phone=2175550101
twice / "/undo/$(sql 'SELECT max(undo_id) FROM undo')"

# Papers.  Matches and signatures: screening_is_decided_and_signed; events: today_is_worked_through.
echo paper >paper.txt
"$CREDENCE" --quiet "${practice_clock[@]}" -C demo document add paper.txt provider=1 kind=license
paper=$(sql "SELECT document_id FROM document WHERE status = 'received' LIMIT 1")
twice /documents "/document/$paper/decide" shown=received as=rejected reason=unreadable

# A provider's own page.
twice /provider/1 /provider/1/invite
my=$("$CREDENCE" "${practice_clock[@]}" -C demo provider invite 1 --print | tail -n 1)
my=${my#"$PAGE"}
twice "$my" "$my/correction" 'text=my street is Oak 5'
curl -sSf -o page.html "$PAGE$my"
twice "$my" "$my/attestation" 'name=Ada' agree=yes "shown=$(practice_hidden shown)"

[ $forms -ge 26 ] || fail "only $forms forms were tried"
practice_stop_pages
