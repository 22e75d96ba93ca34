# The weekly review: figures beside those of the last one, actions carried over until somebody closes them, and the
# letter on Monday, once a week to each.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
printf '%s\n' 'review: {to: "Maria@elm.example, boss@elm.example", at: "08:00"}' >>practice/credence.yaml
sed -i '/^  coding_audit:/,/}/s/every_months: 3,/& next: 2026-01-16,/' practice/catalogs/duties.yaml
letters_written() { is "$1" "SELECT count(*) FROM outbox WHERE name = 'weekly_review'"; }

# Monday, 12 January; not before its hour, and once.
at 2026-01-12T07:59 --quiet tick
letters_written 0
at 2026-01-12T08:00 --json tick | expect_json .queued 2
at 2026-01-12T09:00 --json tick | expect_json .queued 0
at 2026-01-18T09:00 --quiet tick
letters_written 2
is 'boss@elm.example|Weekly review, 2026-01-12|ready
maria@elm.example|Weekly review, 2026-01-12|ready' \
    "SELECT recipient, subject, status FROM outbox WHERE name = 'weekly_review' ORDER BY recipient"
sql "SELECT body FROM outbox WHERE recipient = 'boss@elm.example'" >body
expect_text '^ +0  applications without a decision$' body
expect_text '^  2026-01-16  Coding audit by specialty$' body
at 2026-01-12T09:10 --quiet mail send
expect_text '^Subject: .*Weekly review, 2026-01-12' "$(grep -rl 'To: .*boss@elm.example' practice/mail/sent | sed -n 1p)"

at 2026-01-13 --json review add 'Phone Prairie about the oldest three' --owner maria --due 2026-01-16 |
    expect_json '[.review_action_id, .week_day, .status]' '[1,"2026-01-12","open"]'
at 2026-01-13 --quiet review add 'Ask for the second signature'
at 2026-01-13 --quiet review add 'Buy a fax'
expect_exit 2 at 2026-01-13 review add ' ' 2>refusal
expect_text 'needs words' refusal

# The next week has them, with the figures of then; what is closed is said once.
add_enrollment 'Prairie Health' submitted_day=2026-01-14 status=submitted
expect_exit 2 at 2026-01-19T07:00 review drop 3 2>refusal
expect_text 'say why' refusal
at 2026-01-19T07:00 --quiet review drop 3 --reason 'fax is dead'
at 2026-01-19T09:00 --quiet tick
letters_written 4
sql "SELECT body FROM outbox WHERE recipient = 'boss@elm.example' ORDER BY outbox_id DESC LIMIT 1" >body
expect_text '^ +1  applications without a decision \(before: 0\)$' body
expect_text '^  1\. Phone Prairie about the oldest three, maria, by 2026-01-16 \(late\), carried over for 1 week$' body
expect_text '^  3\. Buy a fax: dropped, fax is dead$' body
at 2026-01-20 --json review show >review
expect_json '[.week, (.carried | map([.review_action_id, .weeks, .is_late])), .actions, (.closed | map(.outcome))]' \
    '["2026-01-19",[[1,1,true],[2,1,false]],[],["fax is dead"]]' <review
expect_json '.figures[0] | [.name, .value, .before]' '["open_applications",1,0]' <review
at 2026-01-20 --json review 'done' 1 --outcome 'two approved' | expect_json '[.status, .outcome]' '["done","two approved"]'
expect_exit 2 at 2026-01-20 review 'done' 1 2>refusal
expect_text 'is done already' refusal
expect_exit 2 at 2026-01-20 review 'done' 9 2>refusal
at 2026-02-03 --json review show | expect_json '[(.carried | map(.weeks)), .closed]' '[[3],[]]'
at 2026-02-03 review show >page
expect_text 'carried over for 3 weeks' page
at 2026-02-03 --json why mail "$(sql "SELECT min(outbox_id) FROM outbox")" >why.json
at 2026-02-03 --json verify | expect_json .faults '[]'

# Weeks that passed meanwhile have no letters; an address that means nothing is told.
at 2026-03-04 --quiet tick
letters_written 6
sed -i 's/boss@elm.example/boss/' practice/credence.yaml
expect_exit 2 at 2026-03-05 check 2>refusal
expect_text 'credence.yaml:[0-9]+:[0-9]+: .*should be mail addresses, with commas between' refusal
