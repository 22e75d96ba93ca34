# Automatic letters leave in working hours on working days alone; when they are expected is known, and none
# grows too old meanwhile.  What a person sends leaves at once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/mail.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
sed -i 's/^mail:/&\n  send_from: "08:00"\n  send_until: "18:00"/' practice/credence.yaml
letters_add 2
sql "UPDATE outbox SET is_automatic = 0 WHERE outbox_id = 2"
sql "UPDATE outbox SET expires_ms = next_ms + 432000000"
# send TIME EXIT [SENT,WAITING]
send() {
	expect_exit "$2" "$CREDENCE" -C practice --now "$1" mail send --json >said.json
	expect_json '[.sent, .failed, .deferred]' "$3" <said.json
}
expected() {	# TIME WANTED
	"$CREDENCE" -C practice --now "$1" mail queue --json | expect_json '[.[] | .expected_ms[:16]]' "$2"
}
sql "UPDATE outbox SET next_ms = 1795640400000, expires_ms = 1795640400000 + 432000000"	# Wed 25 Nov 2026, 15:00
expected 2026-11-25T19:30 '["2026-11-27T08:00","2026-11-25T19:30"]'
send 2026-11-25T19:30 0 '[1,0,0]'
expected 2026-11-25T19:31 '["2026-11-27T08:00"]'
"$CREDENCE" -C practice --now 2026-11-25T19:31 mail queue >queue.txt
expect_text 'automatic letters leave in working hours' queue.txt
send 2026-11-26T10:00 0 '[0,0,0]'	# Thanksgiving
send 2026-11-27T07:59 0 '[0,0,0]'
send 2026-11-27T08:00 0 '[1,0,0]'
# Friday evening until Monday; the life of a letter is as long as it was.
letters_add 1
sql "UPDATE outbox SET next_ms = 1795831200000, expires_ms = 1795831260000 WHERE status = 'ready'"	# Fri 20:00
send 2026-11-27T20:00 0 '[0,0,0]'
expected 2026-11-28T12:00 '["2026-11-30T08:00"]'
send 2026-11-30T17:59 3 '[0,1,0]'	# a minute was left to it
letters_add 1
sql "UPDATE outbox SET next_ms = 1795831200000, expires_ms = 1795831200000 + 432000000 WHERE status = 'ready'"
send 2026-11-27T20:00 0 '[0,0,0]'
send 2026-11-30T08:00 0 '[1,0,0]'
