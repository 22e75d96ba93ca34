# Administration: the mail account and a calendar are tried by a button, and what is wrong is told there; the last backup is
# named; a calendar feed is made, whose address is shown once, and ended.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
free_port nobody
cat >>practice/credence.yaml <<Y
calendars: [{ name: Team, url: "http://127.0.0.1:$nobody/" }]
Y
sed -i "s/^mail: .*/mail: { from: team@elm.example, transport: smtp, smtp: { host: 127.0.0.1, port: $nobody }, imap: { host: 127.0.0.1, port: $nobody } }/" practice/credence.yaml
practice_serve practice
curl -sSf -o page.html "$PAGE/administration"
expect_text 'It was not tried yet' page.html
expect_text 'None was made of this folder' page.html
practice_form 303 /administration/mail
expect_text '^Location: /administration\?did=tested#accounts' head
practice_form 303 /administration/calendar name=Team
practice_form 404 /administration/calendar name=Nobody
"$CREDENCE" --quiet -C practice backup "$PWD/saved.tar"
curl -sSf -o page.html "$PAGE/administration"
expect_text 'Tried just now' page.html
expect_text '<span class="tag warn">bad</span>' page.html
expect_text 'not in step' page.html
expect_text '<strong>saved.tar</strong> just now' page.html

curl -sSf -o page.html "$PAGE/feeds"
once=$(practice_hidden once)
practice_form 400 /feeds "once=$once" name=team key=kind
practice_form 400 /feeds "once=$once" name=team key=kind value=weather
practice_form 200 /feeds "once=$once" name='<b>team' key=kind value=expirables detail=initials
address=$(sed -n 's/.*class="number">\(http[^<]*\.ics\)<.*/\1/p' answer.html)
curl -sSf -o feed.ics "$address"
expect_text '^BEGIN:VCALENDAR' feed.ics
practice_form 303 /feeds "once=$once" name='<b>team' key=kind value=expirables
curl -sSf -o page.html "$PAGE/feeds"
! grep -q '\.ics' page.html || fail "the address is shown again"
expect_text '&lt;b&gt;team' page.html
practice_form 303 /feeds/revoke name='<b>team'
practice_form 409 /feeds/revoke name='<b>team'
[ "$(curl -s -o answer.html -w '%{http_code}' "$address")" = 404 ] || fail "a feed that was revoked answers"
