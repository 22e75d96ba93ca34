# A committee's day is told by mail as an invitation, moved and taken back as the same event; who was invited
# answers, and that stands at the deadline.  What strangers send changes nothing and is kept with its flaw.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"

day=2026-03-02
c() { "$CREDENCE" -C practice --now "${day}T${clock:-10:00}" "$@"; }
sql() { sqlite3 practice/credence.db "$1"; }
is() {
	local got
	got=$(sql "$2")
	[ "$got" = "$1" ] || fail "\"$got\" instead of \"$1\": $2"
}

"$CREDENCE" --quiet --now "${day}T08:00" init practice --org 'Elm; Street, Clinic' \
    --timezone America/Chicago --from team@elm.example
settings() {
	printf '%s\n' 'org: { name: "Elm; Street, Clinic", timezone: America/Chicago }' \
	    'mail: { from: team@elm.example }' 'invitations:' "$@" >practice/credence.yaml
}
settings '  to: owner, provider, Chair@elm.example' '  committee_at: 17:30' '  committee_minutes: 90'
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
      - {event: user.meets, do: [{deadline: {name: board, on: event.on, kind: committee, title: "Committee: {provider.display_name}"}}], stay: true}
      - {event: [mail.reply, mail.bounce, mail.auto_reply], go: shaken}
      - {event: user.over, do: [{clear_deadline: board}], stay: true}
  shaken: {final: true}
YAML
c --quiet workflow publish
c --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada email=ada@home.example
c --quiet tick
sql "UPDATE case_file SET owner = 'maria@elm.example'"

