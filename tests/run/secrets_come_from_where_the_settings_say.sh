# A password comes from a file, a variable or a command.  One that is not there is refused with the line
# where it is named, by "check" and where it is needed; its text is in no message and no log.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one
SMTPS_PORT=465 SUBMISSION_PORT=587
mail_practice

# password SPEC [IMAP-SPEC]: as YAML has it
password() {
	cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  imap:
	    host: localhost
	    port: $IMAPS_PORT
	    user: team@practice.test
	    ca_file: "$PWD/dovecot/tls/ca.pem"
	    password: $1
	YAML
}
fetches() {
	"$CREDENCE" -C practice check >out.txt 2>error.txt || fail "check: $(cat error.txt)"
	"$CREDENCE" -C practice mail fetch >out.txt 2>error.txt || fail "$1: $(cat error.txt)"
}
refused() {	# EXIT WORDS
	expect_exit "$1" "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
	expect_text "$2" error.txt
	[ "$(grep -c '^credence: ' error.txt)" -eq 1 ] || fail "more than one line: $(cat error.txt)"
	! grep -q 'two-words' error.txt out.txt || fail "the secret is said: $(cat error.txt)"
}
both_refuse() {	# WORDS
	expect_exit 2 "$CREDENCE" -C practice check >out.txt 2>error.txt
	expect_text "^practice/credence\.yaml:9:15: $1" error.txt
	refused 2 "^credence: practice/credence\.yaml:9:15: $1"
}

password file:password
fetches file
password "file:$PWD/practice/password"
fetches 'a whole path'
password file:password
chmod 644 practice/password
both_refuse 'the secret file .*password can be read by others. Run: chmod 600'
rm practice/password
both_refuse 'could not (open|read) .*practice/password'
(umask 077 && printf '\n' >practice/password)
both_refuse 'the secret "file:password" is empty'
(umask 077 && printf 'one\nanother line\n' >practice/password)
fetches 'the first line'

password env:PRACTICE_PASSWORD
both_refuse 'the secret "env:PRACTICE_PASSWORD" is not set'
export PRACTICE_PASSWORD=
both_refuse 'the secret "env:PRACTICE_PASSWORD" is empty'
PRACTICE_PASSWORD=one fetches env
PRACTICE_PASSWORD=two-words refused 1 'refuses user and password'

# A command runs in the data folder, whatever the current one is; quotes hold a word together.
cat >practice/pass.sh <<-'SH'
#!/bin/sh
[ "$1" = 'two words' ] && [ "$2" = "it's" ] && [ "$3" = 'a\b' ] && [ "$4" = '' ] && [ "$5" = '$HOME' ] &&
    [ $# -eq 5 ] && cat answer && exit
echo "got $#: $*" >&2
exit 3
SH
chmod 755 practice/pass.sh
printf 'one\n' >practice/answer
password "'command:./pass.sh \"two words\" \"it''s\" a\\\\b \"\" ''\$HOME'' '"
fetches command
(cd practice && "$CREDENCE" -C . mail fetch >/dev/null)
(mkdir -p elsewhere && cd elsewhere && "$CREDENCE" -C ../practice mail fetch >/dev/null)
password 'command:./pass.sh'
refused 1 '^credence: practice/credence\.yaml:9:15: the command of the secret "command:\./pass\.sh" failed: \./pass\.sh failed'
"$CREDENCE" -C practice check >out.txt	# it is not run to be checked
password command:no-such-program
refused 1 'practice/credence\.yaml:9:15: the command of the secret .*could not run no-such-program'

# What cannot be a secret is refused when the settings are read, so by every command.
for spec in 'two-words' '"file:"' '"env:"' '"command:"' '"command:  "' "'command:say \"open'" '"command:say '"'"'open"'; do
	password "$spec"
	for work in check 'mail fetch' 'provider list'; do
		# shellcheck disable=SC2086
		expect_exit 2 "$CREDENCE" -C practice $work >out.txt 2>error.txt
		expect_text '^practice/credence\.yaml:9:15: (a secret is named here as|a quote in the command|the command of a secret is empty)' error.txt
		[ "$(grep -c . error.txt)" -eq 1 ]
		! grep -q 'two-words' error.txt || fail "the secret is said: $(cat error.txt)"
	done
done
