# An invitation that comes back does what a letter that comes back does: nothing more is sent to that address,
# and people are told; the case, the deadline, and who else was invited are as before.
. "$TOP/tests/lib/run.sh"

c() { "$CREDENCE" -C practice --now "${day}T10:00" "$@"; }
sql() { sqlite3 practice/credence.db "$1"; }
is() {
	local got
	got=$(sql "$2")
	[ "$got" = "$1" ] || fail "\"$got\" instead of \"$1\": $2"
}
settle() {
	c --quiet tick
	c --quiet tick
	c --quiet mail send
}

day=2026-03-02
"$CREDENCE" --quiet --now "${day}T08:00" init practice --org Elm --timezone America/Chicago --from team@elm.example
printf '%s\n' 'org: { name: Elm, timezone: America/Chicago }' 'mail: { from: team@elm.example }' \
    'invitations: { to: "chair@elm.example, dana@elm.example" }' >practice/credence.yaml
rm practice/workflows/*.yaml
cat >practice/workflows/board.yaml <<'YAML'
workflow: board
version: 1
subject: provider
calendar: us_business
events:
  user.meets: {on: date}
  user.over:  {}
start:
  - {if: 'subject.status == "active"', go: waiting}
states:
  waiting:
    initial: true
    on:
      - {event: user.meets, do: [{deadline: {name: board, on: event.on, kind: committee, title: Committee}}], stay: true}
      - {event: [mail.reply, mail.bounce, user.over], do: [{clear_deadline: board}], go: done}
  done: {final: true}
YAML
c --quiet workflow publish
c --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada
c --quiet tick
c --quiet case event 1 user.meets on=2026-05-12
settle
is 2 "SELECT count(*) FROM outbox WHERE status = 'done' AND name = 'invitation'"

# bounce WHO ACTION STATUS: the mail system says what became of the invitation to WHO.
bounces=0
bounce() {
	bounces=$((bounces + 1))
	cat >"practice/mail/inbox/new/$bounces.mail" <<MAIL
Return-Path: <>
From: MAILER-DAEMON@elm.example
To: team@elm.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 02 Mar 2026 16:05:00 +0000
Message-ID: <dsn$bounces@mail.elm.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

$1@elm.example could not be reached.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.elm.example

Final-Recipient: rfc822; $1@elm.example
Action: $2
Status: $3
Diagnostic-Code: smtp; 550 $3 User unknown

--x
Content-Type: text/rfc822-headers

From: team@elm.example
To: $1@elm.example
Message-ID: $(sql "SELECT rfc_message_id FROM outbox WHERE recipient = '$1@elm.example' LIMIT 1")

--x--
MAIL
}
bounce chair failed 5.1.1
c --quiet mail fetch
is 'bounce|1|invitation|handled' "SELECT kind, case_id, matched_by, status FROM message"
is 'chair@elm.example|550 5.1.1 User unknown' 'SELECT email, reason FROM suppression'
is 'coordinator|1|Mend the address chair@elm.example: an invitation came back: 550 5.1.1 User unknown' \
    'SELECT role, case_id, title FROM task'
is 'waiting|open' 'SELECT state, status FROM case_file'
is 0 "SELECT count(*) FROM event WHERE name = 'mail.bounce'"

# It moves: whoever has an address that works is told; the other letter waits, and people are told why.
day=2026-03-03
c --quiet case event 1 user.meets on=2026-05-19
settle
is 'chair@elm.example|held
dana@elm.example|done' "SELECT recipient, status FROM outbox WHERE created_ms > 1772500000000 ORDER BY recipient"
c --json task list >tasks.txt
expect_text 'is held: chair@elm.example is not written to: 550 5.1.1 User unknown' tasks.txt

# One that only took long is put to its case, and changes nothing else.
bounce dana delayed 4.4.1
c --quiet mail fetch
is '1|chair@elm.example' 'SELECT count(*), email FROM suppression'
is 1 "SELECT count(*) FROM task WHERE title LIKE 'Mend the address%'"
is 'waiting|open' 'SELECT state, status FROM case_file'
# The same bounce again is the same mail.
bounce chair failed 5.1.1
c --quiet mail fetch
is 1 "SELECT count(*) FROM task WHERE title LIKE 'Mend the address%'"
