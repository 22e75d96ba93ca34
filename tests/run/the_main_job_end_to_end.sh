# The main job, as a coordinator lives it: records of the NPI registry and old spreadsheets come in, the
# four lifecycles run through 18 months over real mail servers, answers of every kind find their cases, a
# calendar program reads the deadlines, and each step can be explained.
# at most 150 s
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
real=$TOP/../shared/data/nppes
if [ -d "$real" ]; then		# 202 real records, which are not ours to publish
	at 2026-01-05 --json import nppes "$real/nppes_api_v21_search_200.json" | expect_json .added 200
	at 2026-01-05 --json import nppes "$real/npidata_pfile_V2_derived_sample.csv" |
	    expect_json '[.added, .unchanged, .refused]' '[2,200,0]'
fi

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
# event DAY CASE EVENT [KEY=VALUE ...]: what a person says at ten, and the letters that follow.
event() {
	local day=$1
	shift
	at "${day}T10:00" --quiet case event "$@"
	at "${day}T10:00" --quiet mail send
}
days() {
	local day=$1
	while [[ ! $day > $2 ]]; do
		work "$day"
		day=$(next_due "$(date -ud "$day + 1 day" +%F)")
	done
	work "$2"
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
days 2026-01-08 2026-01-08
wait_for postfix_idle postfix
arrived 2026-01-09 bounce plus-address "$granite"
is '1|5.1.1' "SELECT verdict_json ->> 'permanent', verdict_json ->> 'status' FROM message WHERE kind = 'bounce'"
work 2026-01-09
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
work 2026-01-13
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
# By its tag alone, and by a sender who has one open case.
answer 2026-02-11 desk@lonestar.test team@practice.test "Your question [CR-$star]" <<<'It is in committee.'
arrived 2026-02-11 reply tag "$star"
event 2026-02-11 "$star" still_pending
answer 2026-02-11 desk@granite.test team@practice.test 'Larkspur' <<<'We have the file.'
arrived 2026-02-11 reply sender "$granite"
event 2026-02-11 "$granite" still_pending

event 2026-01-26 "$medicare" submit on=2026-01-26
event 2026-02-02 "$medicare" received
days 2026-02-12 2026-03-13
sql "SELECT outbox_id, case_id, name, recipient, status, date(created_ms/1000, 'unixepoch') FROM outbox"
sql "SELECT case_id, workflow, state from case_file where provider_id in (1,2)"
at 2026-03-13T11:00 task list
at 2026-03-13T11:00 why mail 5
