# One box: names with and without accents, the beginning of an NPI, reference numbers, words of mail and notes;
# what came or changed just now; page by page; nothing typed there is understood as anything but words.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
find() { curl -sSf -o page.html --get --data-urlencode "find=$1" "${@:2}" "$PAGE/search"; }
found() { find "$1"; expect_text "$2" page.html; }
missing() { find "$1"; ! grep -q '<ul class="list">' page.html || fail "\"$1\" finds something"; }
practice_demo
npi=$(ask "SELECT npi FROM provider WHERE last_name = 'Larkspur'")
found larksp 'href="/provider/[0-9]+">Larkspur, Ada</a>'
found "${npi:0:8}" 'Larkspur, Ada'
found 'ada LARK' 'Larkspur, Ada'
asked=$(ask "SELECT c.case_id FROM case_file c JOIN enrollment e ON e.enrollment_id = c.subject_id
    WHERE c.workflow = 'payer_enrollment' AND e.reference_number = 'SN-76388'")
found SN-76388 "href=\"/case/$asked\">.*Yarrowby"
found 'roster sacramento' 'New provider roster for the first quarter'
found 'paloma leave' 'Paloma is on family leave'
found CR-12 'href="/case/12">CR-12</a>'
found 'loaded in your claim' 'Letters'
missing 'larkspur zebra'
for words in '"' '* AND' "') OR 1=1 --" 'a:b NEAR(x' '%' ' ' 'CR-' 'CR-999999'; do
	find "$words"
done
found '<b>"x' '“&lt;b&gt;&quot;x”'

# What a command changes is found the next time, under its new words alone.
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo provider set "$npi" last_name=Müller-Österreich
found muller 'Müller-Österreich, Ada'
found ÖSTERREICH 'Müller-Österreich, Ada'
find larkspur
! grep -q '/provider/[0-9]*">Larkspur' page.html || fail "the old name is found still"
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo case note CR-12 'the zebra called'
found zebra 'the zebra called'
[ "$(ask "SELECT count(*) FROM search_stale")" = 0 ]

# More than a page of one kind: each comes once.
ask "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)
    INSERT INTO message (fingerprint, account, folder, uid, subject, received_ms, kind, verdict_json, text,
    status, bytes) SELECT 'f' || i, 'a', 'f', i, 'okapi <' || i || '>', i, 'other', '{}', '', 'handled', 0 FROM n"
find okapi
[ "$(grep -c 'okapi &lt;' page.html)" = 8 ]
next=$(grep -o 'href="/search?[^"]*in=mail' page.html | sed 's/href="//; s/&amp;/\&/g')
while [ -n "$next" ]; do
	curl -sSf -o page.html "$PAGE$next"
	grep -o 'okapi &lt;[0-9]*' page.html >>seen
	next=$(grep -o 'href="/search?[^"]*before=[^"]*' page.html | sed 's/href="//; s/&amp;/\&/g') || next=
done
[ "$(sort -u seen | wc -l)" = 130 ] && [ "$(wc -l <seen)" = 130 ] || fail "$(wc -l <seen) rows"
for wrong in in=secrets before=x before=-1; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/search?find=a&$wrong")" = 400 ] || fail "$wrong is taken"
done

# The clock keeps the index up to date by itself.
practice_stop_pages
ask "UPDATE message SET subject = 'quagga' WHERE uid = 7 AND account = 'a'"
start daemon.log "$CREDENCE" --now "$DEMO_NOW" -C demo run
in_index() { [ "$(sqlite3 demo/credence.db "SELECT count(*) FROM search WHERE search MATCH 'quagga'")" = 1 ]; }
wait_for in_index
