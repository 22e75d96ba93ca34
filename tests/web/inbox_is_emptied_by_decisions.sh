# The inbox shows mail of no case with a guess and its reason, attaches it once, refuses what somebody
# else decided meanwhile, and settles held letters.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
mail=$(ask "SELECT message_id FROM message WHERE from_address LIKE 'marla.fieldstone@%'")
curl -sSf -o page.html "$PAGE/inbox"
expect_text 'New provider roster for the first quarter' page.html
expect_text 'desk writes from northfieldppo.example, too' page.html
expect_text 'Nothing in it tells to which case it may belong' page.html
expect_text 'unknown sender' page.html
guess=$(grep -A6 "action=\"/mail/$mail/attach\"" page.html | grep -o 'value="CR-[0-9]*"' | head -n 1 | tr -dc 0-9)

# One click attaches it; a second one changes nothing; what another chose meanwhile stands.
practice_form 400 "/mail/$mail/attach" shown=0 'case=Marla'
practice_form 404 "/mail/$mail/attach" shown=0 case=CR-999999
practice_form 404 /mail/999999/attach shown=0 "case=CR-$guess"
stands() {
	ask "SELECT state, vars_json, (SELECT group_concat(name || due_ms || n) FROM timer t WHERE t.case_id = c.case_id),
	    (SELECT group_concat(task_id) FROM task t WHERE t.case_id = c.case_id AND status = 'open')
	    FROM case_file c WHERE case_id = $guess"
}
was=$(stands)
practice_form 303 "/mail/$mail/attach" shown=0 "case=CR-$guess"
[ "$(stands)" != "$was" ] || fail "the case did nothing with the mail"
practice_undo 303
[ "$(stands)" = "$was" ] || fail "it was $was and is $(stands)"
[ "$(ask "SELECT status, case_id IS NULL FROM message WHERE message_id = $mail")" = 'new|1' ]
practice_form 303 "/mail/$mail/attach" shown=0 "case=CR-$guess"
expect_text '^Location: /inbox.did=attach' head
practice_form 303 "/mail/$mail/attach" shown=0 "case=CR-$guess"
expect_text '^Location: /inbox.did=again' head
practice_form 409 "/mail/$mail/attach" shown=0 case=CR-1
expect_text "attached this mail to CR-$guess meanwhile, and you chose CR-1" answer.html
[ "$(ask "SELECT case_id || ' ' || matched_by FROM message WHERE message_id = $mail")" = "$guess person" ]
[ "$(ask "SELECT count(*) FROM event WHERE case_id = $guess AND source LIKE '%web page%'
    AND dedup NOT LIKE 'undone:%'")" = 1 ]
[ "$(ask "SELECT group_concat(action || ' ' || detail) FROM audit WHERE object = 'message $mail'")" = \
    "mail match CR-$guess,undo ,mail match CR-$guess" ]

# What belongs to no case leaves the list, and can leave it once.
other=$(ask "SELECT message_id FROM message WHERE case_id IS NULL AND status = 'new'")
practice_form 303 "/mail/$other/handled"
practice_undo 303
practice_form 303 "/mail/$other/handled"
practice_form 409 "/mail/$other/handled"
curl -sSf -o page.html "$PAGE/inbox?did=handled"
expect_text '<p class="none">None\. What comes in finds its case by' page.html
expect_text 'role="status"><p>The mail is put aside' page.html

# Held letters: let one go, drop one; neither twice.
read -r first second <<<"$(ask "SELECT group_concat(outbox_id, ' ') FROM outbox WHERE status = 'held'")"
practice_form 400 "/letter/$first/release" way=burn
practice_form 404 /letter/999999/release way=drop
practice_form 303 "/letter/$first/release" way=release
practice_form 409 "/letter/$first/release" way=release
practice_form 303 "/letter/$second/release" way=drop
[ "$(ask "SELECT group_concat(status) FROM outbox WHERE outbox_id IN ($first, $second)")" = ready,cancelled ]
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/inbox?before=x")" = 400 ]

# Do not contact: from the page, shown on it as text, and taken back.
curl -sSf -o page.html "$PAGE/inbox"
practice_form 400 /inbox/suppress address=nobody
practice_form 400 /inbox/suppress address=
practice_form 400 /inbox/suppress address=a@elm.example "reason=one
two"
practice_form 303 /inbox/suppress address=Quiet@Elm.example 'reason=<b>asked</b>'
curl -sSf -o page.html "$PAGE/inbox?did=suppress"
expect_text 'quiet@elm.example' page.html
expect_text '&lt;b&gt;asked&lt;/b&gt;' page.html
practice_form 303 /inbox/unsuppress address=quiet@elm.example
practice_form 404 /inbox/unsuppress address=quiet@elm.example
