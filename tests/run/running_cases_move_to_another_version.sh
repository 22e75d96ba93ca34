# main flow under the sanitizers
# workflow migrate: planned, refused while a state in use has no place, done without a letter or a task,
# told by history and why, and undone as long as nothing happened since.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
rm practice/workflows/*.yaml
sql "UPDATE definition SET is_current = 0"
cat >chase.yaml <<'END'
workflow: chase
version: 1
subject: enrollment
calendar: us_business
vars:
  chased: {type: int, init: 0}
  note:   {type: text}
templates: {chase: enroll_chase.txt}
any:
  on: [{event: [mail.bounce, email.failed], stay: true}]
states:
  asked:
    initial: true
    entry: [{task: {name: call, title: Call them, due: 3bd, done: user.answered}}]
    timers:
      - timer: chase
        when: every 14d from entry max 3 at 09:00
        needs: mail
        do: [{set: {chased: chased + 1, note: '"asked"'}}, {email: {name: chase, template: chase, to: payer.email}}]
        then: {go: lost}
      - {timer: near, when: after 3d at 09:00, do: [{note: near}]}
      - {timer: gone, when: after 60d, do: [{note: gone}]}
    on:
      - {event: user.answered, go: over}
  lost:
    entry: [{task: {name: ask, title: Ask}}]
    on: [{event: user.found, go: asked}]
  over: {final: true}
END
at 2026-01-06 workflow publish "$PWD/chase.yaml" >/dev/null
add_enrollment 'Prairie Health'
one=$enrollment
add_enrollment 'Medicare' # no address: its letters are held
at 2026-01-06 case open chase enrollment "$one" >/dev/null
at 2026-01-06 case open chase enrollment "$enrollment" >/dev/null
read_inbox 2026-01-20T10:00
walk 2026-01-07 2026-01-20
is '1|asked|{"chased":1,"note":"asked"}' "SELECT case_id, state, vars_json FROM case_file WHERE case_id = 1"

# Version 2: another name for the state, 10 days instead of 14, one timer gone, one new, one variable new.
sed -e 's/version: 1/version: 2/' -e 's/\basked:/waiting:/; s/go: asked/go: waiting/' -e 's/every 14d/every 10d/' \
    -e '/timer: gone/d' -e "s/^\\( *\\)- {timer: near.*/&\n\\1- {timer: late, when: after 90d at 09:00, go: lost}/" \
    -e 's/^  note:.*/  note:   {type: text}\n  since:  {type: date, from: subject.submitted_day}/' chase.yaml >two.yaml
at 2026-01-20 workflow publish "$PWD/two.yaml" >/dev/null
is '1,1' "SELECT group_concat(d.version) FROM case_file c JOIN definition d USING (definition_id)"
is 0 "SELECT count(*) FROM case_file WHERE rev <> 3"
letters=$(sql "SELECT count(*) FROM outbox") tasks=$(sql "SELECT count(*) FROM task")

# Nobody has said where "asked" goes: refused, whatever is asked, and nothing changed.
expect_exit 2 at 2026-01-20 --json workflow migrate chase --apply >plan.json
expect_json '[.is_applied, .refused, .cases[0].refused]' \
    '[false,2,"version 2 has no state \"asked\". Say where it goes: --map asked=STATE"]' <plan.json
is 0 "SELECT count(*) FROM history WHERE rule = 'migrate'"
expect_exit 2 at 2026-01-20 workflow migrate chase --plan --map asked=over >said.txt
expect_text '"over" is an end, and a migration ends no case' said.txt
expect_exit 2 at 2026-01-20 workflow migrate chase --plan --map asked=nowhere >said.txt
expect_text 'version 2 has no state "nowhere"' said.txt
expect_exit 2 at 2026-01-20 workflow migrate chase --map asked=waiting 2>said.txt
expect_exit 2 at 2026-01-20 workflow migrate chase --plan --map asked 2>said.txt
expect_text 'OLD=NEW' said.txt
expect_exit 2 at 2026-01-20 workflow migrate chase --plan --timers never 2>said.txt
expect_exit 2 at 2026-01-20 workflow migrate chase --plan --to 9 2>said.txt

