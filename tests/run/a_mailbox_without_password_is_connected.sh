# main flow under the sanitizers
# A server that takes tokens alone: a person allows it once, by a code typed elsewhere or an address
# brought back; then letters leave and answers come, tokens are renewed in time and when the server
# refuses them early; a permission that is lost is told as a task.  No token stands in the clear.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

start asked.txt python3 "$TOP/tests/servers/oauth.py"
oauth_port() {
	[ -s asked.txt ] && oauth=http://127.0.0.1:$(head -n 1 asked.txt)
}
wait_for oauth_port
say() {	# WORD: see oauth.py
	curl -sf "$oauth/do/$1" >said.json
}
DOVECOT_TOKENS=$oauth/introspect dovecot_start dovecot team@practice.test:unused
postfix_start postfix dovecot
mail_practice
rm practice/password
settings() {	# [LINE ...] of mail.oauth
	cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: localhost, port: $SMTPS_PORT, user: team@practice.test, auth: oauth,
	    ca_file: "$PWD/dovecot/tls/ca.pem" }
	  imap: { host: localhost, port: $IMAPS_PORT, user: team@practice.test, auth: oauth,
	    ca_file: "$PWD/dovecot/tls/ca.pem" }
	  letters_per_day: 1000
	  letters_per_minute: 0
	  oauth:
	$(printf '    %s\n' "$@")
	web: { port: 0 }
	YAML
}
other=("provider: other" "client_id: 6731de76-14a6-49ae-97bc-6eba6914391e" "token_url: $oauth/token" "scope: mail")
credence() {
	"$CREDENCE" -C practice "$@"
}

# What the settings need.
settings "provider: mircosoft"
expect_exit 2 credence check 2>error.txt
expect_text 'credence.yaml:[0-9]*:[0-9]*: .*"mircosoft" should be one of: microsoft, google, other' error.txt
settings "provider: microsoft"
expect_exit 2 credence check 2>error.txt
expect_text 'mail.oauth needs the client_id' error.txt
settings "provider: other" "client_id: x" "token_url: http://tokens.example/"
expect_exit 2 credence check 2>error.txt
expect_text 'should begin with https://' error.txt
settings "provider: other" "client_id: x"
expect_exit 2 credence check 2>error.txt
expect_text 'needs a token_url' error.txt
expect_text 'needs a device_url or an authorize_url' error.txt
expect_text 'needs a scope' error.txt

# A provider's account by its name: a word at the beginning, and what is still needed is said.
"$CREDENCE" init known --from team@practice.test --service microsoft365 >out.txt
expect_text 'credence -C known check' out.txt
expect_exit 2 "$CREDENCE" -C known check 2>error.txt
expect_text 'takes no password: it needs mail.oauth with the client_id' error.txt
sed -i 's/^  service:.*/&\n  oauth: { client_id: c }/' known/credence.yaml
"$CREDENCE" -C known check 2>error.txt
expect_text 'nobody has allowed Credence to use the mailbox of team@practice.test' error.txt

# Nobody allowed anything yet; the program is not known there; the person says no.
settings "${other[@]}" "device_url: $oauth/device"
letters_add 1
expect_exit 1 credence mail send >out.txt 2>error.txt
expect_text 'nobody has allowed Credence to use the mailbox of team@practice.test yet. Run "credence mail connect"' error.txt
expect_exit 1 credence mail fetch >out.txt 2>error.txt
expect_text 'nobody has allowed' error.txt
credence check >out.txt 2>error.txt
expect_text 'warning: nobody has allowed' error.txt
settings "provider: other" "client_id: stranger" "token_url: $oauth/token" "scope: mail" "device_url: $oauth/device"
expect_exit 2 credence mail connect >out.txt 2>error.txt
expect_text 'AADSTS700016' error.txt
settings "${other[@]}" "device_url: $oauth/device"
expect_exit 2 credence mail connect nobody@practice.test >out.txt 2>error.txt
expect_text 'no user "nobody@practice.test"' error.txt

# By a code: it waits until the person typed it.
credence mail connect >out.txt 2>told.txt &
connecting=$!
pending() {
	[ "$(grep -c 'device_code' asked.txt)" -ge 2 ]
}
wait_for pending
expect_text 'open this page in any browser:  https://login.example/device' told.txt
expect_text 'type this code there:       H4S3X8ABC' told.txt
say allow
wait "$connecting"
expect_text 'the mailbox of team@practice.test is connected' out.txt
credence mail send >out.txt
expect_text '^1 letter sent' out.txt
credence mail fetch >out.txt
if grep -q refresh_token asked.txt; then
	fail "a new token was renewed at once"
