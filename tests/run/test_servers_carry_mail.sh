# Dovecot and Postfix of tests/servers take a letter, deliver it, and bounce what has no taker.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
postfix_start postfix dovecot

letter() {	# FROM TO SUBJECT
	printf 'From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\n\r\nHello.\r\n' "$@" >letter.eml
	curl -sS --url "smtp://localhost:$SUBMISSION_PORT" --ssl-reqd --cacert dovecot/tls/ca.pem \
	    --user team@practice.test:one --mail-from "$1" --mail-rcpt "$2" -T letter.eml
}
arrived() {	# ADDRESS COUNT
	[ "$(dovecot_count dovecot "$1")" -eq "$2" ]
}
letter team@practice.test enroll@payer.test one
letter team@practice.test enroll+abc@payer.test two
wait_for arrived enroll@payer.test 2
letter team@practice.test nobody@payer.test three
letter team@practice.test someone@gone.test four
wait_for arrived team@practice.test 2
wait_for postfix_idle postfix
grep -rhi '^Status: 5' dovecot/mail/practice.test | sort >status.txt
expect_text '5\.1\.1' status.txt
expect_text '5\.1\.2' status.txt

# From outside without a password: to ours, not through us.
swaks --server "127.0.0.1:$SMTP_PORT" --from enroll@payer.test --to team+x@practice.test >swaks.txt
wait_for arrived team@practice.test 3
expect_exit 24 swaks --server "127.0.0.1:$SMTP_PORT" --from a@b.test --to c@d.test >swaks.txt

# Both IMAP doors, the wrong password, and the wrong certificates.
curl -sS --url "imaps://localhost:$IMAPS_PORT/INBOX" --cacert dovecot/tls/ca.pem \
    --user team@practice.test:one -X 'STATUS INBOX (MESSAGES)' >status.txt
expect_text 'MESSAGES 3' status.txt
curl -sS --url "imap://localhost:$IMAP_PORT/INBOX" --ssl-reqd --cacert dovecot/tls/ca.pem \
    --user team@practice.test:one -X 'STATUS INBOX (MESSAGES)' >status.txt
expect_text 'MESSAGES 3' status.txt
expect_exit 67 curl -s --url "imaps://localhost:$IMAPS_PORT/" --cacert dovecot/tls/ca.pem \
    --user team@practice.test:wrong
for certificate in selfsigned wronghost expired stranger; do
	dovecot_stop
	DOVECOT_CERTIFICATE=$certificate dovecot_start dovecot team@practice.test:one
	expect_exit 60 curl -s --url "imaps://localhost:$IMAPS_PORT/" --cacert dovecot/tls/ca.pem \
	    --user team@practice.test:one
done
