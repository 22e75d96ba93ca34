# The runway: who begins soon with the payers that are still open, the last of them as the critical path, by the
# payers' own past; who has left or began long ago is not there.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
ask "UPDATE provider SET start_day = '2020-01-01';
    UPDATE provider SET start_day = date('$DEMO_DAY', '+40 days') WHERE last_name IN ('Larkspur', 'Foxglove');
    UPDATE provider SET status = 'left', start_day = date('$DEMO_DAY', '+50 days') WHERE last_name = 'Cattail';
    UPDATE enrollment SET submitted_day = date('$DEMO_DAY', '-1 days') WHERE payer_id = 1 AND loaded_day IS NULL;
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

# The same days as a file for any calendar program, by page and by command.
cred() { "$CREDENCE" --now "$DEMO_NOW" -C demo "$@"; }
curl -sSf -D head -o page.ics "$PAGE/runway.ics"
expect_text '^Content-Type: text/calendar' head
cred --json provider runway --ics command.ics >rows.json
expect_json '[.[] | select(.is_critical)] | map(.last_name + " " + (.late_days > 0 | tostring)) | sort | join(", ")' \
    'Foxglove true, Larkspur true' <rows.json
expect_json '.[0] | keys_unsorted | join(" ")' 'provider_id npi last_name start_day payer_id payer_name submitted_day billable_day is_critical late_days' <rows.json
for file in page.ics command.ics; do
	python3 "$TOP/tests/lib/ical_check.py" "$file"
	[ "$(grep -c '^SUMMARY:First day: ' "$file")" = 2 ] || fail "$file has not both first days"
	[ "$(grep -c '^SUMMARY:Billable with .*expected' "$file")" = "$(jq length rows.json)" ] || fail "$file lacks a payer"
done
[ "$(grep ^UID page.ics)" = "$(grep ^UID command.ics)" ] || fail "a day has two identities"
expect_exit 2 cred provider runway 9999999 2>words
expect_exit 2 cred provider runway --ics nowhere/runway.ics 2>words
expect_text nowhere words
