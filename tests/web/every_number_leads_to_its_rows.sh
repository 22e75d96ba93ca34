# Each figure of each report stands on the page as the command line says it, and leads to its rows, which can be taken
# away as CSV; where these are groups, each number of a group leads to what is in it.  No page has a number that leads
# nowhere.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
tiles() {	# of page.html: "name value"
	grep -o '<a href="/reports?[^"]*figure=[^"]*"><span class="figure">[^<]*' page.html |
	    sed 's/.*figure=//; s/"><span class="figure">/ /; s/ days$//; s/ %$//'
}
for report in weekly turnaround enrollments expirables screening work audit; do
	"$CREDENCE" --now "$DEMO_NOW" -C demo --json report "$report" >"$report.json"
	curl -sSf -o page.html "$PAGE/reports?name=$report"
	diff <(tiles) <(jq -r '.figures[] | "\(.name) \(.value // "–")"' "$report.json") || fail "$report differs"
done

# The rows of one report, on pages and as CSV.
while read -r figure rows; do
	curl -sSf -o page.html "$PAGE/reports?figure=$figure" -o rows.csv "$PAGE/report.csv?figure=$figure"
	[ "$(grep -c '^<tr><td data-label' page.html)" = "$rows" ] || fail "$figure has not $rows rows"
	[ "$(wc -l <rows.csv)" = $((rows > 0 ? rows + 1 : 0)) ] || fail "$figure: the CSV differs"
done < <(jq -r '.figures[] | "\(.name) \(.rows | length)"' weekly.json)
curl -sSf -o page.html "$PAGE/reports?name=turnaround"
expect_text '<rect class="to" width="[0-9]+"' page.html
curl -sSf -o page.html "$PAGE/reports?name=weekly&figure=overdue_tasks&from=10"
[ "$(grep -c '^<tr><td data-label' page.html)" = $(($("$CREDENCE" --now "$DEMO_NOW" -C demo --json report weekly |
    jq '.figures[] | select(.name == "overdue_tasks") | .value') - 10)) ]
expect_text '<a href="/case/[0-9]+">CR-[0-9]+</a>' page.html
for wrong in 404:name=secrets 404:figure=x 400:since=x 400:from=-1 '400:since=2026-02-01&until=2026-01-01' \
    '404:name=weekly&figure=%3Cb%3E'; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/reports?${wrong#*:}")" = "${wrong%%:*}" ] || fail "$wrong"
done

# A group leads to as many rows as it says it has: by payer, of an age, at a status, of a person, in a stage.
behind() { curl -sSf -o behind.html "$PAGE$1" && or_nothing grep -c '^<tr><td data-label' behind.html; }
while read -r report figure count; do
	curl -sSf -o page.html "$PAGE/reports?name=$report&figure=$figure"
	jq -r --arg figure "$figure" --arg count "$count" '.figures[] | select(.name == $figure) | .rows[][$count]' "$report.json" >counts
	grep '^<tr><td data-label' page.html | grep -o 'href="/reports?[^"]*of=[^"]*"' | sed 's/^href="//; s/"$//; s/&amp;/\&/g' | uniq >groups
	[ "$(wc -l <groups)" = "$(wc -l <counts)" ] || fail "$figure: not each group leads to its rows"
	[ "$(behind "$(head -n 1 groups)")" = "$(head -n 1 counts)" ] || fail "$figure: not the rows of $(head -n 1 groups)"
	[ "$(behind "$(tail -n 1 groups)")" = "$(tail -n 1 counts)" ] || fail "$figure: not the rows of $(tail -n 1 groups)"
done <<'FIGURES'
turnaround by_age applications
turnaround stages left
enrollments statuses count
enrollments gates count
work by_person count
FIGURES
curl -sSf -o rows.csv "$PAGE/report.csv?name=turnaround&figure=by_age&of=31%20to%2060%20days"
[ "$(wc -l <rows.csv)" = $(($(jq '.figures[] | select(.name == "by_age") | .rows[1].applications' turnaround.json) + 1)) ]
curl -sSf -o page.html "$PAGE/reports?name=turnaround&figure=by_age&of=nobody"
expect_text 'No row stands behind this number' page.html
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/reports?name=turnaround&figure=open&of=1")" = 404 ]

# All pages: what is a number and leads nowhere.  What was counted in earlier weeks was kept without its rows, and how
# often a feed was fetched is all that is known of it.
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo committee plan 2026-12-10 --chair "Dr. Alder" >plan.txt
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo committee add 1 1000101174 >plan.txt
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo screen run >plan.txt || [ $? = 2 ]
paths=(/ /inbox /providers /provider/1 /payers /grid '/grid?payer=5' /cases /case/355 /expirables /runway /calendar
    '/calendar?from=2026-11-01' /screening /screening/month /duties /review /committee /committee/1 /documents /workflows
    /import /administration /users /feeds /agreements '/search?find=summit' /status/provider/1
    /reports?name={weekly,turnaround,enrollments,expirables,screening,work,audit}
    '/reports?name=turnaround&figure='{by_payer,by_state,by_line})
mkdir pages
for path in "${paths[@]}"; do
	curl -sSf -o "pages/$(tr '/?=&' '____' <<<"$path").html" "$PAGE$path" || fail "$path"
done
(cd pages && python3 "$TOP/tests/lib/bare_numbers.py" ./*.html) >bare.txt
! grep -v '^./_review.html: td :\|^./_feeds.html: td How often:' bare.txt || fail "numbers lead nowhere"
expect_text '^./_review.html: td : [0-9]+$' bare.txt
