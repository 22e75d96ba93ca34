# main flow
# join: all waits until every case that this one started has ended, join: any until the first is done; a
# cancelled one counts as ended; sla tells a manager once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "UPDATE definition SET is_current = 0"
check_file() {
	cat <<END
workflow: $1
version: 1
subject: provider
vars:
  found: {type: text}
  level: {type: int, from: parent.level}
  other: {type: date, from: parent.level}	# of another type: absent
  more:  {type: text, from: parent.nothing, default: none}
parent: {level: int, other: date}
events: {user.seen: {found: text}, user.ask: {whom: ref}}
states:
  looking:
    initial: true
    entry: [{task: {name: $1, title: "Check", done: user.seen}}]
    on:
      - {event: user.seen, do: [{set: {found: event.found}}, {close_task: $1}], go: seen}
      - event: user.ask
        if: has(parent.level) and parent.level == 3 and not has(parent.other) and event.whom == provider.ref
        do: [{note: "asked {event.whom}, {parent.level}"}]
        stay: true
  seen: {final: true}
END
}
check_file license_check >license.yaml
check_file sanction_check >sanction.yaml
cat >vetting.yaml <<'END'
workflow: vetting
version: 1
subject: provider
calendar: us_business
vars: {level: {type: int, init: 3}}
states:
  all_of_them:
    initial: true
    entry: [{start: {workflow: license_check}}, {start: {workflow: sanction_check}}]
    sla: 5bd
    join: all
    on:
      - {event: child.done, do: [{note: "{event.workflow} ended in {event.state}"}], stay: true}
      - {event: user.skip, do: [{cancel_child: sanction_check}], stay: true}
      - {event: child.joined, if: 'count(child, license_check) == 0', go: one_of_them}
  one_of_them:
    entry: [{start: {workflow: license_check}}, {start: {workflow: sanction_check, on_parent_close: cancel}}]
    join: any
    on: [{event: child.joined, go: over}]
  over: {final: true}
END
at 2026-01-06 workflow publish license.yaml sanction.yaml vetting.yaml >/dev/null
states() {
	is "$1" "SELECT group_concat(workflow || ' ' || state || ' ' || status, ', ') FROM (SELECT * FROM case_file ORDER BY case_id)"
}
at 2026-01-06 case open vetting provider 1 >/dev/null
states 'vetting all_of_them open, license_check looking open, sanction_check looking open'

is '{"level":3,"more":"none"}' "SELECT vars_json FROM case_file WHERE case_id = 2"

# What the parent remembers now, and another record by its number, which has to be there.
expect_exit 2 at 2026-01-06 case event CR-2 ask 'whom=provider 99' 2>said.txt
expect_text 'there is no provider 99' said.txt
expect_exit 2 at 2026-01-06 case event CR-2 ask 'whom=dog 1' 2>said.txt
expect_text 'should be of type ref, not "dog 1". Write a record as payer 3' said.txt
expect_exit 2 at 2026-01-06 case event CR-2 ask 'whom=payer 1' 2>said.txt
at 2026-01-06 case event CR-2 ask 'whom=provider 1' >/dev/null
is 'asked provider 1, 3' "SELECT json_extract(changes_json, '$.effects[0].text') FROM history
    WHERE case_id = 2 ORDER BY seq DESC LIMIT 1"

# The first of two: noted, and the case stays.  Nobody sees to the second: after five working days a manager hears.
at 2026-01-07 case event CR-2 seen found=valid >/dev/null
states 'vetting all_of_them open, license_check seen done, sanction_check looking open'
is 'license_check ended in seen' "SELECT json_extract(changes_json, '$.effects[0].text') FROM history
    WHERE case_id = 1 ORDER BY seq DESC LIMIT 1"
at 2026-01-13 --quiet tick
is 1 "SELECT count(*) FROM task WHERE role = 'manager' AND title = 'all_of_them for more than 5bd' AND status = 'open'"
at 2026-02-13 --quiet tick
is 1 "SELECT count(*) FROM task WHERE role = 'manager'"

# The second is cancelled: then all have ended, and the case goes on, which starts both anew.
at 2026-02-13 case event CR-1 skip >/dev/null
states 'vetting one_of_them open, license_check seen done, sanction_check looking cancelled, license_check looking open, sanction_check looking open'

