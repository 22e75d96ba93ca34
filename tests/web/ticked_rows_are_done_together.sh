# Ticked rows are done with one form: a call about several applications, papers, mails, matches, providers to be asked; one
# that cannot be done stops no other and is named; nothing ticked, and the same form twice, change nothing.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
is() { [ "$(ask "$1")" = "$2" ] || fail "$1: $(ask "$1"), not $2"; }
practice_pages
# bulk STATUS PAGE PATH NAME=VALUE...: its form of that page
bulk() {
	curl -sSf -o page.html "$PAGE$2"
	once=$(sed -n '/id="bulk"/s/.*name="once" value="\([^"]*\)".*/\1/p' page.html | head -n 1)
	[ -n "$once" ] || fail "$2 has no form for several"
	practice_form "$1" "$3" "once=$once" "back=$2" "${@:4}"
}
mapfile -t cases < <(ask "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment' ORDER BY case_id")
[ "${#cases[@]}" = 2 ]

bulk 303 /payers /calls do=call "case=${cases[0]}" "case=${cases[1]}" who=Dana reference=R-77 said='both in review' \
    next='Call again' on=2030-01-02
expect_text '^Location: /payers\?did=calls' head
is "SELECT count(*) FROM history WHERE rule = 'note' AND changes_json LIKE '%Call: with Dana; reference R-77; status both in review%'" 2
is "SELECT count(*) FROM task WHERE title = 'Call again' AND due_day = '2030-01-02'" 2
practice_form 303 /calls "once=$once" back=/payers do=call "case=${cases[0]}" said=again
expect_text 'did=again' head
# What was said and what follows from it are written together or not at all.
ask "CREATE TRIGGER full BEFORE INSERT ON task WHEN new.title = 'Okapi' BEGIN SELECT RAISE(ABORT, 'full'); END"
bulk 409 /payers /calls do=call "case=${cases[0]}" said='half of it' next=Okapi
is "SELECT count(*) FROM history WHERE changes_json LIKE '%half of it%'" 0
ask 'DROP TRIGGER full'
state=$(ask "SELECT state FROM case_file WHERE case_id = ${cases[0]}")
bulk 303 "/payers?state=$state" /calls do=pause "case=${cases[0]}"
expect_text "^Location: /payers\\?state=$state&did=pauses" head
is "SELECT count(*) FROM case_file WHERE paused_ms IS NOT NULL" 1
bulk 409 /cases /calls do=pause "case=${cases[0]}" "case=${cases[1]}" case=99
expect_text 'of 3 cases were paused. The last of the others: ' answer.html
is "SELECT count(*) FROM case_file WHERE paused_ms IS NOT NULL AND workflow = 'payer_enrollment'" 2
bulk 303 /cases /calls do=resume "case=${cases[0]}" "case=${cases[1]}"
bulk 400 /cases /calls do=call said=nobody
expect_text 'tick the cases' answer.html
bulk 400 /cases /calls do=call "case=${cases[0]}" on=2030-01-02 said=x
bulk 400 /cases /calls do=burn "case=${cases[0]}"
curl -sSf -o page.html "$PAGE/cases"
practice_form 303 /calls "once=$(practice_hidden once)" back=//evil.example do=call "case=${cases[0]}" said=x
expect_text '^Location: /cases\?did=calls' head

# Papers: one reason for all; one that was decided meanwhile is named.
for n in 1 2 3; do
	printf '%%PDF-1.4 %s\n' "$n" >"$n.pdf"
	"$CREDENCE" --quiet -C practice document add "$n.pdf" provider=1234567893 kind='license copy'
done
bulk 400 /documents /documents/decide as=rejected document=1@received
bulk 303 /documents /documents/decide as=accepted reason= document=1@received
bulk 409 /documents /documents/decide as=rejected reason=blurred document=1@received document=2@received document=3@received
expect_text '2 of 3 documents were rejected. The last of the others: this document was accepted meanwhile' answer.html
is "SELECT group_concat(status) FROM (SELECT status FROM document ORDER BY document_id)" accepted,rejected,rejected
# What it is must be known, or said with the others.
printf '%%PDF-1.4 4\n' >4.pdf
"$CREDENCE" --quiet -C practice document add 4.pdf provider=1234567893
bulk 409 /documents /documents/decide as=accepted reason= kind= document=4@received
expect_text 'say what document 4 is' answer.html
bulk 303 /documents /documents/decide as=accepted reason= kind='DEA certificate' document=4@received
is "SELECT kind || ' ' || status FROM document WHERE document_id = 4" 'DEA certificate accepted'

# Mails that belong to no case, and two that belong to one; taken back together.
for n in 1 2 3 4; do
	printf '%s\n' "From: Someone <s$n@else.example>" 'To: team@elm.example' "Subject: Offer $n" "Message-ID: <o$n@else.example>" \
	    'Date: Thu, 26 Nov 2026 09:00:00 -0600' '' "Offer $n." >"practice/mail/inbox/new/$n.eml"
done
"$CREDENCE" --quiet -C practice mail fetch
bulk 303 /inbox /mails do=handled mail=1@0 mail=2@0
is "SELECT count(*) FROM message WHERE status = 'handled'" 2
practice_undo 303
is "SELECT count(*) FROM message WHERE status = 'handled'" 0
bulk 400 /inbox /mails do=attach mail=3@0
bulk 303 /inbox /mails do=attach "case=CR-${cases[0]}" mail=3@0 mail=4@0
is "SELECT count(*) FROM message WHERE case_id = ${cases[0]}" 2
bulk 409 /inbox /mails do=attach "case=CR-${cases[1]}" mail=3@0 mail=1@0
expect_text '1 of 2 mails were attached' answer.html

# Providers are asked for everything missing, each once, in a letter that names it.
bulk 303 /providers /providers/invite provider=1 provider=2 provider=1
is "SELECT count(*) FROM provider_link" 2
is "SELECT count(*) FROM outbox WHERE body LIKE '%We still need:%- malpractice insurance%/my/%' OR body LIKE '%/my/%We still need:%alpractice insurance%'" 2
bulk 400 /providers /providers/invite
