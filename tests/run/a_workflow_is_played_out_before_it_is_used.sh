# main flow
# A workflow is looked at before anybody is written to: dated letters, tasks and deadlines, on a virtual
# clock, without a data folder; a script says who answers, and its mistakes have their places.
. "$TOP/tests/lib/run.sh"

cat >chase.yaml <<'END'
workflow: chase
version: 1
subject: enrollment
calendar: us_business
events:
  user.approved: {effective_day: date}
templates: {submit: enroll_submit.txt, chase: enroll_chase.txt}
any:
  on: [{event: [mail.bounce, email.failed], stay: true}]
states:
  draft:
    initial: true
    entry: [{task: {name: packet, title: "Packet of {provider.last_name}", due: 5bd, done: user.submit}}]
    exit: [{close_task: packet}]
    on: [{event: user.submit, do: [{set: {subject.submitted_day: today}}], go: waiting}]
  waiting:
    entry: [{deadline: {name: answer, on: today + 90d roll next, title: "Answer of {payer.name}"}}]
    timers:
      - timer: chase
        when: every 14d from entry max 3 at 09:00 roll next
        needs: mail
        do: [{email: {name: chase, template: chase, to: payer.email}}]
        then: {go: called}
    on:
      - {event: mail.reply, go: called}
      - {event: user.approved, if: has(subject.received_day), do: [{set: {subject.effective_day: event.effective_day}}], go: over}
  called:
    entry: [{task: {name: call, title: Phone them, role: manager}}]
    exit: [{clear_deadline: answer}]
    on: [{event: user.approved, do: [{set: {subject.effective_day: event.effective_day}}], go: over}]
  over: {final: true}
END
cat >script.yaml <<'END'
begin: 2027-01-04 at 09:00
timezone: America/New_York
facts: {payer.name: Cedar Plan}
events:
  - {at: 2027-01-11, done: packet}
  - {at: +60d, event: user.approved, with: {effective_day: 2027-04-01}}
  - {at: +70d at 16:00, event: user.approved, with: {effective_day: 2027-04-01}}
END

# Nobody answers: only the task.  The same words give the same bytes.
"$CREDENCE" --now 2027-01-04T09:00 --json workflow simulate chase.yaml >first.json
"$CREDENCE" --now 2027-01-04T09:00 --json workflow simulate chase.yaml >second.json
cmp first.json second.json
expect_json '[.calendar[] | [.what, .name, .day]]' '[["began","draft",null],["task","packet","2027-01-11"]]' <first.json

# With a script: 25 Jan and 8 Feb are Mondays, 22 Feb too; the approval that comes too early is refused.
expect_exit 3 "$CREDENCE" --json workflow simulate chase.yaml script.yaml --ics out.ics >played.json 2>said.txt
expect_json '[.calendar[] | select(.what == "letter") | .at_ms]' \
    '["2027-01-25T09:00:00-05:00","2027-02-08T09:00:00-05:00","2027-02-22T09:00:00-05:00"]' <played.json
expect_json '[.calendar[] | select(.what == "deadline") | [.day, .text]]' '[["2027-04-12","Answer of Cedar Plan"]]' <played.json
expect_json '[.state, .is_final, .refused, .stopped]' '["over",true,1,null]' <played.json
expect_json '[.calendar[] | select(.what == "moved") | [.name, .at_ms[:10]]]' \
    '[["waiting","2027-01-11"],["called","2027-03-08"],["over","2027-03-15"]]' <played.json
expect_text '^script.yaml:6:23: on 2027-03-05: "user.approved" is not possible now: subject.received_day is absent$' said.txt
[ "$(grep -c '^BEGIN:VEVENT' out.ics)" -eq 5 ] || fail "$(cat out.ics)"
expect_text '^DTSTART;VALUE=DATE:20270412' out.ics
[ "$(tail -c 15 out.ics)" = "$(printf 'END:VCALENDAR\r')" ] || fail "the calendar has no end"

# What the file does not know is refused at its place; nothing is written then.
cat >wrong.yaml <<'END'
begin: 2027-01-04
facts: {payer.nam: Cedar Plan, subject.received_day: soon}
events:
  - {at: 2027-01-11, event: user.aproved}
  - {at: 2026-01-11, event: mail.reply}
  - {at: tomorrow, event: mail.reply}
  - {at: +1d, event: user.approved}
  - {at: +1d, event: user.approved, with: {effective: 2027-01-01}}
  - {at: +1d, done: nothing}
  - {at: +1d}
