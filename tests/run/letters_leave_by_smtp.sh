# Letters leave by SMTP, with TLS from the first byte and with STARTTLS, by PLAIN and LOGIN, whole,
# one recipient each; what the server says of each is kept.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
POSTFIX_EXTRA='virtual_alias_maps = inline:{ { old+desk@payer.test = gone@nowhere.test } }
smtpd_recipient_restrictions = check_recipient_access inline:{
  { nobody@payer.test = 550 5.1.1 no such user here }
  { busy@payer.test = 450 4.2.0 come back later } }' postfix_start postfix dovecot
mail_practice

arrived() {
	[ "$(dovecot_count dovecot enroll@payer.test)" -eq "$1" ]
}
sent=0
for way in implicit:plain starttls:plain implicit:login starttls:login; do
	MAIL_TLS=${way%:*} MAIL_AUTH=${way#*:} mail_settings
	letters_add 3
	"$CREDENCE" -C practice mail send --json >send.json
	expect_json '[.sent, .deferred, .failed, .held]' '[3,0,0,0]' <send.json
	sent=$((sent + 3))
	wait_for arrived "$sent"
done
box=dovecot/mail/payer.test/enroll/Maildir/new
# The text as it was written; its HTML twin stands behind it.
grep -rlxZ 'Hello\.' "$box" | xargs -0 -n 1 sed -n '/^Content-Type: text.plain/,/^--=-/p' |
    grep -v '^$\|^--=-\|^Content-' | sort -u >lines.txt
printf '%s\n' '.' '.a dot first' 'Hello.' >want.txt
diff want.txt lines.txt
grep -rhi '^Message-ID:' "$box" | sort | uniq -d >twice.txt
[ ! -s twice.txt ] || fail "sent twice: $(cat twice.txt)"
sql 'SELECT DISTINCT reply FROM outbox' >replies.txt
expect_text '^250 2\.0\.0 Ok: queued as ' replies.txt

# One refused for good, one for now, one taken: each by itself.
letters_add 1 nobody@payer.test
letters_add 1 busy@payer.test
letters_add 1
expect_exit 3 "$CREDENCE" -C practice mail send --json >send.json
expect_json '[.sent, .deferred, .failed, .held]' '[1,1,1,0]' <send.json
expect_json '[.sent, .deferred, .failed, .held]' '[0,0,0,0]' \
    < <("$CREDENCE" -C practice mail send --json)
sql "SELECT status, outcome, stage, attempt.reply FROM attempt JOIN outbox USING (outbox_id)
    WHERE recipient <> 'enroll@payer.test' ORDER BY outbox_id" >attempts.txt
expect_text '^failed\|refused\|rcpt\|550 5\.1\.1 .*no such user here' attempts.txt
expect_text '^ready\|deferred\|rcpt\|450 4\.2\.0 .*come back later' attempts.txt
# The deferred one rests for a minute and a bit, then longer.
rest=$(sql "SELECT (next_ms - ended_ms) / 1000 FROM attempt JOIN outbox USING (outbox_id)
    WHERE recipient = 'busy@payer.test'")
{ [ "$rest" -ge 60 ] && [ "$rest" -le 75 ]; } || fail "rests $rest s"
expect_exit 3 "$CREDENCE" -C practice --now "$(date -d '+2 minutes' +%Y-%m-%dT%H:%M:%S%:z)" \
    mail send --json >send.json
expect_json .deferred 1 <send.json
expect_json '[.sent, .failed, .held]' '[0,0,0]' <send.json

# At the end of its life it is given up, and a person is told.
sql "UPDATE outbox SET expires_ms = 1 WHERE recipient = 'busy@payer.test'"
expect_exit 3 "$CREDENCE" -C practice --now "$(date -d '+1 day' +%Y-%m-%dT%H:%M:%S%:z)" \
    mail send --json >send.json
expect_json '[.sent, .deferred, .failed, .held]' '[0,0,1,0]' <send.json
"$CREDENCE" -C practice task list >tasks.txt
expect_text 'busy@payer.test was given up' tasks.txt

# A wrong password: said, nothing lost.
letters_add 1
echo wrong >practice/password
expect_exit 1 "$CREDENCE" -C practice mail send >send.txt 2>error.txt
expect_text 'does not accept user and password: 535' error.txt
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'ready'")" -eq 1 ]
echo one >practice/password
"$CREDENCE" -C practice mail send
wait_for arrived $((sent + 2))

# What was asked for (RFC 3461): of a letter that an alias sent astray the header alone comes back, with our mark and
# the address that we wrote to.
letters_add 1 old+desk@payer.test
"$CREDENCE" -C practice --quiet mail send
returned() {
	[ "$(dovecot_count dovecot team@practice.test)" -eq 1 ]
}
wait_for returned
cat dovecot/mail/practice.test/team/Maildir/new/* >report.eml
expect_text "^Original-Envelope-Id: k$letters\$" report.eml
expect_text '^Original-Recipient: rfc822;old\+desk@payer\.test$' report.eml
expect_text '^Content-Type: text/rfc822-headers' report.eml
or_nothing grep -c '^Hello\.' report.eml | grep -qx 0
"$CREDENCE" mail read report.eml --json | expect_json '[.kind, .permanent, (.recipients | index("old+desk@payer.test") != null)]' \
    '["bounce",true,true]'

# The same letters where the server allows no commands in one go and knows no reports: then none are sent so.
postfix_stop
POSTFIX_EXTRA='smtpd_discard_ehlo_keywords = pipelining, dsn
smtpd_data_restrictions = reject_unauth_pipelining' postfix_start postfix dovecot
letters_add 3
"$CREDENCE" -C practice --json mail send | expect_json '[.sent, .failed]' '[3,0]'
