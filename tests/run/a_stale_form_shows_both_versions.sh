# main flow
# Two people change one record on its page: the second sees both versions and loses nothing; a form sent twice is saved
# once; what is wrong is said beside what was typed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
show() { "$CREDENCE" --quiet --json -C practice payer show 1; }
changes() { sqlite3 practice/credence.db "SELECT count(*) FROM audit WHERE object = 'payer 1'"; }
open_form() { curl -sSf -o page.html "$PAGE/edit/payer/1"; }
# send WANT NAME=VALUE...: what page.html's form has, and these fields
send() {
	practice_form "$1" /edit/payer/1 "once=$(practice_hidden once)" "seen=$(practice_hidden seen)" "${@:2}"
}
open_form
expect_text 'value="Prairie Health"' page.html
curl -sSf -o hers.html "$PAGE/edit/payer/1"
before=$(changes)

# His comes first, and twice.
send 303 f.phone=2175550101 f.turnaround_days=45
expect_text '^Location: /edit/payer/1\?did=saved' head
send 303 f.phone=2175550101 f.turnaround_days=45
expect_text '^Location: /edit/payer/1\?did=again' head
[ "$(changes)" = $((before + 1)) ] || fail "saved $(($(changes) - before)) times"

# Hers was made upon what is no more.
cp hers.html page.html
send 409 f.phone=217-555-0199 f.turnaround_days=45 'f.note=asks <twice>'
expect_text 'Somebody changed this since you looked' answer.html
expect_text 'value="217-555-0199"' answer.html
expect_text 'There now: 217-555-0101' answer.html
expect_text 'asks &lt;twice&gt;' answer.html
expect_text 'There now: nothing' answer.html
! grep -q 'There now: 45' answer.html || fail "what is the same in both is shown as different"
show | expect_json '[.phone, .note]' '["217-555-0101",""]'
cp answer.html page.html
send 303 f.phone=217-555-0199 'f.note=asks <twice>'
show | expect_json '[.phone, .turnaround_days]' '["217-555-0199",45]'

# Wrong ones are not saved, nor lost.
open_form
send 400 f.phone=12 'f.note=kept'
expect_text 'value="12"' answer.html
expect_text '>kept<' answer.html
open_form
send 409 'f.name=Lone Star Plan'
expect_text 'value="Lone Star Plan"' answer.html
practice_form 400 /edit/payer/1 once=x f.phone=2175550101

# A case that somebody else told something meanwhile: a note and a letter of its timer are nothing of the kind.
case_id=$(sqlite3 practice/credence.db "SELECT min(case_id) FROM case_file WHERE workflow = 'payer_enrollment'")
state() { sqlite3 practice/credence.db "SELECT state FROM case_file WHERE case_id = $case_id"; }
page() { curl -sSf -o page.html "$PAGE/case/$case_id"; }
say() {
	practice_form "$1" "/case/$case_id/event" "once=$(practice_hidden once)" "shown=$(practice_hidden shown)" "${@:2}"
}
page
cp page.html mine.html
before=$(state)
"$CREDENCE" --quiet -C practice case note "CR-$case_id" 'called'
"$CREDENCE" --quiet -C practice case event "CR-$case_id" user.submit reference=THEIRS
[ "$(state)" != "$before" ]
say 409 event=user.submit 'f.reference=<mine>'
expect_text 'Something happened since you looked' answer.html
expect_text '<strong>Submit</strong>; Reference: &lt;mine&gt;' answer.html
expect_text 'by .*reference: THEIRS' answer.html
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM event WHERE name = 'user.submit'")" = 1 ]
page
"$CREDENCE" --quiet -C practice case note "CR-$case_id" 'called again'
say 303 event=user.received f.reference=R-1
page
stale=$(practice_hidden shown)
"$CREDENCE" --quiet -C practice case event "CR-$case_id" user.received reference=R-2
say 409 event=user.received f.reference=R-3
expect_text 'value="R-3"' answer.html
cp answer.html page.html
[ "$(practice_hidden shown)" -gt "$stale" ]
say 303 event=user.received f.reference=R-3
practice_form 400 "/case/$case_id/event" once=x event=user.received
open_form
practice_form 404 /edit/payer/99 once=y "seen=$(practice_hidden seen)"
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/edit/document/1")" = 404 ]
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/edit/nonsense/1")" = 404 ]
practice_stop_pages