# Three ways with timers.  chase has fired once (20 January); its next firing was on 3 February.
plan() {
	at 2026-01-20 --json workflow migrate chase --plan --map asked=waiting --timers "$1" |
	    jq -c '[.cases[0].timers[] | [.name, .before[:10], .after[:10]]]'
}
[ "$(plan keep)" = '[["chase","2026-02-03","2026-02-03"],["gone","2026-03-07",null],["late",null,"2026-04-06"]]' ]
[ "$(plan recompute)" = '[["chase","2026-02-03","2026-01-26"],["gone","2026-03-07",null],["late",null,"2026-04-06"]]' ]
[ "$(plan drop)" = '[["chase","2026-02-03",null],["gone","2026-03-07",null]]' ]
is 0 "SELECT count(*) FROM history WHERE rule = 'migrate'"

# Done: one row of history each, no effects.
before=$(sql "SELECT state, vars_json, definition_id FROM case_file; SELECT * FROM timer ORDER BY 1, 2")
at 2026-01-20 workflow migrate chase --apply --map asked=waiting --timers recompute >said.txt
expect_text '^CR-1: version 1 -> 2, asked -> waiting' said.txt
expect_text '^2 moved$' said.txt
is 'waiting,waiting' "SELECT group_concat(state) FROM case_file"
is "$letters|$tasks" "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM task)"
is 'migrate|asked|waiting|4' "SELECT rule, from_state, to_state, seq FROM history WHERE case_id = 1 ORDER BY seq DESC LIMIT 1"
is 'workflow migrate|workflow chase version 2' "SELECT action, object FROM audit WHERE action LIKE 'workflow m%'"
expect_json '[.[] | .because // "" | select(test("moved to version 2"))] | length' 1 <<<"$(at 2026-01-21 --json why case CR-1)"
expect_json '.faults' '[]' <<<"$(at 2026-01-20 --json verify)"

# Undone: the case is what it was; and moved again.
at 2026-01-20 workflow migrate chase --undo >said.txt
expect_text '^2 moved back, 0 stay$' said.txt
[ "$before" = "$(sql "SELECT state, vars_json, definition_id FROM case_file; SELECT * FROM timer ORDER BY 1, 2")" ]
expect_json '.faults' '[]' <<<"$(at 2026-01-20 --json verify)"
sed -i 's/^workflow: chase/&\nmigrate: {asked: waiting}/; s/version: 2/version: 3/' two.yaml
at 2026-01-20 workflow publish "$PWD/two.yaml" >/dev/null
at 2026-01-20 workflow migrate chase --apply --timers recompute >/dev/null	# the file says where

# On 26 January the case writes by the new version; then it cannot go back, the other one can.
event 2026-01-22 CR-2 answered
read_inbox 2026-01-26T10:00
walk 2026-01-22 2026-01-26
is '1|waiting|{"chased":2,"note":"asked"}' "SELECT case_id, state, vars_json FROM case_file WHERE case_id = 1"
is "$((letters + 1))" "SELECT count(*) FROM outbox"
expect_exit 2 at 2026-01-27 --json workflow migrate chase --undo >plan.json
expect_json '[.cases[] | .refused[:25]]' '["the case went on since: s","the case went on since: s"]' <plan.json
expect_json '.faults' '[]' <<<"$(at 2026-01-27 --json verify)"

# A task that wanted to tell something which the new version does not know can still be ticked off.
sed -e 's/version: 3/version: 5/' -e 's/user.answered/user.replied/' two.yaml >five.yaml
task=$(sql "SELECT task_id FROM task WHERE case_id = 1 AND name = 'call' AND status = 'open'")
cp practice/credence.db kept.db
at 2026-01-27 workflow publish "$PWD/five.yaml" >/dev/null
at 2026-01-27 workflow migrate chase --apply >/dev/null
at 2026-01-27 task "done" "$task" >/dev/null
is 'waiting|done' "SELECT state, (SELECT status FROM task WHERE task_id = $task) FROM case_file WHERE case_id = 1"
rm -f practice/credence.db-*
cp kept.db practice/credence.db

# A value that the new version cannot read refuses the plan.
sed -e 's/version: 3/version: 4/' -e 's/note:   {type: text}/note:   {type: date}/' \
    -e "s/, note: '\"asked\"'//" two.yaml >four.yaml
at 2026-01-27 workflow publish "$PWD/four.yaml" >/dev/null
expect_exit 2 at 2026-01-27 workflow migrate chase --apply >said.txt
expect_text 'the variable "note" is date in version 4, and its value is none' said.txt
is 3 "SELECT version FROM case_file JOIN definition USING (definition_id) WHERE case_id = 1"
