# Documents: one is looked at, which the log shows, and accepted or rejected, once, with its reason; a later version ends
# the one before; what may do harm is not given out.  Agreements: added once; what is missing is said.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_pages
printf '%%PDF-1.4 first\n' >licence.pdf
printf '%%PDF-1.4 second\n' >licence_2.pdf
printf 'MZ\220\0\003\0\0\0\004\0\0\0\377\377\0\0' >tool.exe
add() { "$CREDENCE" --quiet -C practice document add "$@"; }
add licence.pdf provider=1234567893 kind='license copy'
add licence_2.pdf provider=1234567893 kind='license copy' --replaces 1
add tool.exe provider=1245319599

curl -sSf -o page.html "$PAGE/documents"
[ "$(grep -c 'value="accepted" aria-label' page.html)" = 2 ] || fail "there are $(grep -c 'value="accepted"' page.html) to accept"
expect_text 'next version of <a href="/documents\?document=1">licence.pdf' page.html
expect_text '>aside<' page.html
curl -sSf -D head -o got "$PAGE/document/1/file"
cmp got licence.pdf
expect_text '^Content-Type: application/pdf' head
expect_text "^Content-Security-Policy: default-src 'none'" head
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'document read' AND object = 'document 1'")" = 1 ]
for path in /document/3/file /document/99/file; do
	[ "$(curl -s -o got -w '%{http_code}' "$PAGE$path")" = 404 ] || fail "$path is given out"
done

decide() { practice_form "$1" "/document/$2/decide" "as=$3" "shown=$4" "reason=${5-}"; }
decide 303 1 accepted received
[ "$(ask 'SELECT status FROM document WHERE document_id = 1')" = accepted ]
decide 400 2 rejected received
decide 400 2 burnt received x
decide 409 3 accepted received
decide 303 2 accepted received
[ "$(ask 'SELECT group_concat(status) FROM (SELECT status FROM document ORDER BY document_id)')" = expired,accepted,received ]
decide 409 2 rejected received 'out of date'
expect_text 'this document was accepted meanwhile' answer.html
decide 303 2 accepted received
expect_text 'did=again' head
decide 303 3 rejected received 'a program'
printf '%%PDF-1.4 coi\n' >coi.pdf
add coi.pdf provider=1245319599
curl -sSf -o page.html "$PAGE/documents"
expect_text '<option value="certificate of insurance">' page.html
expect_text 'id="kind-4" name="kind" list="kinds"' page.html
decide 400 4 accepted received
expect_text 'say what document 4 is' answer.html
practice_form 400 /document/4/decide as=accepted shown=received reason= kind='license copy' state=Ohioo
practice_form 303 /document/4/decide as=accepted shown=received reason= kind='certificate of insurance' state=tx
[ "$(ask "SELECT kind || ', ' || state || ', ' || status FROM document WHERE document_id = 4")" = 'certificate of insurance, TX, accepted' ]
curl -sSf -o page.html "$PAGE/documents?provider=1"
[ "$(grep -c '<th scope="row">' page.html)" = 2 ]
curl -sSf -o page.html "$PAGE/documents?status=rejected"
expect_text 'a program' page.html
for wrong in status=x before=x provider=0; do
	[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE/documents?$wrong")" = 400 ] || fail "$wrong is taken"
done

curl -sSf -o page.html "$PAGE/agreements"
for _ in 1 2; do
	practice_form 303 /agreements "once=$(practice_hidden once)" vendor='Fax <b>line' service=fax needs_baa=yes
done
expect_text 'did=again' head
curl -sSf -o page.html "$PAGE/agreements"
expect_text 'BAA is missing' page.html
expect_text 'href="/edit/agreement/1"' page.html
practice_form 400 /agreements "once=$(practice_hidden once)" vendor=x signed_day=soon
practice_form 409 /agreements "once=$(practice_hidden once)" vendor='fax <b>LINE' service=Fax
curl -sSf -o page.html "$PAGE/administration"
expect_text 'href="/edit/payer/1"' page.html
expect_text 'America/Chicago' page.html
practice_stop_pages
