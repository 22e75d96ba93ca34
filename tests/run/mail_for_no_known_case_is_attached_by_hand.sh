# main flow under the sanitizers
# What came in is listed and shown; a mail for no known case is attached by a person and moves it.
. "$TOP/tests/lib/run.sh"

practice() {
	"$CREDENCE" -C practice --now "${now:-2026-11-02T09:30}" "$@"
}

practice_made() {
	"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago \
	    --from team@elm.example
	printf '%s\n' 'NPI,Last Name,First Name,State,Email' '1234567893,Larkspur,Ada,IL,ada@elm.example' \
	    '1245319599,Foxglove,Ben,TX,ben@elm.example' >providers.csv
	printf '%s\n' 'Name,Email,State' 'Prairie Health,enroll@prairie.example,IL' >payers.csv
	printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' \
	    '1245319599,Prairie Health,IL' >enrollments.csv
	for kind in providers payers enrollments; do
		practice --quiet import "$kind" "$kind.csv"
	done
	practice --quiet tick
	for event in user.packet_complete user.submit; do
		practice --quiet case event CR-1 "$event" packet_complete=yes ||
		    practice --quiet case event CR-1 "$event"
	done
	practice --quiet mail send
}
practice_made

now=2026-11-03T12:00
sent=$(practice mail list --json | jq -r '.[] | select(.direction == "out") | .outbox_id')
practice mail show "$sent" --json | expect_json .recipient enroll@prairie.example
id=$(practice mail show "$sent" --json | jq -r .rfc_message_id)

# deliver NAME FROM SUBJECT MORE: lays a mail into the inbox.
deliver() {
	printf 'From: %s\nTo: team@elm.example\nSubject: %s\nDate: Tue, 3 Nov 2026 10:00:00 -0600\nMessage-ID: <%s@x.example>\n%b\nAll is there.\n' \
	    "$2" "$3" "$1" "$4" >"practice/mail/inbox/new/$1"
}
deliver a enroll@prairie.example 'Which one do you mean?' ''
deliver b 'Pat <pat@somewhere.example>' $'About Ada \033[31m<b>' ''
deliver c Eve@elsewhere.example 'Re: status' "In-Reply-To: $id\\n"
printf 'no mail at all' >practice/mail/inbox/new/d
status=0
practice mail fetch --json >fetched || status=$?
expect_json '[.fetched, .matched, .unmatched, .set_aside]' '[4,1,2,1]' <fetched

practice mail list --unmatched --json >unmatched
expect_json '[.[].subject] | length' 2 <unmatched
expect_json 'map(.case_id) | unique' '[null]' <unmatched
practice mail list --case CR-1 --json >of_case
expect_json '[.[] | select(.direction == "in") | [.kind, .matched_by, .has_unknown_sender, .note]]' \
    '[["reply","references",true,"answer from an unknown address"]]' <of_case
expect_json '[.[].direction] | sort | unique' '["in","out"]' <of_case
practice why mail "$(jq '.[] | select(.direction == "in") | .message_id' of_case)" >words
expect_text "found the case by references: it answers <" words
expect_text "but eve@elsewhere.example is no address of the case \(sure by 65 of 100\)" words
practice mail list --kind broken --json | expect_json '.[0].status' 'set aside'
practice case show CR-1 --json | expect_json .state in_review

# Two cases wrote to or belong to that desk: they are suggested, not chosen.
mail=$(jq '.[] | select(.subject == "Which one do you mean?") | .message_id' unmatched)
practice mail show "$mail" --json >shown
expect_json '[.verdict.suggestions[].case]' '[1,2]' <shown
expect_json .text 'All is there.' <shown

practice mail match "$mail" CR-2 --json | expect_json '[.message_id, .case_id]' "[$mail,2]"
practice mail show "$mail" --json | expect_json '[.case_id, .matched_by, .status]' '[2,"person","handled"]'
practice mail list --unmatched --json | expect_json length 1
expect_exit 2 practice mail match "$mail" CR-2 2>words
expect_text 'attached to CR-2 already' words
expect_exit 2 practice mail match 99 CR-2 2>words
expect_text 'there is no message 99' words
expect_exit 2 practice mail match "$mail" CR-77 2>words
expect_exit 2 practice mail list --kind nonsense 2>words
expect_text 'There are reply, bounce' words

# What lies sealed in the database comes back as it came; what is not there, or is there already, is said.
practice --quiet mail save "$mail" saved.eml
expect_text '^Subject: .*Which one do you mean' saved.eml
practice mail save "$mail" - | cmp - saved.eml
[ "$(sqlite3 practice/credence.db "SELECT bytes FROM message WHERE message_id = $mail")" -eq "$(stat -c %s saved.eml)" ]
[ "$(sqlite3 practice/credence.db "SELECT instr(mime, CAST('Which one' AS BLOB)) FROM message_raw WHERE message_id = $mail")" -eq 0 ]
expect_exit 2 practice mail save "$mail" saved.eml 2>words
expect_text 'saved.eml is there already' words
expect_exit 2 practice mail save 99 other.eml 2>words
expect_text 'there are no bytes of message 99' words
[ ! -e other.eml ]

