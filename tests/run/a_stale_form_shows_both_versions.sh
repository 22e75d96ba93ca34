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
practice_form 404 /edit/payer/99 once=y "seen=$(practice_hidden seen)"
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/edit/document/1")" = 404 ]
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/edit/nonsense/1")" = 404 ]
practice_stop_pages
