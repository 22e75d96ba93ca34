# The main job, as a coordinator lives it: records of the NPI registry and old spreadsheets come in, the
# four lifecycles run through 18 months over real mail servers, answers of every kind find their cases, a
# calendar program reads the deadlines, and each step can be explained.
# main flow under the sanitizers
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/lifecycle.sh"

dovecot_start dovecot team@practice.test:one enroll@prairie.test:two desk@lonestar.test:two \
    desk@granite.test:two board@source.test:two ada@practice.test:two ben@practice.test:two
postfix_start postfix dovecot

# ---- Setting up: the folder, the accounts, the registry, the old spreadsheets
"$CREDENCE" --quiet --now 2026-01-05T08:00 init practice --org 'Elm Street Clinic' \
    --timezone America/Chicago --from team@practice.test
(umask 077 && echo one >practice/password)
free_port port
cat >practice/credence.yaml <<-YAML
	org: { name: Elm Street Clinic, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: localhost, port: $SMTPS_PORT, tls: implicit, user: team@practice.test,
	    password: "file:password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	  imap: { host: localhost, port: $IMAP_PORT, tls: starttls, user: team@practice.test, auth: login,
	    password: "command:cat $PWD/practice/password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	web: { port: $port }
YAML
expect_exit 0 at 2026-01-05 --quiet check

at 2026-01-05 --json import nppes "$TOP/tests/corpus/nppes/answer.json" |
    expect_json '[.rows, .added, .refused]' '[3,3,0]'
# One of the bulk file was deactivated; nobody else is new.
expect_exit 3 at 2026-01-05 --json import nppes "$TOP/tests/corpus/nppes/npidata.csv" >import.json
expect_json '[.added, .unchanged, .refused]' '[0,3,1]' <import.json

# Excel of the last years: CP1252, CRLF, a title above the header, a day as 46054 (2 February 2026).
printf '%s\r\n' 'Our providers,,,,,,,' \
    'Provider NPI,Last,First,E-mail,Start Dt,CAQH ID,Last Attested,St,License State,Lic #,License Exp' \
    '1234567893,Larkspur,Ada,ada@practice.test,46054,12345678,11/17/2025,IL,IL,036104311,7/31/2027' \
    $'1245319599,Foxglove,Ren\xe9,ben@practice.test,2/2/2026,23456789,12/1/2025,TX,TX,L-77,6/30/2026' \
    '1245319598,Wrong,Digit,x@practice.test,2/2/2026,,,TX,,,' >roster.csv
expect_exit 3 at 2026-01-05 import providers roster.csv --rejects bad.csv >import.txt 2>&1
expect_text '^roster\.csv:5:1: .*"1245319598" is no NPI: the check digit is wrong' import.txt
expect_text '^1245319598,Wrong,.*check digit' bad.csv
is $'Ren\303\251' "SELECT first_name FROM provider WHERE npi = '1245319599'"
is 2026-02-01 "SELECT start_day FROM provider WHERE npi = '1234567893'"
printf '%s\n' 'Payer Name,Type,Enrollment Email,State,Uses CAQH,Turnaround' \
    'Prairie Health,Commercial,enroll@prairie.test,IL,Yes,' \
    'Lone Star Plan,Commercial,desk@lonestar.test,TX,Yes,100' \
    'Granite Mutual,Commercial,nobody@granite.test,IL,No,' \
    'Cedar Plan,Commercial,,IL,No,' 'Medicare,Medicare,,,No,' >payers.csv
printf '%s\n' 'NPI,Payer,State,Submitted,Approved,Effective,Loaded,First Paid' \
    '1234567893,Prairie Health,IL,,,,,' '1234567893,Granite Mutual,IL,12/29/2025,,,,' \
    '1245319599,Lone Star Plan,TX,12/29/2025,,,,' '1245319599,Medicare,TX,,,,,' \
    '1234567893,Cedar Plan,IL,,9/15/2023,10/1/2023,10/5/2023,11/1/2023' >enrollments.csv
printf '%s\n' 'NPI,Credential,Number,State,Expires,Source Email' \
    '1234567893,Board Certification,ABIM-4,,12/31/2027,board@source.test' \
    '1234567893,Malpractice Insurance,MP-1,,5/1/2026,' >credentials.csv
for kind in payers enrollments credentials; do
	at 2026-01-05 --json import "$kind" "$kind.csv" | expect_json '.refused' 0
	at 2026-01-05 --json import "$kind" "$kind.csv" | expect_json '[.added, .updated]' '[0,0]'
done

# ---- Helpers of the days
# work DAY: what a day does by itself. Days on which nothing is due are passed over.
work() {
	at "$1" --quiet mail fetch
	expect_exit 0 at "$1" --quiet tick
	at "$1" --quiet mail send
}
# until_day DAY: every day up to it on which something is due; the last one is worked anyhow.
walked=2026-01-05
until_day() {
	local day
	[[ $1 > $walked ]] || return 0
	day=$(next_due "$(date -ud "$walked + 1 day" +%F)")
	while [[ $day < $1 ]]; do
		work "$day"
		day=$(next_due "$(date -ud "$day + 1 day" +%F)")
	done
	work "$1"
	walked=$1
}
# event DAY CASE EVENT [KEY=VALUE ...]: what a person says at ten, and the letters that follow.
event() {
	local day=$1
	shift
	until_day "$day"
	at "${day}T10:00" --quiet case event "$@"
	at "${day}T10:00" --quiet mail send
}
case_of() {	# WORKFLOW NPI [PAYER]
	sql "SELECT c.case_id FROM case_file c JOIN provider p ON p.provider_id = c.provider_id
	    LEFT JOIN payer y ON y.payer_id = c.payer_id WHERE c.workflow = '$1' AND p.npi = '$2'
	    AND ('${3:-}' = '' OR y.name = '${3:-}') AND c.status = 'open'"
}
# letter ADDRESS: the newest letter in that mailbox, as a path in "letter".
letter() {
	local box=dovecot/mail/${1#*@}/${1%@*}/Maildir/new
	wait_for postfix_idle postfix
	letter=$(find "$box" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)
	[ -n "$letter" ] || fail "no letter came to $1"
}
header() {	# NAME: of that letter
	sed -n "s/\r\$//; s/^$1: //p" "$letter" | sed -n 1p
}
# answer DAY FROM TO SUBJECT [HEADER ...] <text: through Postfix, as it comes from outside.
answers=0
answer() {
	local day=$1 from=$2 to=$3 subject=$4
	shift 4
	answers=$((answers + 1))
	{
		printf '%s\n' "From: Someone <$from>" "To: $to" "Subject: $subject" "$@" \
		    "Date: $(LC_ALL=C date -d "$day 09:00 CST" -R)" \
		    "Message-ID: <answer$answers@${from#*@}>" 'MIME-Version: 1.0'
		[[ "$*" == *Content-Type* ]] || printf '%s\n' 'Content-Type: text/plain; charset=utf-8'
		printf '\n'
		cat
	} >answer.eml
	swaks --server "127.0.0.1:$SMTP_PORT" --from "$from" --to "$to" --data @answer.eml >swaks.txt ||
	    fail "swaks: $(tail -n 3 swaks.txt)"
	wait_for postfix_idle postfix
}
arrived() {	# DAY KIND MATCHED_BY CASE: fetches, and the newest message is of that kind
	at "$1" --quiet mail fetch
	is "$2|$3|$4" 'SELECT kind, matched_by, case_id FROM message ORDER BY message_id DESC LIMIT 1'
}

# quoted WHO: that letter as programs quote it below an answer.
quoted() {
	printf 'On Thu, Jan 8, 2026 at 9:30 AM %s <team@practice.test> wrote:\n\n' "$1"
	sed '1,/^\r*$/d; s/^/> /' "$letter"
}
days_of_letters="SELECT group_concat(date(created_ms / 1000, 'unixepoch'), ' ') FROM outbox WHERE case_id ="

# ---- The first morning: cases stand where the records say that they stand
work 2026-01-05
prairie=$(case_of payer_enrollment 1234567893 'Prairie Health')
granite=$(case_of payer_enrollment 1234567893 'Granite Mutual')
star=$(case_of payer_enrollment 1245319599 'Lone Star Plan')
medicare=$(case_of payer_enrollment 1245319599 Medicare)
cedar=$(case_of recredentialing 1234567893 'Cedar Plan')
ada_caqh=$(case_of caqh_attestation 1234567893)
ben_caqh=$(case_of caqh_attestation 1245319599)
credential_case="SELECT case_id FROM case_file c JOIN credential r ON r.credential_id = c.subject_id
    WHERE c.subject_type = 'credential' AND r.number ="
board=$(sql "$credential_case 'ABIM-4'")
insurance=$(sql "$credential_case 'MP-1'")
for pair in "$prairie collecting" "$granite waiting" "$star waiting" "$medicare collecting" \
    "$cedar current" "$ada_caqh current" "$ben_caqh current" "$board requested" "$insurance by_hand"; do
	in_state ${pair/ / }
done
# 180 days in Illinois, 120 in Texas; 36 months from the last decision.
is '2026-05-16,2026-03-31,2026-09-15' "SELECT (SELECT on_day FROM deadline WHERE case_id = $ada_caqh) || ',' ||
    (SELECT on_day FROM deadline WHERE case_id = $ben_caqh) || ',' || (SELECT on_day FROM deadline WHERE case_id = $cedar)"
letter board@source.test
[ "$(header Subject)" = "Please verify the board certification of Ada Larkspur [CR-$board]" ]
[[ $(header Reply-To) == team+*@practice.test ]] || fail "no plus-address: $(header Reply-To)"
expect_text '^We are verifying .* Ada Larkspur, NPI 1234567893, .* number ABIM-4\.$' \
    <("$CREDENCE" mail read "$letter" --json | jq -r .text)

# ---- Answers. The board: by the plus-address, with a certificate attached
answer 2026-01-06 board@source.test "$(header Reply-To)" "Re: $(header Subject)" \
    'Content-Type: multipart/mixed; boundary=b1' <<-MAIL
	--b1
	Content-Type: text/plain; charset=utf-8

	Certified without action, see the attached letter.
	--b1
	Content-Type: application/pdf; name=certificate.pdf
	Content-Disposition: attachment; filename=certificate.pdf
	Content-Transfer-Encoding: base64

	JVBERi0xLjQK
	--b1--
MAIL
arrived 2026-01-06 reply plus-address "$board"
at 2026-01-06 --quiet tick
in_state "$board" answered
at 2026-01-06 --json mail show "$(sql 'SELECT max(message_id) FROM message')" | expect_json '.verdict.attachments | map(.name)' '["certificate.pdf"]'
at 2026-01-06 --quiet task 'done' "$(sql "SELECT task_id FROM task WHERE case_id = $board AND name = 'read'")" \
    method=letter 'result=certified, no action'
in_state "$board" verified
event 2026-01-06 "$prairie" packet_complete
event 2026-01-07 "$prairie" submit
letter enroll@prairie.test
prairie_reply_to=$(header Reply-To) prairie_id=$(header Message-ID)

# A letter to nobody: Postfix brings it back, the case turns to the address, the letter goes again.
until_day 2026-01-08
wait_for postfix_idle postfix
arrived 2026-01-09 bounce plus-address "$granite"
is '1|5.1.1' "SELECT verdict_json ->> 'permanent', verdict_json ->> 'status' FROM message WHERE kind = 'bounce'"
until_day 2026-01-09
in_state "$granite" bad_address
at 2026-01-12 --quiet payer set 'Granite Mutual' email=desk@granite.test
event 2026-01-12 "$granite" address_fixed
in_state "$granite" waiting
letter desk@granite.test
[ "$(header Subject)" = "Application of Ada Larkspur (NPI 1234567893), sent again [CR-$granite]" ]

# Out of office, as Outlook says it, with the day of return: nothing goes before the day after.
letter desk@lonestar.test
answer 2026-01-13 desk@lonestar.test team@practice.test "Automatic reply: $(header Subject)" \
    "In-Reply-To: $(header Message-ID)" 'Auto-Submitted: auto-replied' <<-MAIL
	I am out of the office until Monday, February 9, 2026.
MAIL
arrived 2026-01-13 auto_reply references "$star"
is 2026-02-09 "SELECT verdict_json ->> 'until' FROM message WHERE kind = 'auto_reply'"
until_day 2026-01-13
at 2026-01-13 why-not "CR-$star" >why_not.txt
expect_text 'it is due 2026-02-10T09:00' why_not.txt

# As Gmail replies, with a quote: the new text alone is kept, and follow-ups stop.
letter enroll@prairie.test
{ echo 'Received, our reference is PH-778.'; echo; quoted 'Elm Street Clinic'; } |
    answer 2026-01-15 enroll@prairie.test "$prairie_reply_to" "Re: $(header Subject)" "References: $prairie_id"
arrived 2026-01-15 reply plus-address "$prairie"
is 'Received, our reference is PH-778.' 'SELECT trim(text, char(10)) FROM message ORDER BY message_id DESC LIMIT 1'
at 2026-01-15 --quiet tick
in_state "$prairie" in_review
event 2026-01-16 "$prairie" received reference=PH-778
event 2026-01-16 "$prairie" still_pending

# As Outlook replies, from a colleague whom nobody knows, without the plus-address.
answer 2026-01-20 dana@prairie.test team@practice.test "RE: Application of Ada Larkspur" \
    "In-Reply-To: $prairie_id" 'X-Mailer: Microsoft Outlook 16.0' <<-MAIL
	We need a current W-9.

	From: Elm Street Clinic <team@practice.test>
	Sent: Wednesday, January 7, 2026 9:30 AM
	To: enroll@prairie.test
	Subject: Application of Ada Larkspur

	To the credentialing department of Prairie Health:
MAIL
arrived 2026-01-20 reply references "$prairie"
is 'We need a current W-9.|1' "SELECT trim(text, char(10)), has_unknown_sender FROM message
    ORDER BY message_id DESC LIMIT 1"
at 2026-01-20 --quiet tick
event 2026-01-20 "$prairie" info_requested what=W-9 asked_on=2026-01-20
# Their clock: 30 days, on a working day.
is 2026-02-19 "SELECT on_day FROM deadline WHERE case_id = $prairie AND name = 'info' AND status = 'open'"
event 2026-01-23 "$prairie" info_sent
event 2026-01-26 "$medicare" submit		# through PECOS: no letter
event 2026-01-26 "$medicare" received
until_day 2026-02-10
# By its tag alone, and by a sender who has one open case.
answer 2026-02-11 desk@lonestar.test team@practice.test "Your question [CR-$star]" <<<'It is in committee.'
arrived 2026-02-11 reply tag "$star"
event 2026-02-11 "$star" still_pending
answer 2026-02-11 desk@granite.test team@practice.test 'Larkspur' <<<'We have the file.'
arrived 2026-02-11 reply sender "$granite"
event 2026-02-11 "$granite" still_pending

# ---- Spring: decisions, an attestation that lapses, a renewal, the re-credentialing opens
is 1 "SELECT count(*) FROM task WHERE case_id = $insurance AND is_escalation = 1 AND status = 'open'"
for license in 036104311 L-77; do
	at 2026-02-12 --quiet case event "$(sql "$credential_case '$license'")" verified method=web 'result=active'
done
until_day 2026-03-13
event 2026-03-16 "$prairie" approved approved_on=2026-03-13 effective_day=2026-04-01
event 2026-03-16 "$medicare" approved effective_day=2026-01-26
is 0 "SELECT count(*) FROM task WHERE case_id = $medicare AND name IN ('status', 'receipt') AND status = 'open'"
until_day 2026-03-18
in_state "$cedar" current
until_day 2026-04-02		# 180 days before 15 September
in_state "$cedar" collecting
in_state "$ben_caqh" lapsed		# 120 days after 1 December are over on 31 March
event 2026-04-03 "$ben_caqh" attested
in_state "$ben_caqh" current
until_day 2026-04-10
event 2026-04-10 "$prairie" loaded
event 2026-04-10 "$medicare" loaded
event 2026-04-13 "$star" denied 'reason=panel' on=2026-04-10
is 2026-06-09 "SELECT on_day FROM deadline WHERE case_id = $star AND name = 'appeal' AND status = 'open'"
event 2026-04-14 "$star" appeal
event 2026-04-20 "$star" appeal_filed
event 2026-04-20 "$granite" approved effective_day=2026-05-01
until_day 2026-04-28
# Reminders 90, 60, 30, 14 and 7 days before 1 May, none on a weekend, though nobody had verified it.
is '2026-01-30 2026-03-02 2026-04-01 2026-04-17 2026-04-24' "$days_of_letters $insurance"
event 2026-04-28 "$insurance" renewed expires_day=2027-05-01
event 2026-04-28 "$insurance" verified method=letter
is 0 "SELECT count(*) FROM task WHERE case_id = $insurance AND status = 'open'"
until_day 2026-05-14
# Attested 30, 14, 7 and 1 days before 16 May, on working days.
is '2026-04-16 2026-05-01 2026-05-08' "$days_of_letters $ada_caqh"
event 2026-05-14 "$ada_caqh" attested
is 2026-11-10 "SELECT on_day FROM deadline WHERE case_id = $ada_caqh AND status = 'open'"
event 2026-05-18 "$prairie" first_paid
event 2026-05-18 "$star" approved effective_day=2026-06-01
at 2026-06-01 --json billable --provider 1234567893 --payer 'Prairie Health' |
    expect_json '.[0] | [.may_bill, .from]' '[true,"2026-04-01"]'
# Effective 26 January: Medicare may be billed from 30 days before, but not before the first day of work.
at 2026-06-01 --json billable --provider 1245319599 --payer Medicare |
    expect_json '.[0] | [.may_bill, .from]' '[true,"2026-02-02"]'

# ---- The rest of the 18 months
event 2026-05-19 "$board" verified method=web
event 2026-05-19 "$cedar" packet_complete
license=$(sql "$credential_case 'L-77'")
event 2026-06-25 "$license" renewed expires_day=2028-06-30
event 2026-06-25 "$license" verified method=web
until_day 2026-07-30
event 2026-07-30 "$ben_caqh" attested
until_day 2026-09-09
event 2026-09-10 "$cedar" decided
is 2026-10-09 "SELECT on_day FROM deadline WHERE case_id = $cedar AND name = 'notice' AND status = 'open'"
event 2026-09-14 "$cedar" notice_sent
is 2029-09-10 "SELECT on_day FROM deadline WHERE case_id = $cedar AND name = 'recred' AND status = 'open'"
event 2026-11-09 "$ada_caqh" attested
event 2026-11-25 "$ben_caqh" attested
event 2027-03-24 "$ben_caqh" attested
event 2027-04-28 "$insurance" renewed expires_day=2028-05-01
event 2027-04-28 "$insurance" verified method=letter
event 2027-05-07 "$ada_caqh" attested
until_day 2027-07-05
# 36 months with a plan, five years with Medicare.
is '2029-03-13 2031-03-16' "SELECT group_concat(on_day, ' ') FROM (SELECT on_day FROM deadline
    WHERE name IN ('recred', 'revalidation') AND status = 'open' AND (title GLOB 'Prairie*' OR title GLOB 'Medicare*') ORDER BY 1)"

# ---- What 18 months must not have done
at 2027-07-05T11:00 --json verify | expect_json .faults '[]'
is 0 "SELECT count(*) FROM outbox WHERE status <> 'done'"
is 0 "SELECT count(*) FROM message WHERE status = 'set aside' OR case_id IS NULL"
is 0 "SELECT count(*) FROM case_file WHERE status = 'stuck'"
is 0 "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE is_automatic = 1
    GROUP BY case_id, recipient, date(created_ms / 1000, 'unixepoch') HAVING count(*) > 1)"
