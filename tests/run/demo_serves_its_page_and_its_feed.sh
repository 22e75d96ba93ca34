# "demo" makes the folder, starts the daemon, and prints where the page and the calendar feed are;
# when the usual port is taken, it takes another.
. "$TOP/tests/lib/run.sh"

start demo.json "$CREDENCE" --json demo
wait_for grep -q '^}' demo.json
expect_json .folder credence-demo <demo.json
page=$(jq -r .page demo.json)
feed=$(jq -r .feed demo.json)
curl -sSf "$page" >page.html
expect_text 'Four Rivers Medical Group' page.html
curl -sSf "$feed" | tr -d '\r' >feed.ics
expect_text '^BEGIN:VCALENDAR' feed.ics
[ "$(grep -c '^BEGIN:VEVENT' feed.ics)" -ge 50 ] || fail "the feed is nearly empty"
first=$started

start second.txt "$CREDENCE" demo second
wait_for grep -q 'Ctrl-C ends it' second.txt
other=$(sed -n 's/^ *page *//p' second.txt)
[ "$other" != "$page" ] || fail "both serve $page"
curl -sSf "$other" >second.html
curl -sSf "$page" >page.html

kill -TERM "$first"
expect_exit 0 wait "$first"
