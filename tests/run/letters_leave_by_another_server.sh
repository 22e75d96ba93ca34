# Exim takes letters as Postfix does: whole, once, with TLS and a password; what it refuses for good or for now
# is told apart, and a wrong password loses nothing.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/servers/exim.sh"
. "$TOP/tests/lib/mail.sh"

exim_start exim
mkdir dovecot && ln -s ../exim/tls dovecot/tls
SMTPS_PORT=$EXIM_PORT IMAPS_PORT=1 mail_practice
letters_add 3
letters_add 1 nobody@payer.test
letters_add 1 busy@payer.test
expect_exit 3 "$CREDENCE" -C practice mail send --json >send.json
expect_json '[.sent, .deferred, .failed, .held]' '[3,1,1,0]' <send.json
sql "SELECT DISTINCT reply FROM outbox WHERE status = 'done'" >replies.txt
expect_text '^250 OK id=' replies.txt
sql "SELECT status, outcome, stage, attempt.reply FROM attempt JOIN outbox USING (outbox_id)" >attempts.txt
expect_text '^failed\|refused\|rcpt\|550 .*no such user here' attempts.txt
expect_text '^ready\|deferred\|rcpt\|451 .*come back later' attempts.txt
as_root sh -c 'cat exim/spool/input/*-D' >bodies.txt
[ "$(grep -cx '\.a dot first' bodies.txt)" -eq 3 ]
[ "$(grep -cx '\.' bodies.txt)" -eq 3 ]
as_root sh -c 'cat exim/spool/input/*-H' >heads.txt
[ "$(grep -o '<k[0-9]*@practice.test>' heads.txt | sort | uniq -c | awk '$1 == 1' | wc -l)" -eq 3 ]
echo wrong >practice/password
letters_add 1
expect_exit 1 "$CREDENCE" -C practice mail send >send.txt 2>error.txt
expect_text 'does not accept user and password: 535' error.txt
is_ready=$(sql "SELECT count(*) FROM outbox WHERE status = 'ready'")
[ "$is_ready" -eq 2 ] || fail "$is_ready letters wait"
