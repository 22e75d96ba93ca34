# What ended and what ends soon: the numbers on chips and in months are those of the rows they lead to.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
rows() { grep -c '<td class="when stay">' page.html || [ $? = 1 ]; }
practice_demo
ask "UPDATE provider SET status = 'left' WHERE provider_id = (SELECT provider_id FROM credential
    WHERE expires_day < date() ORDER BY expires_day LIMIT 1)"	# whoever has left is nobody's worry

curl -sSf -o first.html "$PAGE/expirables"
sed -n 's/.*href="\(\/expirables?when=[^"]*\)".*<strong>\([0-9]*\)<\/strong>.*/\1 \2/p' first.html >numbers
grep -o '<td class="heat-[1-4]"><a href="[^"]*">[0-9]*' first.html | sed 's/.*href="//; s/">/ /' >>numbers
sed -i 's/&amp;/\&/g' numbers
[ "$(wc -l <numbers)" -ge 10 ] || fail "only $(wc -l <numbers) numbers"
while read -r path number; do
	curl -sSf -o page.html "$PAGE$path"
	[ "$(rows)" = "$number" ] || fail "$path has $(rows) rows, not $number"
done <numbers
curl -sSf -o page.html "$PAGE/expirables?when=past"
[ "$(rows)" = 1 ]
expect_text 'days? late' page.html
curl -sSf -o page.html "$PAGE/expirables?when=90&state=XX"
expect_text 'XX: nothing ends' page.html
for wrong in when=soon when=2026-13 when=2026-1 after=x after=2026-12-01 after=2026-12-01.x; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/expirables?$wrong")" = 400 ] || fail "$wrong is taken"
done

# Page by page each comes once.
ask "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
    INSERT INTO credential (provider_id, credential_type, state, folded_number, number, expires_day, status,
    created_ms, modified_ms) SELECT 1, 'dea', 'ZZ', i, 'ZZ-' || i || '.', date('$DEMO_DAY', '+' || (i % 5 + 3) ||
    ' days'), 'unverified', 0, 0 FROM n"
next='/expirables?when=30&state=ZZ'
while [ -n "$next" ]; do
	curl -sSf -o page.html "$PAGE$next"
	grep -o 'ZZ-[0-9]*\.' page.html >>seen
	next=$(grep -o 'href="/expirables?[^"]*after=[^"]*' page.html | sed 's/href="//; s/&amp;/\&/g') || next=
done
[ "$(sort -u seen | wc -l)" = 120 ] && [ "$(wc -l <seen)" = 120 ] || fail "not all, or some twice"