fi

credence check >out.txt 2>error.txt
[ ! -s error.txt ]

# No token stands anywhere in the clear.
sql "SELECT user, typeof(sealed) FROM mail_grant" >grants.txt
expect_text 'team@practice.test|blob' grants.txt
if grep -aEr 'Bearer [A-Za-z0-9]|access_token|"access"|[A-Za-z0-9_-]{300}' practice/credence.db* practice/mail out.txt told.txt; then
	fail "a token stands in the clear"
fi

# The server refuses it before its time: once more with another one.
say stale
letters_add 1
credence mail send >out.txt
expect_text '^1 letter sent' out.txt
[ "$(grep -c refresh_token asked.txt)" -eq 1 ]
say stale
credence mail fetch >out.txt
[ "$(grep -c refresh_token asked.txt)" -eq 2 ]

# Its time is nearly over: renewed before anybody refuses it.  A provider that is ill only delays.
credence --now "$(date -d '+56 minutes' +%FT%H:%M)" mail fetch >out.txt
[ "$(grep -c refresh_token asked.txt)" -eq 3 ]
say stale
say break
expect_exit 1 credence mail fetch >out.txt 2>error.txt
expect_text 'could not be renewed: .*503' error.txt
[ "$(sql "SELECT count(*) FROM task")" -eq 0 ]
credence mail fetch >out.txt

# Another secret.key opens nothing.
cp practice/secret.key kept.key
echo another >practice/secret.key
expect_exit 2 credence mail fetch >out.txt 2>error.txt
expect_text 'was sealed with another secret.key' error.txt
cp kept.key practice/secret.key

# The permission is withdrawn: said once as a task, and nothing is asked again until a person acts.
say revoke
expect_exit 1 credence mail fetch >out.txt 2>error.txt
expect_text 'AADSTS50173.*Run "credence mail connect"' error.txt
asked=$(grep -c refresh_token asked.txt)
expect_exit 1 credence mail fetch >out.txt 2>error.txt
expect_text 'does not count any more .*AADSTS50173' error.txt
[ "$(grep -c refresh_token asked.txt)" -eq "$asked" ]
credence task list >tasks.txt
expect_text 'Allow Credence again to use the mailbox of team@practice.test' tasks.txt
[ "$(credence task list --json | jq length)" -eq 1 ]

# By a browser: an address of another visit is refused, the right one is taken; the task is done.
settings "${other[@]}" "authorize_url: $oauth/authorize"
visit() {	# WORD ...: the answer to the address that stands in told.txt
	mkfifo "$1.pipe"
	credence mail connect <"$1.pipe" >out.txt 2>told.txt &
	connecting=$!
	exec 8>"$1.pipe"
	told() { grep -q "^$oauth/authorize?" told.txt; }
	wait_for told
	brought=$(curl -s -o page.txt -w '%{redirect_url}' "$(grep "^$oauth/authorize?" told.txt)")
}
visit first
echo "${brought/state=/state=x}" >&8
exec 8>&-
expect_exit 2 wait "$connecting"
expect_text 'not of this visit' told.txt
visit second
echo "http://127.0.0.1:8026/?error=access_denied" >&8
exec 8>&-
expect_exit 1 wait "$connecting"
expect_text 'it was not allowed: access_denied' told.txt
visit third
echo "$brought" >&8
exec 8>&-
wait "$connecting"
expect_text 'is connected' out.txt
credence mail fetch >out.txt
[ "$(credence task list --json | jq length)" -eq 0 ]

# A server that speaks the newer mechanism alone.
dovecot_stop
DOVECOT_TOKENS=$oauth/introspect DOVECOT_MECHANISMS=oauthbearer dovecot_start dovecot team@practice.test:unused
letters_add 1
credence mail send >out.txt
expect_text '^1 letter sent' out.txt
credence mail fetch >out.txt
say stale
credence mail fetch >out.txt

# And one that takes passwords alone.
dovecot_stop
dovecot_start dovecot team@practice.test:unused
expect_exit 2 credence mail fetch >out.txt 2>error.txt
expect_text 'takes no token' error.txt