# told COUNT: so many letters leave; the calendars in them, each checked, as NUMBER.ics by recipient
told() {
	rm -rf practice/mail/sent/new/* ./*.ics
	c --quiet tick
	c --quiet tick
	c --quiet mail send
	python3 - practice/mail/sent/new <<'PYTHON'
import email, email.policy, glob, sys
for path in glob.glob(sys.argv[1] + "/*"):
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    parts = list(m.iter_parts())
    assert m.get_content_type() == "multipart/alternative", m.get_content_type()
    assert [p.get_content_type() for p in parts] == ["text/plain", "text/calendar"]
    # Over the wire lines end with CRLF; in a Maildir they do not.
    data = parts[1].get_payload(decode=True).replace(b"\n", b"\r\n")
    method = parts[1].get_param("method")
    assert ("METHOD:" + method + "\r\n").encode() in data, "the methods differ"
    name = m["To"].split("@")[0]
    open(name + ".ics", "wb").write(data)
    open(name + ".txt", "w").write(m["Subject"] + "\n" + parts[0].get_content())
PYTHON
	find practice/mail/sent/new -type f >letters
	[ "$(wc -l <letters)" -eq "$1" ] || fail "$(wc -l <letters) letters instead of $1"
	local ics
	for ics in *.ics; do
		[ -e "$ics" ] || continue
		python3 "$TOP/tests/lib/ical_check.py" "$ics" || fail "a breach of the RFCs"
	done
}
says() {
	tr -d '\r' <"$1" | sed -e ':a' -e '$!N; s/\n //; ta' -e 'P; D' | grep -q "^$2\$" || fail "no line $2 in $(cat "$1")"
}

told 0
c --quiet case event 1 user.meets on=2026-05-12
told 3
uid=$(sql 'SELECT uid FROM deadline')
for who in maria ada chair; do
	says $who.ics "UID:$uid"
	says $who.ics 'METHOD:REQUEST'
	says $who.ics 'SEQUENCE:0'
	says $who.ics 'DTSTART;TZID=America/Chicago:20260512T173000'
	says $who.ics 'DTEND;TZID=America/Chicago:20260512T190000'
	says $who.ics 'ORGANIZER;CN="Elm; Street, Clinic":mailto:team@elm.example'
	expect_text 'When: Tue 12 May 2026, 17:30 to 19:00 \(America/Chicago\)' $who.txt
done
says ada.ics 'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ada@home.example'
[ "$(grep -c '^ATTENDEE' ada.ics)" = 1 ] || fail "people see who else is invited"
# The zone says when 17:30 is: at 22:30 UTC, as another reader finds.
/usr/bin/python3 - ada.ics <<'PYTHON'
import datetime, sys, icalendar
c = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
zone = [z for z in c.walk("VTIMEZONE")][0].to_tz()
t = [e for e in c.walk("VEVENT")][0].decoded("DTSTART").replace(tzinfo=None)
assert zone.localize(t).astimezone(datetime.timezone.utc).strftime("%H:%M") == "22:30"
PYTHON
told 0

# answer FROM METHOD PARTSTAT SEQUENCE [SED-SCRIPT]: a mail with that answer comes in
mails=0
answer() {
	mails=$((mails + 1))
	sed -e "${5:-}" >"practice/mail/inbox/new/$mails.mail" <<-MAIL
	From: <$1>
	To: team@elm.example
	Subject: Accepted: Invitation
	Message-ID: <answer$mails@home.example>
	Date: Mon, 02 Mar 2026 16:00:00 +0000
	MIME-Version: 1.0
	Content-Type: multipart/alternative; boundary=x

	--x
	Content-Type: text/plain

	Fine.
	--x
	Content-Type: text/calendar; charset=utf-8; method=$2

	BEGIN:VCALENDAR
	VERSION:2.0
	PRODID:-//home//EN
	METHOD:$2
	BEGIN:VEVENT
	UID:$uid
	SEQUENCE:$4
	DTSTAMP:20260302T160000Z
	DTSTART:20260513T223000Z
	ORGANIZER:mailto:team@elm.example
	ATTENDEE;PARTSTAT=$3:mailto:$1
	COMMENT:on call\\, maybe late
	END:VEVENT
	END:VCALENDAR
	--x--
	MAIL
	c --quiet mail fetch
}
answers() {
	c --json deadline list | jq -r '.[0].answers' >answers
	expect_text "$1" answers
}
answer Ada@Home.example REPLY ACCEPTED 0
answers 'ada@home.example accepted \(on call, maybe late\)'
answers 'maria@elm.example has not answered'
answer maria@elm.example REPLY TENTATIVE 0
answers 'maria@elm.example accepted tentatively'
is '1|invitation|handled' "SELECT case_id, matched_by, status FROM message WHERE from_address = 'maria@elm.example'"
answer chair@elm.example REPLY 'DELEGATED;DELEGATED-TO="mailto:vice@elm.example"' 0
answers 'chair@elm.example delegated it to vice@elm.example'
answer chair@elm.example COUNTER NEEDS-ACTION 0
answers 'chair@elm.example proposes 2026-05-13T17:30:00-05:00'
c task list >tasks.txt
expect_text 'chair@elm.example proposes 2026-05-13T17:30:00-05:00' tasks.txt
answer ada@home.example REPLY DECLINED 0
answers 'ada@home.example declined'
cp answers before

# What does not count is kept, and said.
flawed() {
	local flaw=$1
	shift
	answer "$@"
	c --json deadline list | jq -r '.[0].answers' | diff before - || fail "it counted: $flaw"
	c --json calendar answers --flawed | jq -r '.[0].flaw' >flaw.txt
	expect_text "$flaw" flaw.txt
}
flawed 'nobody was invited to it at that address' evil@far.example REPLY ACCEPTED 0
flawed 'it speaks for ada@home.example and came from evil@far.example' ada@home.example REPLY ACCEPTED 0 's/^From:.*/From: <evil@far.example>/'
flawed 'there is no such event here' ada@home.example REPLY ACCEPTED 0 's/^UID:.*/UID:other@elm.example/'
flawed 'it answers a version that nobody was sent' ada@home.example REPLY ACCEPTED 7
flawed 'it says neither yes nor no' ada@home.example REPLY NEEDS-ACTION 0
flawed 'END:VCALENDAR is missing' ada@home.example REPLY ACCEPTED 0 '/^END:VCALENDAR/d'
answer evil@far.example REQUEST ACCEPTED 0
answer evil@far.example CANCEL ACCEPTED 0
c --json deadline list | jq -r '.[0].answers' | diff before - || fail "a stranger's invitation did something"
is "2026-05-12|open|0" 'SELECT on_day, status, sequence FROM deadline'

# It moves: the same event, a version later; the old answers are void, and answers to the old day do not count.
day=2026-03-03
c --quiet case event 1 user.meets on=2026-05-19
told 3
says ada.ics "UID:$uid"
says ada.ics 'SEQUENCE:1'
says ada.ics 'DTSTART;TZID=America/Chicago:20260519T173000'
expect_text '^Moved: Committee: ' ada.txt
expect_text 'It was: Tue 12 May 2026' ada.txt
grep -q '^References: <' "$(grep -l '^To: ada@' practice/mail/sent/new/*)" || fail "the letter begins a thread of its own"
answers 'ada@home.example has not answered'
cp answers before
flawed 'it answers an earlier version' ada@home.example REPLY ACCEPTED 0
answer ada@home.example REPLY ACCEPTED 1
answers 'ada@home.example accepted'

# Who is not concerned any more is told so; what did not leave yet is replaced, not followed.
sql "UPDATE case_file SET owner = 'jo@elm.example'"
told 2
says maria.ics 'METHOD:CANCEL'
says maria.ics 'STATUS:CANCELLED'
says maria.ics 'SEQUENCE:2'
says jo.ics 'METHOD:REQUEST'
c --quiet case event 1 user.meets on=2026-05-20
c --quiet tick
c --quiet case event 1 user.meets on=2026-05-21
told 3
says jo.ics 'DTSTART;TZID=America/Chicago:20260521T173000'
is 3 "SELECT count(*) FROM outbox WHERE status = 'cancelled' AND name = 'invitation'"

# A fourth letter a day about one event waits for a person.
c --quiet case event 1 user.meets on=2026-05-22
told 3
c --quiet case event 1 user.meets on=2026-05-26
told 0
c mail held >held.txt
expect_text 'more than 3 letters a day about one event to ada@home.example' held.txt
c task list >tasks.txt
expect_text 'Moved: Committee: Ada Larkspur, Tue 26 May 2026 \[CR-1\]"\) is held: ' tasks.txt
! grep 'proposes' tasks.txt || fail "a proposal of before it moved is still to be agreed to"

# It is over: taken back, and nothing more comes.
day=2026-03-06
c --quiet case event 1 user.over
told 3
for who in ada chair jo; do
	says $who.ics 'METHOD:CANCEL'
	says $who.ics "UID:$uid"
	expect_text '^Cancelled: Committee: ' $who.txt
	expect_text 'It is done' $who.txt
done
answer ada@home.example REPLY ACCEPTED "$(sed -n 's/^SEQUENCE:\([0-9]*\).*/\1/p' ada.ics)"
c --json calendar answers --flawed | jq -r '.[0].flaw' >flaw.txt
expect_text 'the invitation was taken back before' flaw.txt
told 0
is 'waiting|open' 'SELECT state, status FROM case_file'

# Many at once are held with one question; nobody is invited where the settings say so.
settings '  to: chair@elm.example' '  kinds: committee, expirables' 'engine: { breaker_letters: 2 }'
for n in 1 2 3; do
	sql "INSERT INTO deadline (case_id, name, seq, kind, title, on_day, uid, created_ms, modified_ms)
	    VALUES (1, 'x$n', 1, 'committee', 'Committee $n', '2026-04-0$n', 'x$n@elm.example', 0, 0)"
done
told 0
is 3 "SELECT count(*) FROM outbox WHERE status = 'held' AND reason LIKE 'many invitations%'"
c --quiet mail release all
told 3
says chair.ics 'DTSTART;VALUE=DATE:202604[0-9]*'
settings '  kinds: committee'
sql "UPDATE deadline SET on_day = '2026-04-09', sequence = 1 WHERE name = 'x1'"
told 0
# (This workflow waits for people alone, which "verify" says.)
c --json verify >verify.json || [ $? -eq 1 ] || [ $? -eq 3 ]
expect_json '.faults | map(.what) - ["case"]' '[]' <verify.json