is 0 "SELECT count(*) FROM outbox WHERE is_automatic = 1 AND (strftime('%w', created_ms / 1000, 'unixepoch') IN ('0', '6')
    OR date(created_ms / 1000, 'unixepoch') IN ('2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03',
    '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25', '2027-01-01', '2027-01-18', '2027-05-31'))"
# Each letter arrived once, but for the one to nobody.
wait_for postfix_idle postfix
find dovecot/mail -path '*/team/*' -prune -o -type f -path '*Maildir*/new/*' -exec sed -n 's/^Message-ID: <\(.*\)>.*/\1/p' {} + |
    sort >delivered
sql "SELECT trim(rfc_message_id, '<>') FROM outbox WHERE recipient <> 'nobody@granite.test'" | sort >sent
diff sent delivered || fail 'what was sent is not what arrived'

# ---- Why?
why() {
	at 2027-07-05T11:00 why "$@" >why.txt
}
why mail "$(sql "SELECT outbox_id FROM outbox WHERE case_id = $star AND name = 'chase' LIMIT 1")"
expect_text '^letter "chase" to desk@lonestar\.test, sent 2026-' why.txt
expect_text 'payer_enrollment\.yaml:[0-9]+ waiting\.timer\.chase' why.txt
expect_text 'the inbox had been read past that time' why.txt
why mail "$(sql "SELECT outbox_id FROM outbox WHERE name = 'resend'")"
expect_text 'event "user\.address_fixed"' why.txt
why mail "$(sql "SELECT outbox_id FROM outbox WHERE case_id = $insurance AND name = 'expiring' LIMIT 1")"
expect_text 'in_date\.timer\.expiring' why.txt
why case "CR-$prairie"
expect_text 'case CR-'"$prairie"' .*is open in "active"' why.txt
why task "$(sql "SELECT task_id FROM task WHERE case_id = $granite AND name = 'loading'")"
expect_text 'event "user\.approved"' why.txt
why deadline "$(sql "SELECT deadline_id FROM deadline WHERE case_id = $cedar AND name = 'recred'")"
expect_text 'recredentialing\.yaml' why.txt
at 2027-07-05T11:00 why-not "CR-$cedar" >why.txt
expect_text '^timer "open"' why.txt

