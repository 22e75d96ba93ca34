# A letter of which nobody knows whether it arrived waits for a person: --sent, --resend and --drop do
# what they say to the letter, its question and its case.  What cannot be released is refused in one
# line and stays as it was.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

DAY=2026-01-20
lifecycle_start
for payer in 'Prairie Health' 'Texas Medicaid'; do
	add_enrollment "$payer" status=submitted submitted_day=2026-01-05 received_day=2026-01-06
done
at 2026-01-05 --quiet tick
walk 2026-01-06 $DAY
read -r one two < <(sql "SELECT group_concat(outbox_id, ' ') FROM outbox WHERE name = 'chase'")
is 2 "SELECT count(*) FROM outbox"

# A sender died while both were under way to a server.
doubtful() {
	sql "UPDATE outbox SET status = 'sending', lease_token = 'dead' WHERE outbox_id IN ($1)"
	expect_exit 3 at $DAY mail send --json >send.json
	expect_json '[.sent, .held]' "[0,$2]" <send.json
}
cat >practice/credence.yaml <<-'YAML'
org: { name: Elm Street Clinic, timezone: America/Chicago }
mail:
  from: team@elm.example
  transport: smtp
  smtp: { host: 127.0.0.1, port: 1, tls: implicit, user: team, password: "env:NOBODY_ASKS" }
YAML
export NOBODY_ASKS=secret
doubtful "$one, $two" 2
is "$one held,$two held" "SELECT group_concat(outbox_id || ' ' || status) FROM outbox"
at $DAY mail held --json | expect_json '[.[].mail_id]' "[$one,$two]"
at $DAY task list --json >tasks.txt
expect_text "Was letter $one .* delivered\? Look, then: mail release $one --sent, --resend or --drop" tasks.txt
expect_text 'Was the letter to Prairie Health delivered' tasks.txt

# Refused: each in one line, and nothing is changed.
sql .dump >before.sql
refused() {	# WORDS ARGUMENT ...
	local words=$1
	shift
	expect_exit 2 at $DAY mail release "$@" >out.txt 2>error.txt
	[ "$(wc -l <error.txt)" -eq 1 ] || fail "$*: more than one line: $(cat error.txt)"
	[ ! -s out.txt ] || fail "$*: printed $(cat out.txt)"
	expect_text "$words" error.txt
	sql .dump | diff before.sql - || fail "$* changed something"
}
refused "nobody knows whether letter $one arrived.*--sent, --resend or --drop" "$one"
refused 'exclude each other' "$one" --sent --drop
refused 'exclude each other' "$one" --resend --sent --drop
refused '"all" takes no option' all --sent
refused 'there is no letter 999' 999 --sent
refused '"x1" is no letter number' x1
refused '"0" is no letter number' 0

# It arrived: the letter is done, both questions are answered, the case has heard it.
at $DAY mail release "$one" --sent >said.txt
expect_text "^letter $one: done$" said.txt
is 'done|1' "SELECT status, sent_ms IS NOT NULL FROM outbox WHERE outbox_id = $one"
expect_text 'says that it arrived' <(sql "SELECT reply FROM outbox WHERE outbox_id = $one")
is 1 "SELECT count(*) FROM event WHERE case_id = 1 AND name = 'email.sent' AND status = 'done'"
is 0 "SELECT count(*) FROM task WHERE status = 'open' AND (name = 'letter $one' OR (case_id = 1 AND name = 'doubt'))"
is 1 "SELECT count(*) FROM task WHERE status = 'open' AND name = 'letter $two'"
in_state 1 waiting
at $DAY audit list --json | expect_json '[.[] | select(.action == "mail release")][0].detail' sent
sql .dump >before.sql
refused "letter $one is not held, it is done" "$one" --sent
refused "letter $one is not held, it is done" "$one" --resend

# Once more: the same letter with the same identity goes out with the next round.
identity=$(sql "SELECT rfc_message_id FROM outbox WHERE outbox_id = $two")
at $DAY mail release "$two" --resend --json | expect_json '[.released, .status]' "[\"letter $two\",\"ready\"]"
is 'ready|' "SELECT status, reason FROM outbox WHERE outbox_id = $two"
sql .dump >before.sql
refused "letter $two is not held, it is ready" "$two" --drop
sed -i 's/transport: smtp/transport: maildir/' practice/credence.yaml
at $DAY mail send --json | expect_json '[.sent, .held]' '[1,0]'
[ "$(grep -rlF "Message-ID: $identity" practice/mail/sent/new | wc -l)" -eq 1 ]
at $DAY why mail "$two" >why.txt
expect_text '^try 2 of 2: sent' why.txt
expect_text '^try 1 of 2: unknown' why.txt
expect_text '^mail release: resend' why.txt
is 'done' "SELECT status FROM outbox WHERE outbox_id = $two"
sed -i 's/transport: maildir/transport: smtp/' practice/credence.yaml

# It shall not go: cancelled, and the case is not told that it left.
walk 2026-01-21 2026-02-03
DAY=2026-02-03
three=$(sql "SELECT min(outbox_id) FROM outbox WHERE status = 'ready' AND case_id = 2")
doubtful "SELECT outbox_id FROM outbox WHERE status = 'ready'" 2
events=$(sql "SELECT count(*) FROM event WHERE case_id = 2 AND name = 'email.sent'")
at $DAY mail release "$three" --drop >said.txt
expect_text "^letter $three: cancelled$" said.txt
is 'cancelled' "SELECT status FROM outbox WHERE outbox_id = $three"
expect_text '^dropped by ' <(sql "SELECT reason FROM outbox WHERE outbox_id = $three")
is "$events" "SELECT count(*) FROM event WHERE case_id = 2 AND name = 'email.sent'"
is 0 "SELECT count(*) FROM task WHERE status = 'open' AND name = 'letter $three'"
in_state 2 waiting
sql .dump >before.sql
refused "letter $three is not held, it is cancelled" "$three" --resend

# A number of a message that came in is no letter: what it is, and what can be done with it.
printf '%s\n' 'From: Someone <someone@else.example>' 'To: team@elm.example' 'Subject: Hello' \
    'Message-ID: <q@else.example>' '' 'Just a question.' >practice/mail/inbox/new/q
at $DAY --quiet mail fetch
came=$(sql 'SELECT max(message_id) FROM message')
sql .dump >before.sql
refused "mail $came is a message that came in.*mail match $came CASE" "$came"
refused "mail $came is a message that came in" "$came" --sent
