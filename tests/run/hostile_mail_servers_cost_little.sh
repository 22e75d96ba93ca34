# A mail server that falls silent, drips, floods, babbles or lies costs a bounded time, is named in one
# line, and is told no password; letters wait and nothing is changed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

certificates_make tls
"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
(umask 077 && echo very-secret >practice/password)
letter="INSERT INTO outbox (seq, ord, rule, name, letter, idem, rfc_message_id, recipient, subject, body,
    is_automatic, status, not_before_ms, next_ms, expires_ms, created_ms) VALUES (1, 0, 'test', 'test',
    'test.txt', 'k1', '<k1@practice.test>', 'enroll@payer.test', 'Letter', 'Hello.', 1, 'ready',
    0, 0, 9000000000000, 0)"
sqlite3 practice/credence.db "$letter"

# hostile MODE WORK WORDS [TLS]: the command fails in time, and one line says these words.
memory=unlimited
hostile() {
	local mode=$1 work=$2 words=$3 tls=${4:-starttls} began
	[ -n "${port:-}" ] || free_port port
	cat >practice/credence.yaml <<-YAML
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: 127.0.0.1, port: $port, tls: $tls, user: team, password: "file:password",
	    ca_file: "$PWD/tls/ca.pem" }
	  imap: { host: 127.0.0.1, port: $port, tls: $tls, user: team, password: "file:password",
	    ca_file: "$PWD/tls/ca.pem" }
	  timeout_seconds: 1
	YAML
	start said.txt perl "$TOP/tests/servers/hostile.pl" "$port" "$mode"
	wait_for port_open "$port"
	began=$SECONDS
	(ulimit -v "$memory" && expect_exit 1 "$CREDENCE" -C practice mail "$work") >out.txt 2>error.txt
	[ $((SECONDS - began)) -le 10 ] || fail "$mode took $((SECONDS - began)) s"
	[ "$(wc -l <error.txt)" -eq 1 ] || fail "$mode: more than one line: $(cat error.txt)"
	expect_text "$words" error.txt
	if grep -Eq 'AUTH|LOGIN|very-secret|dmVyeS1zZWNyZXQ' said.txt; then
		fail "$mode was told: $(cat said.txt)"
	fi
	stop_process "$started"
	wait_for gone "$started"
	[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM outbox WHERE status = 'ready'")" -eq 1 ]
}

for way in send:smtp fetch:imap; do
	work=${way%:*} kind=${way#*:}
	hostile silence "$work" 'gave no answer in time'
	hostile drip "$work" 'gave no answer in time'
	hostile flood "$work" 'sent more than it should'
	hostile noise "$work" 'port'
	hostile close "$work" 'ended the connection'
	hostile "$kind-silence" "$work" 'gave no answer in time'
	hostile "$kind-drip" "$work" 'gave no answer in time'
	hostile "$kind-flood" "$work" 'sent more than it should'
	hostile "$kind-lines" "$work" 'port'
	hostile "$kind-noise" "$work" 'port'
	hostile "$kind-close" "$work" 'ended the connection'
	hostile "$kind-nostarttls" "$work" 'offers no STARTTLS'
	hostile "$kind-injection" "$work" 'STARTTLS|TLS'
	hostile silence "$work" 'gave no answer in time' implicit
	hostile flood "$work" 'TLS' implicit
done

# A string that is announced to be of 4 GB, where there may be one and where there may be none; also
# when there is no such memory.
hostile imap-literal fetch 'sent more than it should'
hostile imap-misplaced fetch 'gave an answer that cannot be understood'
memory=2000000
hostile imap-literal fetch 'gave an answer that cannot be understood'
memory=unlimited

# An answer that nests so deep that it would end its parser, and us with it.
hostile imap-nesting fetch 'nests its answer too deep'

# It greets as if we had logged in, so that nobody asks for TLS any more.
hostile imap-preauth fetch 'greets as if we had logged in, before TLS'

# After TLS and the login: one server, whose next ill is the word in a file.
free_port port
echo good >mode
start babbler.txt python3 "$TOP/tests/servers/babbler.py" "$port" tls/good.pem tls/good.key mode heard
wait_for port_open "$port"
cat >practice/credence.yaml <<-YAML
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: 127.0.0.1, port: $port, user: team, password: "file:password", ca_file: "$PWD/tls/ca.pem" }
	  imap: { host: 127.0.0.1, port: $port, user: team, password: "file:password", ca_file: "$PWD/tls/ca.pem" }
	  timeout_seconds: 1
	  look_seconds: 1
