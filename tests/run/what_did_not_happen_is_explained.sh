# main flow under the sanitizers
# why-not: each way to a letter, a task, a deadline or a state, and what is in it; today and on a day that
# is past; no negatives are stored.
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
any:
  on: [{event: [mail.bounce, email.failed], stay: true}]
states:
  asked:
    initial: true
    entry: [{task: {name: ask, title: Ask}}]
    timers:
      - timer: chase
        when: every 14d max 2 at 09:00
        needs: mail
        if: has(payer.email)
        do: [{email: {name: chase, template: chase, to: payer.email}}]
        then: {go: lost}
      - {timer: near, when: at subject.requested_day at 09:00, do: [{note: near}]}
    on:
      - {event: user.answered, if: has(subject.submitted_day), do: [{deadline: {name: review, on: today + 30d, title: Review}}], go: read}
  lost: {entry: [{task: {name: call, title: Call}}], on: [{event: user.found, go: asked}]}
  read: {entry: [{task: {name: read, title: Read}}], on: [{event: user.done, do: [{clear_deadline: review}], go: over}]}
  over: {final: true}
END
at 2026-01-06 workflow publish "$PWD/chase.yaml" >/dev/null
add_enrollment Medicare			# it has no address
at 2026-01-06 case open chase enrollment "$enrollment" >/dev/null
walk 2026-01-19 2026-01-21

why_not() {
	at 2026-01-22 --json why-not CR-1 "$@" | jq -c '[.[] | [.what, .line, .because]]'
}
says() {
	[[ $2 == *"$1"* ]] || fail "\"$1\" is not in: $2"
}
says '"mail \"chase\" by timer chase",17,"chase: every 14d max 2 at 09:00 if has(payer.email); it is due 2026-02-03T09:00:00-06:00; would do nothing now: its condition is false (asked.timer.chase false: payer.email is absent)"' \
    "$(why_not mail chase)"
says '"state \"lost\" by timer chase"' "$(why_not state lost)"
says 'only after the last firing, and the next one is 2 of 2' "$(why_not state lost)"
says 'none of these came since the case is in \"asked\": user.answered; and now it would do nothing: \"user.answered\" is not possible now: subject.submitted_day is absent' \
    "$(why_not deadline review)"
says '"task \"call\" by the entry of lost",22,"lost; done when the case comes to \"lost\", and it is in \"asked\""' "$(why_not task call)"
says '"\"user.answered\" would do nothing now"' "$(why_not)"

# An event is looked at before it is sent: what it would do, or why nothing; nothing is written.
steps=$(sql "SELECT count(*) FROM history")
at 2026-01-22 --json case event CR-1 found --dry-run >dry.json && fail "it is taken"
at 2026-01-22 enrollment set "$enrollment" submitted_day=2026-01-21 >/dev/null
at 2026-01-22 --json case event CR-1 answered --dry-run >dry.json
expect_json '[.outcome, .state]' '["done","read"]' <dry.json
[ "$(sql "SELECT count(*) FROM history")" = "$steps" ] || fail "something was done"
at 2026-01-22 enrollment set "$enrollment" submitted_day= >/dev/null

# As it was then: on 7 January its first firing was still to come; the inbox has nothing to do with it now.
says 'firing 1",13' "$(why_not --on 2026-01-07)"
says 'it is due 2026-01-20T09:00:00-06:00' "$(why_not mail chase --on 2026-01-07)"
expect_exit 2 at 2026-01-22 why-not CR-1 --on 2025-12-31 2>said.txt
expect_text 'case CR-1 had not begun then' said.txt

# A case that went on is asked about a day before it did.
at 2026-02-10 --quiet tick
read_inbox 2026-02-18T09:00
at 2026-02-18 --quiet tick
in_state 1 lost
says 'holds in \"asked\", and the case is in \"lost\"' "$(why_not mail chase)"
says 'would do nothing now' "$(why_not mail chase --on 2026-01-25)"

# Refused: what the file does not know, and half a question.
expect_exit 2 at 2026-01-22 why-not CR-1 mail chaser 2>said.txt
expect_text 'makes a mail "chaser". There are: chase$' said.txt
expect_exit 2 at 2026-01-22 why-not CR-1 weather sun 2>said.txt
expect_exit 2 at 2026-01-22 why-not CR-1 mail 2>said.txt
expect_exit 2 at 2026-01-22 why-not CR-1 --on yesterday 2>said.txt
