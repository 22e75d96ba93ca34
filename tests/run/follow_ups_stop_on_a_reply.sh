# Follow-ups stop on a reply, move on an out-of-office, turn to the address on a bounce, and climb by
# name on silence; "why" leads each letter back to its first cause.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
for payer in 'Prairie Health' 'Texas Medicaid'; do
	add_enrollment "$payer" status=submitted submitted_day=2026-01-05 received_day=2026-01-06
done
at 2026-01-05 --json tick | expect_json '[.started, .queued]' '[2,0]'
in_state 1 waiting

# A letter after 14 days would be Martin Luther King's day: it leaves on the day after.
# Not before the mailbox was read, and "tick" says what it waits for.
walk 2026-01-06 2026-01-19
at 2026-01-20 tick >tick.txt
expect_text '2 of what is due wait until the inbox is read: credence mail fetch' tick.txt
walk 2026-01-20 2026-01-20
[ "$(letters chase)" = '2026-01-20 2026-01-20' ]

# The payer is away until 9 February: the next letter waits for the working day after that.
event 2026-01-22 1 mail.auto_reply 'subject=Out of office' until=2026-02-09
in_state 1 waiting
at 2026-01-23 why-not CR-1 >why-not.txt
expect_text 'timer "chase", firing 2' why-not.txt
expect_text 'it is due 2026-02-10T09:00' why-not.txt
walk 2026-01-23 2026-02-10
is '2026-01-20 2026-02-10' "SELECT group_concat(d, ' ') FROM (SELECT date(created_ms / 1000, 'unixepoch') AS d
    FROM outbox WHERE case_id = 1 ORDER BY outbox_id)"

# An auto-reply without a day changes nothing.
event 2026-02-11 2 mail.auto_reply 'subject=We got your mail'
in_state 2 waiting

# A reply stops everything; nothing leaves in the next three months, but somebody is told.
event 2026-02-12 1 mail.reply 'subject=Re: Status of Ada Larkspur'
in_state 1 in_review
is 'Read the reply of Prairie Health: Re: Status of Ada Larkspur|coordinator' \
    "SELECT title, role FROM task WHERE name = 'triage'"
letters=$(sql 'SELECT count(*) FROM outbox WHERE case_id = 1')
walk 2026-02-13 2026-05-12
is "$letters" 'SELECT count(*) FROM outbox WHERE case_id = 1'
is admin,manager "SELECT group_concat(role) FROM (SELECT DISTINCT role FROM task WHERE case_id = 1
    AND is_escalation = 1 ORDER BY role)"

# Silence climbs: three letters, then a person phones, then the manager, then the admin.
is '2026-01-20 2026-02-02 2026-02-17' "SELECT group_concat(d, ' ') FROM (SELECT date(created_ms / 1000,
    'unixepoch') AS d FROM outbox WHERE case_id = 2 ORDER BY outbox_id)"
in_state 2 escalated
is 'coordinator,manager' "SELECT 'coordinator,' || role FROM task WHERE case_id = 2 AND name = 'call'"
is 1 "SELECT count(DISTINCT role) FROM task WHERE case_id = 2 AND is_escalation = 1 AND role = 'admin'"

# A bounce turns to the address; the letter goes again to the mended one, and the clock anew.
event 2026-05-12 2 still_pending
in_state 2 past_target
event 2026-05-13 2 mail.bounce permanent=true status=5.1.1
in_state 2 bad_address
is 1 "SELECT count(*) FROM task WHERE case_id = 2 AND name = 'fix' AND status = 'open'"
columns payer 3 email=new@medicaid.example
event 2026-05-14 2 address_fixed
in_state 2 past_target
is new@medicaid.example "SELECT recipient FROM outbox WHERE name = 'resend'"
walk 2026-05-15 2026-05-21
is '2026-05-21|new@medicaid.example' "SELECT date(created_ms / 1000, 'unixepoch'), recipient FROM outbox
    ORDER BY outbox_id DESC LIMIT 1"

# Why did the second letter of case 2 leave?  Each place is really that rule.
mail=$(sql "SELECT outbox_id FROM outbox WHERE case_id = 2 ORDER BY outbox_id LIMIT 1 OFFSET 1")
at 2026-05-21 --json why mail "$mail" >why.json
expect_json '[.[] | .what | select(startswith("timer"))][0] | startswith("timer \"chase\", firing 2 of 3")' true <why.json
jq -r '.[].because // ""' why.json >because.txt
expect_text "written from enroll_chase.txt [(]$(sha256sum "$TOP/workflows/letters/enroll_chase.txt" | cut -c 1-8)[)]" because.txt
expect_text "days off by us_business.yaml [(]$(sha256sum "$TOP/config/us_business.yaml" | cut -c 1-8)[)]" because.txt
jq -r '.[] | select(.line != null and .line > 0) | "\(.line)\t\(.rule // "-")\t\(.what)"' why.json |
while IFS=$'\t' read -r line rule what; do
	text=$(sed -n "${line}p" "$TOP/workflows/payer_enrollment.yaml")
	case $what in
	letter*)	[[ $text == *'email: {name: chase'* ]] ;;
	timer*)		[[ $text == *'timer: chase'* ]] ;;
	case*)		[[ $text == *'has(subject.submitted_day), go: sent'* ]] ;;
	step*)		[[ $text == *'timer: chase'* || $text == *'event: route'* ]] ;;
	*)		false ;;
	esac || fail "line $line ($rule) of \"$what\" is: $text"
done
expect_json '.[-1].what' 'case CR-2 began in "waiting"' <why.json

# A payer's own cadence goes before the workflow's; 3 July is a holiday.
columns payer 1 follow_up_days=21
enrollment=$(sql "INSERT INTO enrollment (provider_id, payer_id, state, created_ms, modified_ms)
    VALUES (1, 1, 'OK', 0, 0) RETURNING enrollment_id")
columns enrollment "$enrollment" status=submitted submitted_day=2026-05-22 received_day=2026-05-22
at 2026-05-22 --quiet tick
walk 2026-05-23 2026-07-10
is '2026-06-12 2026-07-06' "SELECT group_concat(d, ' ') FROM (SELECT date(created_ms / 1000, 'unixepoch') AS d
    FROM outbox WHERE name = 'chase' AND case_id = (SELECT max(case_id) FROM case_file) ORDER BY outbox_id)"
