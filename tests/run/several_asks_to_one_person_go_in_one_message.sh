# With mail.digest_at what several cases ask one person goes in one message, once a day; each stays a letter of its
# case, the answer moves the cases that it names, or all.  Nothing is sent twice or lost when a sender dies.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
sed -i 's/^mail:$/mail:\n  digest_at: "11:30"/' practice/credence.yaml
rm practice/workflows/*.yaml
cat >practice/workflows/two.yaml <<-'YAML'
workflow: two
version: 1
subject: provider
templates: {one: one.txt}
any:
  on: [{event: [mail.auto_reply, mail.bounce, email.failed, email.unknown, email.expired, email.sent], stay: true}]
states:
  waiting:
    initial: true
    timers:
      - {timer: ask, when: every 1d max 9 roll none, needs: mail, do: [{email: {name: one, template: one, to: provider.email, cancel_on_exit: true}}]}
    on: [{event: mail.reply, go: answered}, {event: user.end, go: closed}]
  answered: {timers: [{timer: over, when: after 90d, go: closed}], on: [{event: user.end, go: closed}, {event: mail.reply, stay: true}]}
  closed: {final: true}
YAML
printf '%s\n' 'Subject: About {{provider.last_name}}' '' 'How is {{provider.last_name}}?' >practice/workflows/letters/one.txt
now=2026-11-24T10:00
c() {
	"$CREDENCE" -C practice --now "$now" "$@"
}
sql() {
	sqlite3 practice/credence.db "$1"
}
c --quiet workflow publish
n=0
for npi in 1234567893 1000000004 1000000012 1000000020; do
	n=$((n + 1))
	c --quiet provider add npi=$npi last_name=Larkspur$n first_name=Ada email=desk@group.test
	c --quiet case open two provider $npi
done
c --quiet provider set 4 email=other@group.test
now=2026-11-25T10:05
c --quiet mail fetch
c --quiet tick
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'ready'")" -eq 4 ]

# They wait for each other; one whose case went on does not come along.
c --json mail send | expect_json '[.sent, .deferred]' '[0,0]'
c --json mail queue | expect_json '[.[0].because, (.[0].expected_ms | startswith("2026-11-25T11:30"))]' \
    '["letters to one person leave together, once a day",true]'
now=2026-11-25T11:31
sent() {
	find practice/mail/sent/new -type f | wc -l
}
# What cannot leave now is parted, and meets again at its next try.
mv practice/mail/sent practice/mail/away
touch practice/mail/sent
expect_exit 3 "$CREDENCE" -C practice --now $now --json mail send | expect_json '[.sent, .deferred >= 2]' '[0,true]'
[ "$(sql "SELECT count(*) FROM outbox WHERE digest_id IS NOT NULL OR status <> 'ready'")" -eq 0 ]
rm practice/mail/sent
mv practice/mail/away practice/mail/sent
now=2026-11-25T11:34
# A sender that dies before a byte left: all are parted, and written anew.
sql "UPDATE outbox SET status = 'leased', digest_id = 1 WHERE recipient = 'desk@group.test';
    INSERT INTO outbox_raw VALUES (1, x'20')"
c --json mail send | expect_json '[.sent, .deferred]' '[4,0]'
[ "$(sent)" -eq 2 ] || fail "$(sent) messages"
[ "$(sql "SELECT group_concat(digest_id) FROM outbox ORDER BY outbox_id")" = 1,1,1 ]
first=$(sql 'SELECT idem FROM outbox WHERE outbox_id = 1')
letter=$(grep -l "^Message-ID: <$first@" practice/mail/sent/new/*)
for n in 1 2 3; do
	expect_text "^$n. \\[CR-$n\\] About Larkspur$n" "$letter"
	expect_text "^How is Larkspur$n?" "$letter"
done
expect_text '^Subject: 3 questions of Practice \[CR-1\]' "$letter"
[ "$(sql "SELECT reply LIKE 'in one message with letter 1: %' FROM outbox WHERE outbox_id = 3")" -eq 1 ]

# An answer that names one case is that one's; one that names none is told to all.
answer() {	# NAME TEXT
	printf 'From: desk@group.test\nTo: team@practice.test\nSubject: Re: 3 questions\nMessage-ID: <%s@group.test>\nIn-Reply-To: <%s@practice.test>\nDate: Wed, 25 Nov 2026 12:00:00 -0600\n\n%s\n' \
	    "$1" "$first" "$2" >practice/mail/inbox/new/"$1"
	c --quiet mail fetch
}
states() {
	c --json case list | jq -c 'sort_by(.case_id) | map(.state)'
}
now=2026-11-25T12:30
answer one $'[CR-3]\nShe is well.'
[ "$(states)" = '["waiting","waiting","answered","waiting"]' ] || fail "$(states)"
[ "$(sql "SELECT case_id FROM message ORDER BY message_id LIMIT 1")" -eq 3 ]
answer two 'All are well.'
[ "$(states)" = '["answered","answered","answered","waiting"]' ] || fail "$(states)"

# A sender that dies while the message is under way: each letter is held, and what the mailbox shows ends all doubts.
for npi in 1000000038 1000000046; do
	c --quiet provider add npi=$npi last_name=L$npi first_name=Ada email=desk@group.test
	c --quiet case open two provider $npi
done
now=2026-11-26T12:35
c --quiet mail fetch
c --quiet tick
now=2026-11-27T11:31
sql "UPDATE outbox SET status = 'sending', digest_id = (SELECT min(outbox_id) FROM outbox WHERE status = 'ready'
    AND recipient = 'desk@group.test') WHERE status = 'ready' AND recipient = 'desk@group.test'"
lead=$(sql "SELECT max(digest_id) FROM outbox")
expect_exit 3 "$CREDENCE" -C practice --now $now --json mail send | expect_json .held 2
first=$(sql "SELECT idem FROM outbox WHERE outbox_id = $lead")
answer three 'Both are well.'
[ "$(sql "SELECT count(*) FROM outbox WHERE digest_id = $lead AND status = 'done'")" -eq 2 ]
# What a person lets go does not wait for the next day's message.
now=2026-11-28T10:40
c --quiet mail fetch
c --quiet tick
one=$(sql "SELECT max(outbox_id) FROM outbox WHERE status = 'ready'")
sql "UPDATE outbox SET status = CASE outbox_id WHEN $one THEN 'held' ELSE 'cancelled' END WHERE status = 'ready'"
now=2026-11-28T14:00
c --quiet mail release "$one"
c --json mail send | expect_json .sent 1
# The second answer was told to three; whoever moves it elsewhere takes it from all who heard of it, and their histories say so.
all=$(sql "SELECT message_id FROM message WHERE rfc_message_id LIKE '<two@%'")
c --json mail match "$all" CR-4 | expect_json '.settled | test("^a person is asked .*; CR-2: a person is asked ")' true
[ "$(sql "SELECT group_concat(case_id) FROM task WHERE name = 'moved mail $all' AND status = 'open'")" = 1,2 ]
[ "$(sql "SELECT count(*) FROM history WHERE rule = 'note' AND changes_json LIKE '%mail $all % does not belong here: moved to CR-4;%'")" -eq 3 ]
expect_text answered <(c case show CR-4)
c --json verify | expect_json .faults '[]'
