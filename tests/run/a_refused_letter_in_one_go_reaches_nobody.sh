# A server that allows several commands at once (PIPELINING) gets them so, for all letters in one connection: this
# one answers MAIL and RCPT only when it has heard DATA, and takes one connection in its life.  It refuses a recipient
# and asks for the letter all the same: it gets a dot and no word of the letter, and the next letter goes out.
# That nothing is sent so where it is not allowed: letters_leave_by_smtp.sh, by Postfix's own check.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

certificates_make tls
free_port SMTPS_PORT
IMAPS_PORT=993
mail_practice
sed -i "s|dovecot/tls|tls|; s|user: team@practice.test, auth: plain,||" practice/credence.yaml
letters_add 1 nobody@payer.test
letters_add 1

# server: reads what the client says, answers, writes it down.
server() {
	local line refused held=
	exec 3>heard.txt
	printf '220 test ESMTP\r\n'
	while IFS= read -r line; do
		line=${line%$'\r'}
		echo "$line" >&3
		case $line in
		EHLO*)	printf '250-test\r\n250 PIPELINING\r\n' ;;
		*nobody@*) refused=yes; held+=$'550 5.1.1 no such user\r\n' ;;
		RCPT*)	held+=$'250 well\r\n' ;;
		DATA)	printf '%s354 go on\r\n' "$held"
			while IFS= read -r line; do
				line=${line%$'\r'}
				echo "$line" >&3
				[ "$line" != . ] || break
			done
			if [ "$refused" = yes ]; then
				printf '554 5.5.1 no recipients\r\n'
			else
				printf '250 2.0.0 taken\r\n'
			fi ;;
		QUIT)	printf '221 bye\r\n'; break ;;
		MAIL*)	refused=no held=$'250 well\r\n' ;;
		*)	printf '250 well\r\n' ;;
		esac
	done
}
mkfifo said answered
server <said >answered 9>&- &
at_exit stop_process $!
openssl s_server -quiet -naccept 1 -accept "$SMTPS_PORT" -cert tls/good.pem -key tls/good.key \
    >said <answered 2>tls.log 9>&- &
at_exit stop_process $!
listening() {	# looked at from outside: the one connection is for the letters
	grep -qi ":$(printf '%04X' "$SMTPS_PORT") .* 0A " /proc/net/tcp /proc/net/tcp6
}
wait_for listening

expect_exit 3 "$CREDENCE" -C practice mail send --json >send.json
expect_json '[.sent, .deferred, .failed, .held]' '[1,0,1,0]' <send.json
sql 'SELECT status, reply FROM outbox ORDER BY outbox_id' >outbox.txt
printf '%s\n' 'failed|550 5.1.1 no such user' 'done|250 2.0.0 taken' | diff - outbox.txt
# Behind the refused recipient: DATA, the dot, and nothing else of that letter.
sed -n '/nobody@/,/^RSET/p' heard.txt >refused.txt
printf '%s\n' 'RCPT TO:<nobody@payer.test>' DATA . RSET | diff - refused.txt
expect_text '^Subject: .*Letter 2' heard.txt
