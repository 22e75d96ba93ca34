#!/bin/bash
# A variable of a workflow that is personal ("pii: true") is masked in the case, in why, in what is exported and in the
# explanation of a refusal; an export of all that is sensitive shows it.  Other variables are shown as they are.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init p --org Elm --timezone America/Chicago --from office@elm.example
credence() {
	many --now 2026-11-02T10:00 --quiet -C p "$@"
	[ "$many_status" -eq "${WANT:-0}" ] || fail "$many_status: $* $(cat many.err)"
}
cat >p/workflows/identity.yaml <<'END'
workflow: identity
version: 1
subject: provider
vars:
  ssn_last: {type: text, pii: true}
  born_on:  {type: date, pii: true}
  city:     {type: text}
events:
  user.told:  {ssn_last: text, born_on: date, city: text}
  user.check: {}
start: [{if: 'subject.status == "active"', go: open}]
states:
  open:
    initial: true
    entry: [{task: {name: ask, title: "Ask {provider.display_name}", due: today}}]
    on:
      - {event: user.told, do: [{set: {ssn_last: event.ssn_last, born_on: event.born_on, city: event.city}}], go: told}
  told:
    entry: [{task: {name: look, title: "Look at what {provider.display_name} told", due: today}}]
    on:
      - {event: user.check, if: 'has(ssn_last) and ssn_last == "0000" and has(city) and city == "Rome"', go: ended}
  ended: {final: true}
END
credence workflow publish p/workflows/identity.yaml
credence provider add npi=1234567893 last_name=Larkspur
credence tick
sql() { sqlite3 p/credence.db "$1"; }
case=$(sql "SELECT case_id FROM case_file WHERE workflow = 'identity'")
credence case event "$case" told ssn_last=4711 born_on=1971-03-04 city=Oslo
credence --json case show "$case"
expect_json '[.vars.ssn_last, .vars.born_on, .vars.city]' '["****","****","Oslo"]' <many.out
expect_json '[.timeline[].changes.vars | select(.ssn_last) | [.ssn_last, .city]]' '[[[null,"****"],[null,"Oslo"]]]' <many.out
cat many.out >shown.txt
many -C p --now 2026-11-02T10:00 case show "$case" && cat many.out >>shown.txt
credence --json why task "$(sql "SELECT task_id FROM task WHERE name = 'look'")"
expect_json '[.[] | .because // "" | select(test("ssn_last"))]' '["born_on \"****\", city \"Oslo\", ssn_last \"****\""]' <many.out
cat many.out >>shown.txt
WANT=2 credence case event "$case" check
expect_text 'ssn_last is \*\*\*\*, .*city is Oslo' many.err
cat many.err >>shown.txt
credence export all out
for table in cases history events; do
	expect_text '\*\*\*\*' out/$table.csv
	expect_text '\*\*\*\*' out/$table.json
	cat out/$table.* >>shown.txt
done
! grep -nE '4711|1971-03-04' shown.txt || fail "it is told"
head -1 out/cases.csv | grep -qv masked_by
# Stored as it is; who may see all that is sensitive takes it along, and the log says so.
credence export cases clear --with-sensitive
expect_text 4711 clear/cases.json
sql "SELECT detail FROM audit WHERE action LIKE 'export%' ORDER BY audit_id DESC LIMIT 1" | grep -q sensitive