# The first that is done is enough; the other one leaves with its parent.
at 2026-02-14 case event CR-4 seen found=valid >/dev/null
states 'vetting over done, license_check seen done, sanction_check looking cancelled, license_check seen done, sanction_check looking cancelled'
expect_json .faults '[]' <<<"$(at 2026-02-14 --json verify)"

# Played out before it is used, and played again afterwards.
cat >script.yaml <<'END'
begin: 2026-01-05
events:
  - {at: +1d, event: child.done, with: {workflow: license_check, state: seen, case_id: 2}}
  - {at: +2d, event: child.done, with: {workflow: sanction_check, state: seen, case_id: 3}}
  - {at: +3d, event: child.done, with: {workflow: license_check, state: seen, case_id: 4}}
END
expect_json .state '"over"' <<<"$("$CREDENCE" --json workflow simulate vetting.yaml script.yaml)"
expect_json .divergences '[]' <<<"$(at 2026-02-14 --json workflow replay vetting --with vetting)"

# Two cases need the same: the second waits for the one that runs, hears of it too, and one that gives it up
# takes it from nobody.
cat >needs.yaml <<'EOF'
workflow: needs
version: 1
subject: enrollment
events: {child.done: {found: "text?"}}
states:
  waiting:
    initial: true
    entry: [{start: {workflow: license_check, on_parent_close: cancel}}]
    join: all
    on:
      - {event: child.done, if: has(event.found), do: [{note: "{event.workflow}: {event.found}"}], stay: true}
      - {event: child.cancelled, do: [{note: "not needed"}], stay: true}
      - {event: user.skip, do: [{cancel_child: license_check}], stay: true}
      - {event: user.end, go: over}
      - {event: child.joined, go: joined}
  joined:
    entry: [{task: {name: look, title: Look}}]
    on: [{event: user.end, go: over}]
  over: {final: true}
EOF
at 2026-02-15 workflow publish needs.yaml >/dev/null
needs() {
	is "$1" "SELECT group_concat(c.state || ' ' || c.status, ', ') FROM (SELECT * FROM case_file WHERE workflow = 'needs'
	    OR (workflow = 'license_check' AND case_id > 5) ORDER BY workflow DESC, case_id) c"
}
for payer in 'Prairie Health' Medicare 'Texas Medicaid'; do
	add_enrollment "$payer"
	at 2026-02-15 case open needs enrollment "$enrollment" >/dev/null
done
needs 'waiting open, waiting open, waiting open, looking open'
expect_json .faults '[]' <<<"$(at 2026-02-15 --json verify)"
first=$(sql "SELECT min(case_id) FROM case_file WHERE workflow = 'needs'")
check=$(sql "SELECT max(case_id) FROM case_file WHERE workflow = 'license_check'")
second=$(sql "SELECT case_id FROM case_file WHERE workflow = 'needs' LIMIT 1 OFFSET 1")
at 2026-02-16 case event "CR-$second" skip >/dev/null
needs 'waiting open, joined open, waiting open, looking open'
at 2026-02-16 case event "CR-$first" end >/dev/null
needs 'over done, joined open, waiting open, looking open'
expect_json .faults '[]' <<<"$(at 2026-02-16 --json verify)"
at 2026-02-17 case event "CR-$check" seen found=valid >/dev/null
needs 'over done, joined open, joined open, seen done'
is 'license_check: valid' "SELECT json_extract(changes_json, '$.effects[0].text') FROM history h JOIN event e
    ON e.event_id = h.event_id WHERE e.name = 'child.done' AND h.case_id > $second ORDER BY h.history_id DESC LIMIT 1"
expect_json .faults '[]' <<<"$(at 2026-02-17 --json verify)"
expect_json .divergences '[]' <<<"$(at 2026-02-17 --json workflow replay needs --with needs)"

# The one who asked first leaves: the check ends with the last who needs it.
sql "INSERT INTO payer (name, kind, created_ms, modified_ms) VALUES ('Plains Health', 'commercial', 0, 0)"
add_enrollment 'Plains Health'
at 2026-02-18 case open needs enrollment "$enrollment" >/dev/null
other=$(sql "SELECT max(case_id) FROM case_file WHERE workflow = 'needs'")
at 2026-02-18 case event "CR-$other" skip >/dev/null
is 'joined open, looking cancelled' "SELECT group_concat(state || ' ' || status, ', ') FROM (SELECT * FROM case_file
    WHERE case_id >= $other ORDER BY case_id)"