YAML

# babble EXIT MODE [WORDS]: the round, or the sending, ends so and in time, in at most one line with these words.
babble() {
	local status=0 work=fetch began=$SECONDS
	case $2 in smtp-*) work=send ;; esac
	echo "$2" >mode
	"$CREDENCE" -C practice mail "$work" >out.txt 2>error.txt || status=$?
	[ "$status" -eq "$1" ] || fail "$2: exit $status instead of $1: $(cat out.txt error.txt)"
	[ $((SECONDS - began)) -le 8 ] || fail "$2 took $((SECONDS - began)) s"
	[ "$(wc -l <error.txt)" -le 1 ] || fail "$2: more than one line: $(cat error.txt)"
	[ -z "${3:-}" ] || expect_text "$3" error.txt
}
messages() {	# stored, and of these set aside
	sqlite3 practice/credence.db "SELECT count(*) || ' ' || coalesce(sum(status = 'set aside'), 0) FROM message"
}
babble 1 bare-capability 'does not say what it can do'
babble 1 empty-capability 'does not say what it can do'
babble 1 broken-flags 'does not number|cannot be understood'
babble 1 no-numbers 'does not number the messages'
babble 1 bye 'ended the connection'
babble 1 search-flood 'sent more than it should|gave no answer in time'
babble 1 nesting 'nests its answer too deep'
babble 1 endless-line 'sent more than it should'
babble 1 many-answers 'sent more than it should'
babble 1 size-lie 'sent more than it should'
babble 1 huge-literal 'sent more than it should'
babble 1 cut-literal 'ended the connection'
babble 1 drip-literal 'gave no answer in time'
babble 1 silent-literal 'gave no answer in time'
babble 0 search-nothing
babble 0 expunged
[ "$(messages)" = '0 0' ]
babble 3 other-body
babble 0 nil-body
babble 0 no-sizes
[ "$(messages)" = '1 1' ]
babble 0 search-strange
babble 0 good
[ "$(messages)" = '2 1' ]

# The same of a server that takes letters: the letter waits, but where it may have arrived it is held.
ready() {
	sqlite3 practice/credence.db "UPDATE outbox SET status = 'ready', next_ms = 0, tries = 0; DELETE FROM attempt"
}
for mode in lone-lf lone-lf-later endless endless-line close-ehlo close-auth drip-auth close-mail flood-mail close-rcpt \
    noise-rcpt close-data drip-data; do
	ready
	babble 1 "smtp-$mode" 'port|broke off'
	expect_text '1 wait' out.txt
done
expect_text 'gave no answer in time' error.txt
ready
babble 1 smtp-close-dot 'broke off'
expect_text '1 held' out.txt
ready
babble 0 smtp-auth-tab
expect_text '^1 letter sent' out.txt

# Waiting for news: told of it before the waiting begins, and with answers that are more than they should
# be, it begins anew each look_seconds, in one connection.
sed -i 's/transport: smtp/transport: maildir/' practice/credence.yaml
echo good >mode
: >heard
start daemon.log "$CREDENCE" -C practice run
waited() {
	[ "$(grep -c 'IDLE' heard)" -ge 5 ]
}
wait_for waited
stop_process "$started"
[ "$(cut -d' ' -f1 heard | sort -u | wc -l)" -eq 1 ] || fail "it was not one connection: $(cat heard)"
if grep -q 'is not read' daemon.log; then
	fail "waiting for news is taken for trouble: $(cat daemon.log)"
fi
