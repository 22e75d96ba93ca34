# main flow under the sanitizers
# "mail test" says of each thing that we count on whether the account does it, and what to do where not:
# sending, receiving, the plus-address, news, copies of sent mail.  What was found is kept.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one
# A copy of what it sends goes into its folder Sent, where Dovecot delivers by the word behind the "+".
POSTFIX_EXTRA='sender_bcc_maps = static:team+Sent@practice.test' postfix_start postfix dovecot
mail_practice
box=dovecot/mail/practice.test/team/Maildir
try() {	# EXIT
	local status=0
	"$CREDENCE" -C practice mail test --wait 20 >out.txt 2>error.txt || status=$?
	[ "$status" -eq "$1" ] || fail "exit $status instead of $1: $(cat out.txt error.txt)"
}

# All but a folder for sent mail; then that, too.
try 3
expect_text '^good *sending .*localhost port [0-9]* took a letter to team@practice.test' out.txt
expect_text '^good *receiving .*came into INBOX within [0-9]* seconds?' out.txt
expect_text '^good *plus-address .*team.credence@practice.test is delivered' out.txt
expect_text '^good *news .*IDLE' out.txt
expect_text '^less *sent mail .*no folder for it' out.txt
"${nobody[@]}" mkdir -p "$box/.Sent/cur" "$box/.Sent/new" "$box/.Sent/tmp"
try 0
expect_text '^good *sent mail .*put into Sent by Credence' out.txt
"$CREDENCE" -C practice --json mail test >out.json
expect_json 'length == 5 and all(.[]; .result == "good")' true <out.json
"$CREDENCE" -C practice check 2>error.txt >out.txt
[ ! -s error.txt ]

# A server that files what is sent through it: no copies by us.  All is kept, for what leans on it.
dovecot_stop
DOVECOT_EXTRA='lmtp_save_to_detail_mailbox = yes' dovecot_start dovecot team@practice.test:one
try 0
expect_text '^good *sent mail .*the server itself keeps a copy in Sent' out.txt
expect_text '^good *news .*the server told of the letter at once .IDLE.' out.txt
sql "SELECT value FROM fact WHERE name = 'mail_test'" | expect_json '[.has_plus_address, .has_idle, .keeps_copies, (.checks | length)]' '[true,true,true,5]'

# The letters are known as our own: nobody has to look at them.
"$CREDENCE" -C practice mail fetch >out.txt
[ "$("$CREDENCE" -C practice mail list --unmatched --json | jq length)" -eq 0 ]

# A server without plus-addresses: said, with what to do, and "check" remembers.
dovecot_stop
DOVECOT_EXTRA='recipient_delimiter =' dovecot_start dovecot team@practice.test:one
try 3
expect_text '^less *plus-address .*not delivered. Set mail.plus_address to false' out.txt
"$CREDENCE" -C practice check 2>error.txt >out.txt
expect_text 'warning: answers to plus-addresses did not arrive' error.txt
sed -i 's/^  letters_per_day:/  plus_address: false\n&/' practice/credence.yaml
try 0
"$CREDENCE" -C practice check 2>error.txt >out.txt
[ ! -s error.txt ]

# A wrong password, no server, no servers in the settings, a wrong option.
(umask 077 && echo two >practice/password)
try 1
expect_text '^BAD *sending .*does not accept user and password' out.txt
expect_text '^BAD *receiving .*refuses user and password' out.txt
(umask 077 && echo one >practice/password)
dovecot_stop
try 1
expect_text '^BAD *receiving' out.txt
expect_exit 2 "$CREDENCE" -C practice mail test --wait 0 >out.txt 2>error.txt
expect_text 'should be 1 to 3600 seconds' error.txt
"$CREDENCE" --quiet init plain --org Practice --timezone America/Chicago --from team@practice.test
expect_exit 2 "$CREDENCE" -C plain mail test >out.txt 2>error.txt
expect_text 'has no mail servers to try' error.txt
