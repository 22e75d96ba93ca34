# main flow under the sanitizers
# Two versions of a workflow side by side: what came, went and changed, in words and with both lines;
# layout and quotes make no difference.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-01-05T08:00 init practice
cat >practice/workflows/chase.yaml <<'END'
workflow: chase
version: 1
subject: enrollment
calendar: us_business
vars:
  pause: {type: int, const: 14}
templates: {chase: chase.txt}
any:
  on: [{event: [mail.bounce, email.failed], stay: true}]
states:
  waiting:
    initial: true
    entry: [{task: {name: call, title: Call them, due: 3bd}}]
    timers:
      - timer: chase
        when: every pause d max 3 at 09:00
        needs: mail
        do: [{email: {name: chase, template: chase, to: payer.email}}]
        then: {go: lost}
    on:
      - {event: mail.reply, if: not event.permanent, go: answered}
      - {event: user.approved, go: answered}
  lost: {entry: [{task: {name: ask, title: Ask}}], on: [{event: user.found, go: waiting}]}
  answered: {final: true}
END
printf 'Subject: Status\n\nPlease tell us.\n' >practice/workflows/letters/chase.txt
"$CREDENCE" -C practice workflow publish practice/workflows/chase.yaml >/dev/null

# The same in other clothes.
sed -e 's/version: 1/"version": 1/' -e 's/Call them/"Call them"/' -e 's/^  lost/\n  lost/' \
    practice/workflows/chase.yaml >practice/workflows/same.yaml
expect_json .changes '[]' <<<"$("$CREDENCE" -C practice --json workflow diff chase practice/workflows/same.yaml)"

sed -e 's/version: 1/version: 2/' -e 's/const: 14/const: 10/' -e 's/max 3/max 4/' -e 's/3bd/5bd/' \
    -e 's/then: {go: lost}/then: {go: called}/' -e 's/^  lost:/  called:/' \
    -e '/event: mail.reply/d' -e '/event: user.approved/a\      - {event: mail.reply, if: event.permanent, go: answered}' \
    practice/workflows/chase.yaml >practice/workflows/new.yaml
printf 'Subject: Status\n\nKindly tell us.\n' >practice/workflows/letters/chase.txt
"$CREDENCE" -C practice --json workflow diff chase practice/workflows/new.yaml >diff.json
expect_json '[.before.version, .after.version]' '[1,2]' <diff.json
expect_json '[.changes[] | .words]' "$(jq -nc '[
    "variable \"pause\": const was 14, is now 10 (timers: waiting.chase)",
    "letter \"chase\": the text of chase.txt is otherwise from line 3 on: was \"Please tell us.\", is now \"Kindly tell us.\"",
    "task \"call\" of \"waiting, entry\": due was 3bd, is now 5bd",
    "timer \"chase\" of \"waiting\": when was every pause d max 3 at 09:00, is now every pause d max 4 at 09:00",
    "the end of timer \"chase\" of \"waiting\": go was lost, is now called",
    "rule \"mail.reply\" of \"waiting\": if was not event.permanent, is now event.permanent",
    "the rules of \"waiting\" stand in another order, and the first that fits wins",
    "state \"lost\" is gone",
    "state \"called\" is new"]')" <diff.json
expect_json '.changes[3] | [.change, .what, .name, .where, .field, .before, .line_before, .line_after]' \
    '["changed","timer","chase","waiting","when","every pause d max 3 at 09:00",16,16]' <diff.json
"$CREDENCE" -C practice workflow diff chase@1 practice/workflows/new.yaml >diff.txt
expect_text '^line 6: variable "pause": const was 14, is now 10' diff.txt

# What cannot be read is refused with its place; what is not there is said.
echo 'stats: {}' >broken.yaml
expect_exit 2 "$CREDENCE" -C practice workflow diff chase broken.yaml 2>said.txt
expect_text '^broken.yaml:1:1: "stats" is not known here' said.txt
expect_exit 2 "$CREDENCE" -C practice workflow diff chase@7 chase 2>said.txt
expect_text 'there is no version 7 of the workflow "chase"' said.txt
