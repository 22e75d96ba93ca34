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
