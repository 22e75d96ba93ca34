# A server whose certificate is self-signed, expired, of another host, or of an authority that nobody
# trusts is refused, by SMTP and IMAP, with TLS and with STARTTLS, and the password stays here.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

certificates_make dovecot/tls
tls() {	# PORT CERTIFICATE OPTION ...: a server that shows what it is told
	start said.txt openssl s_server -accept "127.0.0.1:$1" -cert "dovecot/tls/$2.pem" \
	    -key "dovecot/tls/$2.key" -quiet "${@:3}"
	wait_for port_open "$1"
}
free_port port
SMTPS_PORT=$port SUBMISSION_PORT=$port IMAPS_PORT=$port IMAP_PORT=$port
mail_practice
letters_add 1
for certificate in selfsigned wronghost expired stranger; do
	case $certificate in
	expired)	words='expired' ;;
	wronghost)	words='name in the certificate does not match' ;;
	*)		words='not accepted' ;;
	esac
	for work in send fetch; do
		tls "$port" "$certificate"
		expect_exit 1 "$CREDENCE" -C practice mail "$work" >out.txt 2>error.txt
		expect_text "the certificate of localhost port $port is not accepted: .*" error.txt
		expect_text "$words" error.txt
		stop_process "$started"
		wait_for gone "$started"
		if grep -aEq 'AUTH|LOGIN|EHLO|CAPABILITY' said.txt; then
			fail "$certificate was told: $(cat said.txt)"
		fi
	done
done

# Real servers, after STARTTLS.
for certificate in selfsigned wronghost expired stranger; do
	DOVECOT_CERTIFICATE=$certificate dovecot_start dovecot team@practice.test:one
	MAIL_TLS=starttls mail_settings
	expect_exit 1 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
	expect_text "the certificate of localhost port $IMAP_PORT is not accepted" error.txt
	dovecot_stop
done
if grep -q 'Login: user' dovecot/log; then
	fail "somebody logged in: $(grep 'Login: user' dovecot/log)"
fi
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'ready' AND tries = 0")" -eq 1 ]

# The authority is told, and all is well.
dovecot_start dovecot team@practice.test:one
MAIL_TLS=starttls mail_settings
"$CREDENCE" -C practice mail fetch
mail_settings
"$CREDENCE" -C practice mail fetch

# A file that holds no authority, and one that is missing.
echo nothing >practice/none.pem
sed -i "s|ca_file: \"[^\"]*\"|ca_file: none.pem|" practice/credence.yaml
expect_exit 2 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
expect_text 'none\.pem holds no certificate' error.txt
