# Reports: each figure of each report stands on the page as the command line says it, and leads to its rows, which
# can be taken away as CSV.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
tiles() {	# of page.html: "name value"
	grep -o '<a href="/reports?[^"]*figure=[^"]*"><span class="figure">[^<]*' page.html |
	    sed 's/.*figure=//; s/"><span class="figure">/ /; s/ days$//; s/ %$//'
}
for report in weekly turnaround enrollments expirables screening audit; do
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
