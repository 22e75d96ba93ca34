# Feeds by person, role, provider, payer, location and kind; of which days, how much they tell; what
# moves or ends is the same event, a version later; an open day never leaves, however old.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
c() { "$CREDENCE" --quiet -C practice "$@"; }
sql() { sqlite3 practice/credence.db "$1"; }
today=$(TZ=America/Chicago date +%F)
day() { date -d "$today $1 days" +%F; }

# Two of each kind: Ada (payer 1) and Ben (payer 2); maria has Ada's cases.
c location add name="Main St" state=IL >location.txt
c location add name="Lake St" state=IL >>location.txt
c enrollment set 1 location="Main St"
c enrollment set 2 location="Lake St"
sql "UPDATE case_file SET owner = 'maria' WHERE provider_id = 1"
task=$(sql "SELECT min(task_id) FROM task JOIN case_file USING (case_id) WHERE provider_id = 2 AND task.status = 'open'")
c task assign "$task" jo
sql "UPDATE task SET role = 'director' WHERE task_id = $task"

# shown NAME [FEED-ADD-WORDS ...]: the uids, sorted; uids SQL: those that it should show
shown() {
	local name=$1
	shift
	c feed add "$name" "$@" >address.txt
	grep -Eq '/feed/[a-z2-7]{26}\.ics' address.txt || fail "no address of 128 bits: $(cat address.txt)"
	c feed print "$name" | tr -d '\r' | sed -n 's/^UID:\(task-[0-9]*\)@.*/\1/p; t; s/^UID://p' | sort
}
uids() { sql "$1" | sort; }
deadlines="SELECT uid FROM deadline JOIN case_file c USING (case_id) WHERE deadline.status = 'open' AND"
tasks="SELECT 'task-' || task_id FROM task JOIN case_file c USING (case_id) WHERE task.status = 'open'
    AND due_day IS NOT NULL AND"
same() { diff "$1" "$2" || fail "$3"; }

n=0
while IFS='|' read -r only where_deadline where_task; do
	n=$((n + 1))
	shown "feed $n" --only "$only" >got
	{ uids "$deadlines $where_deadline"; uids "$tasks $where_task"; } | sort >want
	[ -s want ] || fail "nothing to be shown for $only"
	same want got "--only $only"
done <<-ROWS
	person=maria|c.owner = 'maria'|c.owner = 'maria'
	person=jo|c.owner = 'jo'|task_id = $task
	role=director|case_id = (SELECT case_id FROM task WHERE task_id = $task)|task_id = $task
	role=coordinator|case_id IN (SELECT case_id FROM task WHERE status = 'open' AND role = 'coordinator')|role = 'coordinator'
	provider=1245319599|c.provider_id = 2|c.provider_id = 2
	payer=Prairie Health|c.payer_id = 1|c.payer_id = 1
	location=Main St|c.provider_id = 1|c.provider_id = 1
	kind=attestations|kind = 'attestations'|false
	kind=followups|kind = 'followups'|true
ROWS
shown both --only provider=1234567893 --only kind=attestations >got
uids "$deadlines c.provider_id = 1 AND kind = 'attestations'" >want
same want got "two keys narrow together"
expect_exit 2 "$CREDENCE" -C practice feed add wrong --only color=red
expect_exit 2 "$CREDENCE" -C practice feed add wrong --only kind=birthdays
expect_exit 2 "$CREDENCE" -C practice feed add wrong --only provider=1000000004
expect_exit 2 "$CREDENCE" -C practice feed add wrong --detail none
expect_exit 2 "$CREDENCE" -C practice feed add wrong --past -1
expect_exit 2 "$CREDENCE" -C practice feed add wrong --ahead 0
expect_exit 2 "$CREDENCE" -C practice feed add wrong --alarm 1000

# How much it tells.
c feed add initials --detail initials --alarm 3 >address.txt
c feed print initials >initials.ics
expect_text '^SUMMARY:.*Attestation due A\.L\.' initials.ics
expect_text '^TRIGGER:-P2DT15H' initials.ics
c feed add busy --detail busy --alarm 0 >address.txt
c feed print busy >busy.ics
expect_text '^SUMMARY:Busy' busy.ics
! grep -E 'VALARM|^URL|^CATEGORIES|^DESCRIPTION' busy.ics || fail "a busy feed tells more"
! grep -E 'Larkspur|Foxglove' initials.ics busy.ics || fail "names where none should be"
c feed add everything >address.txt
c feed print everything >full.ics
expect_text '^SUMMARY:CAQH attestation due: Ada Larkspur' full.ics

# Of which days: an open one stays however old it is, what ended stays as long as asked for.
old=$(sql "SELECT min(deadline_id) FROM deadline WHERE status = 'open'")
sql "UPDATE deadline SET on_day = '$(day -400)' WHERE deadline_id = $old"
c feed print everything | tr -d '\r' | grep -A 6 "^UID:$(sql "SELECT uid FROM deadline WHERE deadline_id = $old")" |
    expect_text "^DTSTART;VALUE=DATE:$(day -400 | tr -d -)" /dev/stdin
shown soon --ahead 30 --past 0 >got
{ uids "$deadlines on_day <= '$(day 30)'"; uids "$tasks due_day <= '$(day 30)'"; } | sort >want
same want got "nothing beyond 30 days, but for what is open and old"
c "task" "done" "$task"
c feed print everything | tr -d '\r' >after.ics
grep -A 1 "^UID:task-$task@" after.ics | expect_text '^SEQUENCE:1$' /dev/stdin
grep -A 8 "^UID:task-$task@" after.ics | expect_text '^SUMMARY:Done: ' /dev/stdin
"$CREDENCE" --quiet -C practice --now "$(day 91)" feed print everything >later.ics
! grep "^UID:task-$task@" later.ics || fail "a done task stays for ever"
grep -q "^UID:$(sql "SELECT uid FROM deadline WHERE deadline_id = $old")" later.ics

# A task that moves is the same event, and is logged when it does; one that ended does not move.
moved=$(sql "SELECT max(task_id) FROM task WHERE status = 'open'")
c task move "$moved" "$(day 20)"
c task move "$moved" "$(day 20)"
c feed print everything | tr -d '\r' >after.ics
grep -A 1 "^UID:task-$moved@" after.ics | expect_text '^SEQUENCE:1$' /dev/stdin
grep -A 6 "^UID:task-$moved@" after.ics | expect_text "^DTSTART;VALUE=DATE:$(day 20 | tr -d -)" /dev/stdin
expect_exit 2 "$CREDENCE" -C practice task move "$task" "$(day 20)"
expect_exit 2 "$CREDENCE" -C practice task move "$moved" 2027-02-30
expect_exit 2 "$CREDENCE" -C practice task move 9999 "$(day 20)"
"$CREDENCE" -C practice audit list --json >audit.json
expect_json 'map(select(.action == "task move")) | length' 1 <audit.json

# An address is kept as its hash, and forgotten when it is revoked.
secret=$(c feed add mine | sed -n 's#.*/feed/\(.*\)\.ics#\1#p')
hash=$(printf %s "$secret" | sha256sum | cut -d ' ' -f 1)
[ "$(sql "SELECT count(*) FROM feed WHERE secret_sha256 = '$hash'")" = 1 ]
! grep -aq "$secret" practice/credence.db* || fail "the address stands in the database"
c feed revoke mine
[ "$(sql "SELECT count(*) FROM feed WHERE secret_sha256 = '$hash'")" = 0 ] ||
    fail "a revoked address is still looked up"
