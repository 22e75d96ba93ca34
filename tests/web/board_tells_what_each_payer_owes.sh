# The board of payers: what is open, how old, who spoke last, when to expect the decision by the payer's own
# past; narrowed by the address, gone on page by page.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
ask "UPDATE enrollment SET approved_day = date(submitted_day, '+' || (enrollment_id % 5 * 10 + 20) || ' days')
    WHERE payer_id = 5 AND loaded_day IS NOT NULL;
    UPDATE payer SET turnaround_days = 45 WHERE payer_id = 8"
ask "CREATE TEMP TABLE open AS SELECT e.payer_id, e.submitted_day FROM enrollment e WHERE e.loaded_day IS NULL
    AND e.terminated_day IS NULL AND EXISTS (SELECT 1 FROM case_file c WHERE c.subject_type = 'enrollment'
    AND c.subject_id = e.enrollment_id AND c.status IN ('open', 'stuck'));
    SELECT count(*) FROM open; SELECT count(*) FROM open WHERE payer_id = 5;" >counts
{ read -r all; read -r five; } <counts

rows() { grep -c '<tr class="\(late\)\?"><th scope="row">' page.html || [ $? = 1 ]; }
curl -sSf -o page.html "$PAGE/payers"
[ "$(rows)" = "$all" ] || fail "$(rows) rows for $all applications"
expect_text 'silent for 30 days' page.html
curl -sSf -o page.html "$PAGE/payers?payer=5"
[ "$(rows)" = "$five" ] || fail "$(rows) rows for $five applications"
expect_text '4 of 5 within [0-9]+ days, half within [0-9]+ \([0-9]+ decisions\)' page.html
curl -sSf -o page.html "$PAGE/payers?state=information_requested"
[ "$(rows)" = 1 ]
expect_text 'Yarrowby, Leila' page.html
curl -sSf -o page.html "$PAGE/payers?state=%22%3E%3Cscript%3E"
expect_text 'None is like that' page.html
for wrong in 'payer=x' 'after=x' 'after=2026-13-01.5' 'after=2026-10-01.x'; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/payers?$wrong")" = 400 ] || fail "$wrong is taken"
done

# Page by page everything comes once.
ask "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
    INSERT INTO enrollment (provider_id, payer_id, state, submitted_day, created_ms, modified_ms)
    SELECT 1, 1, 'X' || i, date('2026-01-01', '+' || (i % 7) || ' days'), 0, 0 FROM n;
    INSERT INTO case_file (definition_id, workflow, subject_type, subject_id, provider_id, payer_id, state,
    status, entered_ms, opened_ms) SELECT 1, 'payer_enrollment', 'enrollment', enrollment_id, 1, 1, 'waiting',
    'open', 0, 0 FROM enrollment WHERE state LIKE 'X%'"
next=/payers
while [ -n "$next" ]; do
	curl -sSf -o page.html "$PAGE$next"
	grep -o 'href="/case/[0-9]*' page.html >>seen
	next=$(grep -o 'href="/payers?[^"]*after=[^"]*' page.html | sed 's/href="//; s/&amp;/\&/g') || next=
done
[ "$(sort -u seen | wc -l)" = $((all + 120)) ] && [ "$(wc -l <seen)" = $((all + 120)) ] ||
    fail "$(wc -l <seen) rows, $(sort -u seen | wc -l) of them differ"
