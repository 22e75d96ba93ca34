# main flow
# Every kind of page answers, a form moves a case, a feed is fetched, and the server ends well.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
case_id=$(sqlite3 practice/credence.db \
    "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment' ORDER BY case_id LIMIT 1")
task_id=$(sqlite3 practice/credence.db "SELECT task_id FROM task WHERE case_id = $case_id LIMIT 1")
for path in / /providers '/providers?find=LARK' '/providers?find=123456' /provider/1 /cases \
    "/case/$case_id" "/why/case/$case_id" "/why/task/$task_id" /workflows /workflow/1 /feeds; do
	curl -sSf --max-time 60 -o page.html "$PAGE$path"
	expect_text '</html>' page.html
done
# What was asked and was not so is no reason for anything.
curl -sSf -o page.html "$PAGE/why/case/$case_id"
expect_text ' true: ' page.html
! grep ' false: ' page.html || fail "the page says what was not so"
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/provider/99")" = 404 ]
expect_text 'there is no provider 99' page.html

curl -sSf -o page.html "$PAGE/case/$case_id"
token=$(practice_hidden token)
once=$(practice_hidden once) shown=$(practice_hidden shown)
for again in event again; do
	curl -sS -D head -o page.html -d "token=$token" -d "once=$once" -d event=user.submit \
	    -d "shown=$shown" -d f.reference=R-17 -d f.on= "$PAGE/case/$case_id/event"
	expect_text "^Location: /case/$case_id\?did=$again" head
done
sqlite3 practice/credence.db "SELECT payload_json FROM event WHERE case_id = $case_id
    AND name = 'user.submit'" >submitted
[ "$(cat submitted)" = '{"reference":"R-17"}' ] || fail "said once: $(cat submitted)"
[ "$(sqlite3 practice/credence.db "SELECT state FROM case_file WHERE case_id = $case_id")" != collecting ]

url=$("$CREDENCE" --quiet -C practice feed add everyone)
curl -sSf --compressed -o feed.ics "$url"
expect_text '^BEGIN:VEVENT' feed.ics
practice_stop_pages
[ "$(sqlite3 practice/credence.db 'SELECT fetch_count FROM feed')" = 1 ]