# Moved to the case it belongs to, and back: both histories say so, and the log.  What the wrong case asked for on its
# word is not wanted any more.
asked() {
	practice task list --case "$1" --json | jq -c "[.[] | select(.title | test(\"$2\")) | .status]"
}
[ "$(asked CR-2 'Which one')" = '["open"]' ]
practice mail match "$mail" CR-1 >words 2>&1
expect_text 'the case that had it: not wanted any more: "New mail from Prairie Health: Which one do you mean\?"$' words
[ "$(asked CR-2 'Which one')" = '[]' ]
[ "$(asked CR-1 'Which one')" = '["open"]' ]
practice case show CR-2 >words
expect_text "mail $mail \(\"Which one do you mean\?\" from enroll@prairie.example\) does not belong here: moved to CR-1; not wanted" words
practice mail show "$mail" --json | expect_json .case_id 1
practice --quiet mail match "$mail" CR-2
practice case show CR-1 >words
expect_text "does not belong here: moved to CR-2" words
practice case show CR-2 >words
expect_text "mail $mail .* was moved here from CR-1" words
[ "$(asked CR-1 'Which one')$(asked CR-2 'Which one')" = '[]["open"]' ]
practice audit list --json --object "message $mail" | expect_json 'map(.detail)' '["CR-2","CR-2 -> CR-1","CR-1 -> CR-2"]'

# A mail that took the wrong case to another state: that stays, and a person is asked whether it is right; not any
# more when the mail comes back.
eve=$(jq '.[] | select(.direction == "in") | .message_id' of_case)
practice mail match "$eve" CR-2 --json | expect_json .settled "not wanted any more: \"Mail from a sender we do not know, \
about Prairie Health: Re: status\"; a person is asked whether it is right that the case went from \"waiting\" to \"in_review\""
practice task list --case CR-1 --json | expect_json '[.[] | select(.title | test("Is CR-1")) | .title]' "[\"Is CR-1 right as it \
is? On the word of mail $eve, which does not belong to it: the case went from \\\"waiting\\\" to \\\"in_review\\\"\"]"
practice --quiet mail match "$eve" CR-1
[ "$(asked CR-1 'Is CR-1 right')" = '[]' ]
practice verify >words

# Both directions share their numbers: each is one mail to every command.
practice mail list --json >all
expect_json '[map(.mail_id) | sort == unique, length == 5]' '[true,true]' <all
expect_json 'map(.mail_id == (.message_id // .outbox_id)) | all' true <all
for number in $(jq '.[].mail_id' all); do
	direction=$(jq -r ".[] | select(.mail_id == $number) | .direction" all)
	other=$([ "$direction" = in ] && echo out || echo in)
	practice mail show "$number" --json | expect_json '[.mail_id, .direction]' "[$number,\"$direction\"]"
	practice mail show "$number" --json "--$direction" | expect_json .mail_id "$number"
	expect_exit 2 practice mail show "$number" "--$other" 2>words
	expect_text "there is no (message|letter) $number" words
	practice why mail "$number" --json | expect_json 'length > 0' true
done
practice why mail "$mail" >words
expect_text 'reply|other "Which one do you mean\?", belongs to CR-2' words
expect_text 'found the case by person' words
expect_exit 2 practice mail match "$sent" CR-2 2>words
expect_text "there is no message $sent" words
expect_exit 2 practice mail show 99 2>words
expect_text 'there is no mail 99' words
expect_exit 2 practice mail show "$sent" --in --out 2>words
expect_text 'exclude each other' words
expect_exit 2 practice why mail 99 2>words
expect_text 'there is no mail 99' words
# A folder of before may have a number twice.
sqlite3 practice/credence.db "UPDATE outbox SET outbox_id = $mail WHERE outbox_id = $sent;
    UPDATE outbox_raw SET outbox_id = $mail; UPDATE attempt SET outbox_id = $mail"
expect_exit 2 practice mail show "$mail" 2>words
expect_text 'Say --in or --out' words
practice mail show "$mail" --in --json | expect_json .subject 'Which one do you mean?'
practice mail show "$mail" --out --json | expect_json .recipient enroll@prairie.example

# What a terminal could obey does not reach it.
practice mail list >out
practice mail show "$(jq '.[] | select(.address == "pat@somewhere.example") | .message_id' unmatched)" >>out
! grep -q $'\033' out || fail "control bytes reach the terminal"

# Reading the inbox again changes nothing.
mv practice/mail/inbox/cur/* practice/mail/inbox/new/
practice mail fetch --json >again
expect_json .fetched 0 <again
practice verify >words
