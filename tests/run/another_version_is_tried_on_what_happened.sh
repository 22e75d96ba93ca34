# main flow under the sanitizers
# workflow replay: recorded cases played by another version; the same version says the same to the letter,
# another one what would have been otherwise and when; nothing is changed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "UPDATE definition SET is_current = 0"
cat >chase.yaml <<'END'
workflow: chase
version: 1
subject: enrollment
calendar: us_business
templates: {chase: enroll_chase.txt}
events:
  user.answered: {on: "date?"}
any:
  on:
    - {event: [mail.bounce, email.failed], stay: true}
    - {event: user.note, if: has(subject.received_day), do: [{note: "noted"}], stay: true}
states:
  draft:
    initial: true
    entry: [{task: {name: send, title: Send, due: 3bd, done: user.sent}}]
    on: [{event: user.sent, do: [{set: {subject.submitted_day: today, subject.status: '"submitted"'}}], go: asked}]
  asked:
    entry: [{deadline: {name: answer, on: today + 60d, title: Answer}}]
    timers:
      - timer: chase
        when: every 14d from subject.submitted_day max 3 at 09:00
        needs: mail
        if: 'subject.status == "submitted"'
        do: [{email: {name: chase, template: chase, to: payer.email}}]
        then: {go: lost}
    on:
      - {event: user.answered, do: [{set: {subject.received_day: event.on else today}}, {clear_deadline: answer}], go: over}
  lost:
    entry: [{task: {name: ask, title: Ask}}]
    on: [{event: user.answered, go: over}]
  over: {final: true}
END
at 2026-01-06 workflow publish "$PWD/chase.yaml" >/dev/null
for payer in 'Prairie Health' 'Texas Medicaid'; do
	add_enrollment "$payer"
	at 2026-01-06 case open chase enrollment "$enrollment" >/dev/null
done
# CR-1: sent by ticking off the task, paused over the first letter, chased late, then answered.
at 2026-01-07T09:00 task 'done' "$(sql "SELECT task_id FROM task WHERE case_id = 1")" >/dev/null
expect_exit 2 at 2026-01-08 case event CR-1 note >/dev/null
at 2026-01-20 case pause CR-1 >/dev/null
walk 2026-01-20 2026-01-23
at 2026-01-24 case resume CR-1 >/dev/null
walk 2026-01-26 2026-02-04
event 2026-02-11 CR-1 answered on=2026-02-10
# CR-2: sent later, and nobody answers.
event 2026-02-12 CR-2 sent
for day in 2026-02-26 2026-03-12 2026-03-26 2026-04-09; do
	read_inbox "${day}T09:30"
	at "$day" --quiet tick
done
in_state 2 lost

# Its own version would do the same; the database stays as it is.
sha256sum practice/credence.db >before.txt
at 2026-05-02 --json workflow replay chase --with chase >same.json
expect_json '[.cases, .diverging, .divergences]' '[2,0,[]]' <same.json

# Ten days, twice; the deadline half as long; and notes are always taken.
sed -e 's/version: 1/version: 2/' -e 's/every 14d/every 10d/; s/max 3/max 2/; s/60d/30d/; s/if: has(subject.received_day), //' \
    chase.yaml >two.yaml
at 2026-05-02 --json workflow replay chase --with two.yaml >two.json
sha256sum -c --quiet before.txt
expect_json '[.cases, .diverging, .uncertain]' '[2,2,0]' <two.json
expect_json '[.divergences[] | select(.case_id == 1) | [.at[:10], .cause, .was[:24], .would[:40]]]' "$(jq -nc '[
    ["2026-01-07","user.sent","goes to \"asked\", sets su","goes to \"asked\", sets subject.submitted_"],
    ["2026-01-08","user.note","nothing: \"user.note\" is ","note"],
    ["2026-01-17","timer.chase","nothing","letter \"chase\""],
    ["2026-01-26","timer.chase","letter \"chase\"","nothing"],
    ["2026-01-27","timer.chase","nothing","letter \"chase\""],
    ["2026-02-04","timer.chase","letter \"chase\"","nothing"],
    ["2026-02-06","timer.chase","nothing","goes to \"lost\", task \"ask\""],
    ["2026-02-11","user.answered","goes to \"over\", sets sub","goes to \"over\""]]')" <two.json
at 2026-05-02 workflow replay chase --with two.yaml --case CR-2 >two.txt
expect_text '^CR-2 2026-03-14 09:00 timer.chase$' two.txt
expect_text 'would be goes to "lost", task "ask"' two.txt
expect_text '^1 case played again by version 2: 1 would have gone otherwise$' two.txt

# A record that was changed by others since makes no difference of the versions; what remains is not certain.
columns enrollment 2 "status=not started"
at 2026-05-02 --json workflow replay chase --with chase >same.json
expect_json '[.diverging, .divergences]' '[0,[]]' <same.json

# Another name for a state has to be said; another workflow, no workflow, no file are refused.
sed -e 's/draft/packet/' two.yaml >three.yaml
at 2026-05-02 --json workflow replay chase --with three.yaml --case 1 >three.json
expect_json '[.divergences[] | select(.cause == "the end") | .would]' \
    '["stops: no case begins: this version of the workflow has no state \"draft\""]' <three.json
at 2026-05-02 --json workflow replay chase --with three.yaml --case 1 --map draft=packet >three.json
expect_json '[.divergences[] | .would][0]' '"begins in \"packet\", task \"send\""' <three.json
expect_exit 2 at 2026-05-02 workflow replay chase --with caqh_attestation 2>said.txt
expect_exit 2 at 2026-05-02 workflow replay nosuch --with two.yaml 2>said.txt
expect_exit 2 at 2026-05-02 workflow replay chase 2>said.txt
expect_text 'name the other version' said.txt
