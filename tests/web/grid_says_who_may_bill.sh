# The grid and the hold list say the same as "credence billable"; payers side by side, sites of one payer,
# another day of service, one provider.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
"$CREDENCE" --now "$DEMO_NOW" -C demo --json billable >billable.json
yes=$(jq '[.[] | select(.may_bill)] | length' billable.json)
no=$(jq '[.[] | select(.may_bill | not)] | length' billable.json)

# marks CSS: so many cells; the key below the table has one of its own.
marks() { grep -o '<td data-label[^>]*>.*' page.html | grep -o "class=\"mark $1\"" | wc -l; }
curl -sSf -o page.html "$PAGE/grid"
[ "$(marks yes)" = "$yes" ] || fail "$(marks yes) instead of $yes"
[ "$(marks '[a-z-]*')" = "$((yes + no))" ] || fail "$(marks '[a-z-]*') instead of $((yes + no))"
expect_text 'the license TX [A-Z0-9]+ has an adverse finding' page.html

curl -sSf -D head -o hold.csv "$PAGE/hold.csv"
expect_text '^Content-Type: text/csv' head
[ "$(grep -c . hold.csv)" = $((no + 1)) ] || fail "$(grep -c . hold.csv) lines for $no on hold"
curl -sSf -o hold.csv "$PAGE/hold.csv?find=ironweed"
[ "$(grep -c '^Samuel Ironweed,.*,license,' hold.csv)" = 3 ]

# One payer: its sites are the columns; another day: what was not yet then.
sqlite3 demo/credence.db "UPDATE enrollment SET location_id = NULL, state = '' WHERE provider_id =
    (SELECT provider_id FROM provider WHERE last_name = 'Cattail')"
curl -sSf -o page.html "$PAGE/grid?payer=9&find=cattail"
expect_text '<th scope="col">Four Rivers Albany</th>' page.html
[ "$(marks '[a-z-]*')" = 4 ] || fail "an enrollment of all sites stands in $(marks '[a-z-]*') columns"
curl -sSf -o page.html "$PAGE/grid?on=2020-01-01"
[ "$(marks yes)" = 0 ]
curl -sSf -o page.html "$PAGE/grid?find=nobody%22%3E%3Cb%3E"
expect_text 'Nobody has .nobody&quot;' page.html
! grep -q '"><b>' page.html || fail "what was looked for is not escaped"
for wrong in payer=x site=-1 on=yesterday after=x from=-3; do
	for page in grid hold.csv; do
		[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/$page?$wrong")" = 400 ] || fail "$wrong is taken"
	done
done
