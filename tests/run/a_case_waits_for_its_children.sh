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
events: {user.seen: {found: text}}
states:
  looking:
    initial: true
    entry: [{task: {name: $1, title: "Check", done: user.seen}}]
    on: [{event: user.seen, do: [{set: {found: event.found}}, {close_task: $1}], go: seen}]
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
