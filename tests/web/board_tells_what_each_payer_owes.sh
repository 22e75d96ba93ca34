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
expect_text 'No open application is like that' page.html
for wrong in 'payer=x' 'after=x' 'after=2026-13-01.5' 'after=2026-10-01.x'; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/payers?$wrong")" = 400 ] || fail "$wrong is taken"
done

# A list is saved under a name, for oneself or for everybody; its address is all there is to it.
curl -sSf -o page.html "$PAGE/payers?state=waiting"
practice_form 303 /views 'name=Slow & <b>old</b>' 'address=/payers?state=waiting' shared=yes
expect_text '^Location: /payers.state=waiting&did=view' head
practice_form 303 /views name=Mine 'address=/payers?payer=1'
practice_form 303 /views name=Mine 'address=/payers?payer=2'
ask "INSERT INTO saved_view (owner, name, address, is_shared, created_ms) VALUES ('maria', 'hers', '/payers', 0, 0),
    ('maria', 'ours', '/payers', 1, 0), ('maria', 'grid', '/grid', 1, 0)"
curl -sSf -o page.html "$PAGE/payers?state=waiting&did=view"
grep -o '<a href="/payers[^>]*>[^<]*' page.html | grep -A9 -F Mine | head -n 3 >views
expect_text 'payer=2">Mine' views
expect_text 'state=waiting" aria-current="true">Slow &amp; &lt;b&gt;old&lt;/b&gt;' page.html
expect_text '>ours <span class="quiet">maria' page.html
! grep -E '>hers|>grid ' page.html || fail "views of others or of another page stand there"
expect_text 'role="status"><p>The view is saved' page.html
for wrong in 'address=//evil.example/payers' address=/nothing 'address=/payers#x' address= name= "name=$(printf 'x%.0s' {1..61})"; do
	case $wrong in name*) set -- "$wrong" address=/payers ;; *) set -- name=n "$wrong" ;; esac
	practice_form 400 /views "$@"
done
practice_form 303 "/view/$(ask "SELECT saved_view_id FROM saved_view WHERE name = 'Mine'")/forget" address=/payers
practice_form 404 "/view/$(ask "SELECT saved_view_id FROM saved_view WHERE name = 'ours'")/forget" address=/payers

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

# So do cases and providers, also those of a name.
ask "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 230)
    INSERT INTO provider (npi, last_name, folded_name, created_ms, modified_ms)
    SELECT printf('%010d', i), 'Zinnia', 'zinnia', 0, 0 FROM n"
comes_once() {	# PATH WANT PATTERN
	next=$1
	: >seen
	while [ -n "$next" ]; do
		curl -sSf -o page.html "$PAGE$next"
		grep -o "<tr><th scope=\"row\">.*<a href=\"$3" page.html >>seen
		next=$(grep -o 'class="more"><a href="[^"]*after=[^"]*' page.html | sed 's/.*href="//; s/&amp;/\&/g') || next=
	done
	[ "$(sort -u seen | wc -l)" = "$2" ] && [ "$(wc -l <seen)" = "$2" ] || fail "$1: $(wc -l <seen) rows instead of $2"
}
comes_once /providers "$(ask 'SELECT count(*) FROM provider')" '/provider/[0-9]*'
comes_once '/providers?find=zinnia' 230 '/provider/[0-9]*'
comes_once '/providers?find=00000' 230 '/provider/[0-9]*'
comes_once /cases "$(ask "SELECT count(*) FROM case_file WHERE status IN ('open', 'stuck')")" '/case/[0-9]*'
for wrong in /cases /providers; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE$wrong?after=x")" = 400 ] || fail "$wrong takes it"
done