# ---- The calendar, through vdirsyncer, in khal
at 2027-07-05T11:00 feed add team >feed.txt
url=$(grep -Eo 'https?://[^ "]*\.ics' feed.txt)
mkfifo lifeline
exec {lifeline}<>lifeline
start pages.log bash -c 'exec "$CREDENCE" -C practice --now 2027-07-05T11:05 child web 3 4 3<lifeline 4>ready'
wait_for port_open "$port"
mkdir calendar
printf '%s\n' '[general]' "status_path = \"$PWD/status\"" '[pair feed]' 'a = "local"' 'b = "remote"' \
    'collections = null' '[storage local]' 'type = "filesystem"' "path = \"$PWD/calendar\"" 'fileext = ".ics"' \
    '[storage remote]' 'type = "http"' "url = \"$url\"" >vdirsyncer.conf
export VDIRSYNCER_CONFIG=$PWD/vdirsyncer.conf
yes | vdirsyncer discover >vdirsyncer.log 2>&1 || [ "${PIPESTATUS[1]}" -eq 0 ] || fail "vdirsyncer: $(cat vdirsyncer.log)"
vdirsyncer sync >vdirsyncer.log 2>&1 || fail "vdirsyncer: $(cat vdirsyncer.log)"
printf '%s\n' '[calendars]' '[[feed]]' "path = $PWD/calendar" 'readonly = True' '[locale]' \
    'local_timezone = America/Chicago' 'default_timezone = America/Chicago' 'dateformat = %Y-%m-%d' \
    'longdateformat = %Y-%m-%d' 'timeformat = %H:%M' 'datetimeformat = %Y-%m-%d %H:%M' \
    'longdatetimeformat = %Y-%m-%d %H:%M' '[sqlite]' "path = $PWD/khal.db" >khal.conf
khal -c khal.conf list --format '{start-date} {title}' --day-format '' 2026-01-01 2000d >khal.txt
# What is past stays for 90 days.
sql "SELECT on_day, title FROM deadline WHERE status = 'open' AND on_day > '2027-04-06'" >deadlines
[ "$(wc -l <deadlines)" -gt 8 ] || fail 'hardly any deadlines'
while IFS='|' read -r day title; do
	grep -qF "$day $title" khal.txt || fail "khal does not show $day $title: $(cat khal.txt)"
done <deadlines
echo >&"$lifeline"
wait "$started" || fail "the pages end with $?: $(cat pages.log)"
