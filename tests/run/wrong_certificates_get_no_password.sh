# A server whose certificate is self-signed, expired, of another host, or of an authority that nobody
# trusts, or that speaks nothing newer than TLS 1.1, is refused, by SMTP and IMAP, with TLS and with STARTTLS,
# and the password stays here.
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
	*)		words='An authority of your own is named with ca_file' ;;
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

# A server that speaks nothing newer than TLS 1.1, to which others would come down.
printf '%s\n' 'openssl_conf = all' '[all]' 'ssl_conf = tls' '[tls]' 'system_default = old' '[old]' \
    'MinProtocol = TLSv1' 'MaxProtocol = TLSv1.1' 'CipherString = ALL:@SECLEVEL=0' >dovecot/old.cnf
DOVECOT_EXTRA="import_environment = \$import_environment OPENSSL_CONF=$PWD/dovecot/old.cnf
	ssl_min_protocol = TLSv1
	ssl_cipher_list = ALL:@SECLEVEL=0" dovecot_start dovecot team@practice.test:one
old() {	# PORT OPTION ...: a client that agrees to it
	openssl s_client -connect "localhost:$1" -tls1_1 -cipher ALL:@SECLEVEL=0 "${@:2}" </dev/null 2>&1 | grep -q 'Protocol *: TLSv1.1'
}
old "$IMAPS_PORT"
old "$IMAP_PORT" -starttls imap
for tls in implicit starttls; do
	MAIL_TLS=$tls mail_settings
	expect_exit 1 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
	expect_text 'could not agree on TLS with localhost port' error.txt
done
dovecot_stop

# It shows the certificate that belongs to the name that it is asked for (SNI), else another one.
DOVECOT_CERTIFICATE=wronghost DOVECOT_EXTRA="local_name localhost {
	  ssl_cert = <$PWD/dovecot/tls/good.pem
	  ssl_key = <$PWD/dovecot/tls/good.key
	}" dovecot_start dovecot team@practice.test:one
for tls in implicit starttls; do
	MAIL_TLS=$tls mail_settings
	"$CREDENCE" -C practice mail fetch
done
dovecot_stop

# The same of a server that takes letters: a port for each ill, with TLS from the first byte and after STARTTLS.
dovecot_start dovecot team@practice.test:one
service() {	# CERTIFICATE OPTION ...: two more ports
	local name=$1 implicit starttls
	shift
	free_port implicit
	free_port starttls
	echo "$name implicit $implicit" >>services
	echo "$name starttls $starttls" >>services
	set -- -o "smtpd_tls_cert_file=$PWD/dovecot/tls/$name.pem" -o "smtpd_tls_key_file=$PWD/dovecot/tls/$name.key" \
	    -o tls_server_sni_maps= -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes "$@"
	POSTFIX_SERVICES+="127.0.0.1:$implicit inet n - n - - smtpd -o smtpd_tls_wrappermode=yes $*
127.0.0.1:$starttls inet n - n - - smtpd -o smtpd_tls_security_level=encrypt $*
"
}
for certificate in selfsigned wronghost expired stranger; do
	service "$certificate"
done
service good -o smtpd_tls_mandatory_protocols=TLSv1.1 -o tls_high_cipherlist=ALL:@SECLEVEL=0 \
    -o tls_medium_cipherlist=ALL:@SECLEVEL=0
mkdir maps
echo compatibility_level = 3.6 >maps/main.cf
echo "localhost $PWD/dovecot/tls/good.key $PWD/dovecot/tls/good.pem" >maps/names
postmap -c maps -F "hash:$PWD/maps/names"
POSTFIX_CERTIFICATE=wronghost POSTFIX_EXTRA="tls_server_sni_maps = hash:$PWD/maps/names" postfix_start postfix dovecot
while read -r certificate tls port; do
	SMTPS_PORT=$port SUBMISSION_PORT=$port MAIL_TLS=$tls mail_settings
	if [ "$certificate" = good ]; then
		words='could not agree on TLS with' starttls=()
		[ "$tls" = implicit ] || starttls=(-starttls smtp)
		old "$port" "${starttls[@]}"
	else
		words="the certificate of localhost port $port is not accepted"
	fi
	expect_exit 1 "$CREDENCE" -C practice mail send >out.txt 2>error.txt
	expect_text "$words" error.txt
done <services
if grep -q sasl_username= postfix/log/mail.log; then
	fail "somebody logged in: $(cat postfix/log/mail.log)"
fi
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'ready' AND tries = 0")" -eq 1 ]

# The authority is told, and the name: all is well.
for tls in implicit starttls; do
	MAIL_TLS=$tls mail_settings
	"$CREDENCE" -C practice mail fetch
	"$CREDENCE" -C practice mail send >out.txt
	expect_text '^1 letter sent' out.txt
	letters_add 1
done

# A file that holds no authority, and one that is missing.
echo nothing >practice/none.pem
sed -i "s|ca_file: \"[^\"]*\"|ca_file: none.pem|" practice/credence.yaml
expect_exit 2 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
expect_text 'none\.pem holds no certificate' error.txt
