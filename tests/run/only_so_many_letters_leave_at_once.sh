# A server's account sends at most so many letters a minute and a day; the rest waits and leaves when
# there is room, by command and by daemon.  The Maildir has no account and takes all.  One address gets
# no more automatic letters a day from one case than the settings say, whichever way they leave.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
postfix_start postfix dovecot
mail_practice

limits() {	# A MINUTE, A DAY
	LETTERS_PER_MINUTE=$1 mail_settings
	sed -i "s/^  letters_per_minute.*/&\n  account_letters_per_day: $2/" practice/credence.yaml
}
T0=1795600800	# Wed 25 Nov 2026, 10:00 in UTC
# send SECONDS EXIT [SENT, WAITING]: so long after 10:00
send() {
	expect_exit "$2" "$CREDENCE" -C practice --now "$(date -ud "@$((T0 + $1))" +%FT%TZ)" mail send >said.txt
	"$CREDENCE" --quiet -C practice mail held
	got="[$(sed -n 's/^\([0-9]*\) letters\{0,1\} sent, \([0-9]*\) wait.*/\1,\2/p' said.txt)]"
	[ "$got" = "$3" ] || fail "after $1 s: $got instead of $3: $(cat said.txt)"
}

limits 3 0
letters_add 8
send 0 3 '[3,5]'
expect_text 'may send 3 letters a minute and 0 a day .*: it goes on at 2026-11-25 04:01' said.txt
send 30 3 '[0,5]'
# When the rest will leave is known: three after a minute, two after the next.
"$CREDENCE" -C practice --json --now 2026-11-25T10:00:30Z mail queue >queue.json
expect_json '[.[] | .expected_ms[11:16]]' '["04:01","04:01","04:01","04:02","04:02"]' <queue.json
expect_json '[.[].because] | unique' '["the account may send 3 letters a minute"]' <queue.json
"$CREDENCE" -C practice --now 2026-11-25T10:00:30Z mail queue >queue.txt
expect_text 'the account may send 3 letters a minute' queue.txt
send 61 3 '[3,2]'
send 70 3 '[0,2]'
send 130 0 '[2,0]'
! grep -q 'goes on' said.txt || fail "nothing waits, but: $(cat said.txt)"

limits 0 10
letters_add 4
send 200 3 '[2,2]'
expect_text 'it goes on at 2026-11-26 04:00' said.txt
send $((12 * 3600)) 3 '[0,2]'
send $((24 * 3600 + 10)) 0 '[2,0]'
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'done'")" -eq 12 ]
twelve() {
	[ "$(dovecot_count dovecot enroll@payer.test)" -eq 12 ]
}
wait_for twelve

# The daemon waits for the limit without asking again and again, and goes on by itself.
limits 2 0
sql "UPDATE outbox SET sent_ms = 1"
letters_add 3
sent() {
	[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'done'")" -eq "$1" ]
}
start daemon.log "$CREDENCE" -C practice run
wait_for sent 14
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'ready'")" -eq 1 ]
sql "UPDATE outbox SET sent_ms = sent_ms - 60000 WHERE sent_ms > 1"	# a minute went by
wait_for sent 15
stop_process "$started"

# The Maildir.
limits 3 10
sed -i 's/^  transport: smtp/  transport: maildir/' practice/credence.yaml
letters_add 40
send 0 0 '[40,0]'

# Two automatic letters of one case to one address on one day: the second one is held, with a question.
"$CREDENCE" --quiet init other --org Practice --timezone America/Chicago --from team@practice.test
cat >other/workflows/two.yaml <<-'YAML'
workflow: two
version: 1
subject: provider
templates: {one: one.txt}
any:
  on:
    - {event: [mail.reply, mail.auto_reply, mail.bounce, email.failed, email.unknown, email.expired, email.sent], stay: true}
states:
  open:
    initial: true
    timers:
      - timer: write
        when: after 1h
        needs: mail
        do:
          - email: {name: first, template: one, to: provider.email}
          - email: {name: second, template: one, to: provider.email}
    on: [{event: user.end, go: closed}]
  closed: {final: true}
YAML
printf '%s\n' 'Subject: Hello {{provider.display_name}}' '' 'Hello.' >other/workflows/letters/one.txt
"$CREDENCE" --quiet -C other --now 2026-11-24T10:00 workflow publish
"$CREDENCE" --quiet -C other --now 2026-11-24T10:00 provider add npi=1234567893 last_name=Larkspur first_name=Ada email=ada@practice.test
held() {	# LIMIT TRANSPORT WANTED
	printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' 'mail:' '  from: team@practice.test' \
	    "  letters_per_day: $1" "  transport: $2" \
	    "  smtp: { host: localhost, port: 1, tls: implicit, user: team, password: \"file:password\" }" \
	    >other/credence.yaml
	"$CREDENCE" --quiet -C other --now "$4T10:00" case open two provider 1234567893
	"$CREDENCE" --quiet -C other --now "$4T12:00" mail fetch
	"$CREDENCE" --quiet -C other --now "$4T12:00" tick
	"$CREDENCE" -C other mail list --json | expect_json "[.[] | select(.case_id == $5) | .status] | sort" "$3"
	"$CREDENCE" --quiet -C other --now "$4T13:00" case event "$5" user.end
}
held 1 maildir '["held","ready"]' 2026-11-25 1
"$CREDENCE" -C other mail held --json | expect_json '.[0].reason' \
    'more than 1 automatic letter a day to ada@practice.test'
held 2 maildir '["ready","ready"]' 2026-11-26 2
held 1 smtp '["held","ready"]' 2026-11-27 3
held 2 smtp '["ready","ready"]' 2026-11-30 4