END
expect_exit 2 "$CREDENCE" workflow simulate chase.yaml wrong.yaml --ics wrong.ics >out.txt 2>said.txt
[ ! -s out.txt ] || fail "something was printed"
[ ! -e wrong.ics ] || fail "a calendar was written"
cat >want.txt <<'END'
wrong.yaml:2:9: no fact of one enrollment is named "payer.nam". Did you mean "payer.name"?
wrong.yaml:2:54: "subject.received_day" should be of type date
wrong.yaml:4:29: "chase" takes no event "user.aproved". Did you mean "user.approved"?
wrong.yaml:5:10: this lies before the beginning: "2026-01-11"
wrong.yaml:6:10: a time is a day (2027-01-20) or a span (+30d), maybe with "at 09:00" behind it; this is "tomorrow"
wrong.yaml:7:22: "user.approved" needs "effective_day" (with: {effective_day: ...}), a value of type date
wrong.yaml:8:22: "user.approved" needs "effective_day" (with: {effective_day: ...}), a value of type date
wrong.yaml:8:44: "user.approved" has no field "effective". Did you mean "effective_day"?
wrong.yaml:9:21: "chase" makes no task "nothing"
wrong.yaml:10:5: each happening has a time (at) and one of: event, done, set
END
diff want.txt said.txt
expect_exit 2 "$CREDENCE" workflow simulate chase.yaml --until yesterday 2>said.txt
expect_text 'until is a day' said.txt
expect_exit 2 "$CREDENCE" workflow simulate nowhere 2>said.txt
expect_text 'there is no file "nowhere"' said.txt

# A workflow that never rests ends with a word, not never.
sed 's/entry: \[{task: {name: call.*/entry: [{set: {subject.requested_day: today}}, {raise: again}]/
    s/    on: \[{event: user.approved, do.*/    on: [{event: again, go: called}]/' chase.yaml >round.yaml
printf 'begin: 2027-01-04\nevents: [{at: +1d, done: packet}, {at: +2d, event: mail.reply}]\n' >reply.yaml
"$CREDENCE" workflow simulate round.yaml reply.yaml >out.txt 2>said.txt && fail "it ends well"
expect_text 'circle' said.txt

# In a data folder: a published workflow by its name, and nothing there changes.
"$CREDENCE" --quiet init practice
# The letters of those that come with the program can be written of what is invented; onboarding is a calendar.
for name in onboarding caqh_attestation; do
	"$CREDENCE" -C practice --now 2026-12-01T09:00 workflow simulate "$name" --until +12mo --ics $name.ics >out.txt
	expect_text ' letter ' out.txt
	! grep 'has no value' out.txt || fail "a letter of $name is held"
	python3 "$TOP/tests/lib/ical_check.py" $name.ics || fail "a breach of the RFCs"
done
expect_text '^SUMMARY:First day: Dr Larkspur' onboarding.ics
"$CREDENCE" --quiet -C practice verify
before=$(sha256sum practice/credence.db)
"$CREDENCE" -C practice --json --now 2027-01-04T09:00 workflow simulate payer_enrollment@1 --until +2mo |
    expect_json '[.workflow, .version, .until_ms[:10]]' '["payer_enrollment",1,"2027-03-04"]'
[ "$before" = "$(sha256sum practice/credence.db)" ] || fail "the database changed"
expect_exit 2 "$CREDENCE" -C practice workflow simulate payer_enrollment@9 2>said.txt
expect_text 'there is no version 9' said.txt
# Each workflow that is shipped can be played for forty months; no letter and no title has a hole.
# Some begin only with a change that somebody must hear of.
echo 'facts: {subject.untold_change: name, subject.untold_day: -3d}' >untold.yaml
for file in "$TOP"/workflows/*.yaml; do
	script=()
	if grep -q 'has(subject.untold_day)' "$file"; then script=(untold.yaml); fi
	"$CREDENCE" --now 2027-01-04T09:00 --json workflow simulate "$file" "${script[@]}" --until +40mo >out.json
	expect_json '[.calendar[] | .text? // "" | select(test("has no value|  | of $"))]' '[]' <out.json
done
