# main flow under the sanitizers
# Open pages are told of a reply and of what somebody else did, once, without its content; without script nothing is
# missing; waiting for news keeps nobody signed in, and the server stops while pages listen.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
sql() { sqlite3 -cmd '.timeout 5000' practice/credence.db "$1"; }
said() { grep -q "^event: $1" "$2"; }
listen() { start "$1" curl -sN "$PAGE$2"; }
live() { curl -sSf -o page.html "$PAGE$1"; sed -n 's/.*data-live="\([^"]*\)".*/\1/p' page.html | sed 's/&amp;/\&/g'; }

case_id=$(sql "SELECT min(case_id) FROM case_file WHERE status = 'open'")
other=$(sql "SELECT max(case_id) FROM case_file WHERE status = 'open'")
[ "$case_id" != "$other" ]
desk=$(live /) inbox=$(live /inbox) one=$(live "/case/$case_id") two=$(live "/case/$other")
[ "$desk" = "$inbox" ]
listen desk.txt "$desk"
first=$started
listen one.txt "$one"
listen two.txt "$two"
wait_for grep -q '^retry:' desk.txt
# Somebody writes in the case: its page and Today hear of it.
"$CREDENCE" --quiet -C practice case note "$case_id" 'called them'
wait_for said row one.txt
wait_for said row desk.txt
[ "$(grep -c '^data: [0-9.-]*$' one.txt)" = 1 ] || fail "$(cat one.txt)"
# A mail comes in: Today hears that it is a mail.
printf 'From: x@elsewhere.example\nTo: team@elm.example\nSubject: A question\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <q1@elsewhere.example>\n\nHello\n' >practice/mail/inbox/new/1.host
"$CREDENCE" --quiet -C practice mail fetch
wait_for said mail desk.txt
! grep -q '^event' two.txt || fail "another case's page is disturbed"
! grep -q 'question\|called' ./*.txt || fail "content goes out with the news"
# A page that was opened before it hears at once; a browser that comes again says what it knows.
listen late.txt "$desk"
since=$(sed -n 's/^id: //p' desk.txt | tail -n 1)
start again.txt curl -sN -H "Last-Event-ID: $since" "$PAGE$desk"
# Of one person's the oldest ends.
for i in 1 2 3 4 5 6; do listen "more$i.txt" "$desk"; done
wait_for gone "$first"
wait_for said mail late.txt
! grep -q '^event' again.txt || fail "told what it knows: $(cat again.txt)"
for wrong in '/events' '/events?case=x&since=1' '/events?case=1&since=%0d' "/events?case=1&since=$(printf '1%.0s' {1..100})"; do
	[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE$wrong")" = 400 ] || fail "$wrong is taken"
done
# Whoever has to sign in hears nothing before, and listening is no work.
echo 'four green apples' | "$CREDENCE" --quiet -C practice user add maria --role coordinator --password -
[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE$desk")" = 303 ]
curl -sSf -c jar -o page.html "$PAGE/sign-in"
curl -sSf -b jar -c jar -o answer.html -d "token=$(practice_hidden token)" -d name=maria \
    --data-urlencode 'password=four green apples' "$PAGE/sign-in"
sql "UPDATE session SET seen_ms = seen_ms - 600000"
seen=$(sql "SELECT max(seen_ms) FROM session")
start hers.txt curl -sN -b jar "$PAGE$desk"
wait_for said mail hers.txt
[ "$(sql "SELECT max(seen_ms) FROM session")" = "$seen" ] || fail "listening keeps her signed in"
practice_stop_pages
