# The calendar: a month whose days hold what is open then, with a number for what has no room; a list that goes on
# page by page; by kind.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
month=$(date -d "$DEMO_DAY + 1 month" +%Y-%m)
want=$(ask "SELECT (SELECT count(*) FROM deadline WHERE status = 'open' AND substr(on_day, 1, 7) = '$month')
    + (SELECT count(*) FROM task WHERE status = 'open' AND substr(due_day, 1, 7) = '$month')")

# Of the days inside the month: what is shown, and what is said to be more.
count_month() { awk '/<td class/ { out = /is-outside/ } !out && /<li class/ { n++ }
    !out && match($0, />[0-9]+ more/) { n += substr($0, RSTART + 1) } END { print n + 0 }' page.html; }
curl -sSf -o page.html "$PAGE/calendar?month=$month"
[ "$(count_month)" = "$want" ] || fail "$(count_month) instead of $want"
curl -sSf -o page.html "$PAGE/calendar?month=$month&kind=expirables"
[ "$(count_month)" = "$(ask "SELECT count(*) FROM deadline WHERE status = 'open' AND kind = 'expirables'
    AND substr(on_day, 1, 7) = '$month'")" ]
curl -sSf -o page.html "$PAGE/calendar"
[ "$(grep -c 'is-today' page.html)" = 1 ]

# The list: each once, though many lie on one day, and tasks and deadlines have the same numbers.
ask "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
    INSERT INTO task (case_id, name, title, due_day, created_ms) SELECT 1, 'n' || i, 'okapi ' || i,
    date('now', '+' || (i % 2 + 20) || ' days'), 0 FROM n"
from=$DEMO_DAY
all=$(ask "SELECT (SELECT count(*) FROM deadline WHERE status = 'open' AND on_day BETWEEN '$from' AND date('$from', '+366 days'))
    + (SELECT count(*) FROM task WHERE status = 'open' AND due_day BETWEEN '$from' AND date('$from', '+366 days'))")
next="/calendar?from=$from"
while [ -n "$next" ]; do
	curl -sSf -o page.html "$PAGE$next"
	grep -o 'href="/why/[a-z]*/[0-9]*"' page.html >>seen
	next=$(grep -o 'href="/calendar?[^"]*after=[^"]*' page.html | sed 's/href="//; s/&amp;/\&/g') || next=
done
[ "$(sort -u seen | wc -l)" = "$all" ] && [ "$(wc -l <seen)" = "$all" ] ||
    fail "$(wc -l <seen) rows, $(sort -u seen | wc -l) of them differ, of $all"
curl -sSf -o page.html "$PAGE/calendar?from=2190-01-01"
expect_text 'Nothing lies ahead' page.html
for wrong in month=x month=2026-13 from=x kind=secrets "from=$from&after=x" "from=$from&after=$from.task"; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/calendar?$wrong")" = 400 ] || fail "$wrong is taken"
done
