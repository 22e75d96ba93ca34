# Whatever is killed when, under load: no letter is lost, none leaves twice, doubtful ones are held,
# and every answer is stored once.  KILLS=200 for a longer run.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

kills=${KILLS:-20}
letters_a_round=25
answers_a_round=5
letters=0
answers=0

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
postfix_start postfix dovecot

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
(umask 077 && echo one >practice/password)
cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: localhost, port: $SMTPS_PORT, tls: implicit, user: team@practice.test,
	    password: "file:$PWD/practice/password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	  imap: { host: localhost, port: $IMAPS_PORT, tls: implicit, user: team@practice.test,
	    password: "file:$PWD/practice/password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	  letters_per_day: 1000
	  letters_per_minute: 0
	  account_letters_per_day: 0
	web: { port: 0 }
YAML
"$CREDENCE" -C practice check

sql() {
	sqlite3 -cmd '.timeout 10000' practice/credence.db "$1"
}

# More letters, as the engine would have left them, while everything runs.
more_letters() {
	sql "WITH RECURSIVE n (i) AS (VALUES ($letters + 1) UNION ALL
	      SELECT i + 1 FROM n WHERE i < $letters + $letters_a_round)
	    INSERT INTO outbox (seq, ord, rule, name, letter, idem, rfc_message_id, recipient,
	      subject, body, is_automatic, status, not_before_ms, next_ms, expires_ms, created_ms)
	    SELECT i, 0, 'test', 'test', 'test.txt', 'k' || i, '<k' || i || '@practice.test>',
	      'enroll@payer.test', 'Letter ' || i, 'Hello.' || char(10), 1, 'ready',
	      0, 0, 9000000000000, 0 FROM n"
	letters=$((letters + letters_a_round))
}

more_answers() {
	local i
	for ((i = answers + 1; i <= answers + answers_a_round; i++)); do
		printf '%s\r\n' 'From: <enroll@payer.test>' 'To: <team@practice.test>' \
		    "Subject: answer $i" "Message-ID: <a$i@payer.test>" \
		    'Date: Mon, 23 Nov 2026 09:00:00 +0000' '' "This is answer $i." >"answer$i.eml"
	done
	dovecot_deliver dovecot team@practice.test answer*.eml
	rm answer*.eml
	answers=$((answers + answers_a_round))
}

daemon=
daemon_start() {
	"$CREDENCE" -C practice run >>daemon.log 2>&1 </dev/null 9>&- &
	daemon=$!
}
daemon_end() {
	stop_process "$daemon"
}
at_exit daemon_end

# has_more COUNT QUERY: the query's number has grown beyond it.
has_more() {
	[ "$(sql "$2")" -gt "$1" ]
}
done_query="SELECT count(*) FROM outbox WHERE status = 'done'"
read_query='SELECT count(*) FROM message'

# One child, or the parent alone (its children must leave by themselves), or all at once.
kill_something() {
	local children
	mapfile -t children < <(pgrep -P "$daemon")
	case $((RANDOM % 4)) in
	0 | 1)	[ "${#children[@]}" -eq 0 ] || kill -KILL "${children[RANDOM % ${#children[@]}]}" || return 0 ;;
	2)	kill -KILL "$daemon" ;;
	3)	kill -KILL "$daemon" "${children[@]}" || return 0 ;;
	esac
}

daemon_start
for ((round = 1; round <= kills; round++)); do
	sent=$(sql "$done_query")
	more_letters
	more_answers
	for ((moment = RANDOM % 8; moment > 0; moment--)); do
		rest
	done
	kill_something
	gone "$daemon" || [ $((round % 3)) -ne 0 ] || kill -KILL "$daemon" || gone "$daemon"
	rest
	if gone "$daemon"; then
		daemon_start
	fi
	WAIT_SECONDS=60 wait_for has_more "$sent" "$done_query"
done

# In peace everything comes to its end: sent, or held because nobody can know.
daemon_end
daemon_start
settled() {
	[ "$(sql "SELECT count(*) FROM outbox WHERE status IN ('ready', 'leased', 'sending')")" -eq 0 ] &&
	    [ "$(sql "$read_query")" -ge "$answers" ]
}
WAIT_SECONDS=150 wait_for settled
wait_for postfix_idle postfix
daemon_end

find dovecot/mail/payer.test/enroll/Maildir/new dovecot/mail/payer.test/enroll/Maildir/cur -type f \
    -exec sed -n '/^\r*$/q; s/^[Mm]essage-[Ii][Dd]: *\(<[^>]*>\).*/\1/p' {} \; | sort >arrived.txt
sql "SELECT rfc_message_id FROM outbox WHERE status = 'done'" | sort >sent.txt
sql "SELECT rfc_message_id FROM outbox WHERE status IN ('unknown', 'held')" | sort >doubtful.txt
twice=$(uniq -d arrived.txt | wc -l)
lost=$(sort -u sent.txt | comm -23 - <(sort -u arrived.txt) | wc -l)
unaccounted=$(comm -23 <(sort -u arrived.txt) <(sort -u sent.txt doubtful.txt) | wc -l)
other=$(sql "SELECT count(*) FROM outbox WHERE status NOT IN ('done', 'unknown', 'held')")
echo "$kills kills, $letters letters: $(wc -l <sent.txt) sent, $(wc -l <doubtful.txt) held as doubtful," \
    "$lost lost, $twice twice; $answers answers: $(sql "$read_query") stored"
[ "$lost" -eq 0 ] || fail "$lost letters are said to be sent and did not arrive"
[ "$twice" -eq 0 ] || fail "$twice letters arrived twice"
[ "$unaccounted" -eq 0 ] || fail "$unaccounted letters arrived and the outbox does not know"
[ "$other" -eq 0 ] || fail "$other letters are neither sent nor held"
[ "$(($(wc -l <sent.txt) + $(wc -l <doubtful.txt)))" -eq "$letters" ] || fail "letters disappeared"
[ "$(wc -l <doubtful.txt)" -le "$kills" ] || fail "more doubtful letters than kills"
[ "$(sql "$read_query")" -eq "$answers" ] || fail "answers were lost or stored twice"
