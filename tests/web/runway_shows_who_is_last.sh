# The runway: who begins soon with the payers that are still open, the last of them as the critical path, by the
# payers' own past; who has left or began long ago is not there.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
ask "UPDATE provider SET start_day = '2020-01-01';
    UPDATE provider SET start_day = date('now', '+40 days') WHERE last_name IN ('Larkspur', 'Foxglove');
    UPDATE provider SET status = 'left', start_day = date('now', '+50 days') WHERE last_name = 'Cattail';
    UPDATE enrollment SET submitted_day = date('now', '-1 days') WHERE payer_id = 1 AND loaded_day IS NULL;
    UPDATE enrollment SET loaded_day = date(submitted_day, '+300 days') WHERE payer_id = 1 AND loaded_day IS NOT NULL"
curl -sSf -o page.html "$PAGE/runway"
[ "$(grep -c '<tr><th scope="row">' page.html)" = 2 ] || fail "$(grep -c '<tr><th scope="row">' page.html) rows"
expect_text 'days after the first day: Prairie Mutual Health Plan is last' page.html
expect_text '<rect class="leg last late"' page.html
curl -sSf -o page.html "$PAGE/runway?after=$(ask "SELECT max(provider_id) FROM provider
    WHERE last_name IN ('Larkspur', 'Foxglove')")"
expect_text 'Nobody begins' page.html
for wrong in x -1; do
	[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/runway?after=$wrong")" = 400 ] || fail "$wrong is taken"
done
