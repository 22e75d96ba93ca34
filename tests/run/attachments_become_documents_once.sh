# Files in a mail that has its case become documents, each once, whatever was killed; they decide nothing.
. "$TOP/tests/lib/run.sh"

practice() {
	"$CREDENCE" -C practice --now "${now:-2026-11-02T09:30}" "$@"
}
sql() {
	sqlite3 practice/credence.db "$1"
}
"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@elm.example
echo '  w9: {label: tax form, document: W-9}' >>practice/catalogs/requirements.yaml
practice --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada provider_type=MD \
	practice_state=IL email=ada@elm.example
practice --quiet payer add name='Prairie Health' email=enroll@prairie.example state=IL
practice --quiet enrollment add provider=1 payer=1 state=IL
practice --quiet tick
case=$(practice --json case list --workflow payer_enrollment | jq '.[0].case_id')
practice --quiet case event "$case" user.packet_complete
practice --quiet case event "$case" user.submit
practice --quiet mail send
id=$(sql "SELECT rfc_message_id FROM outbox WHERE recipient = 'enroll@prairie.example' LIMIT 1")

# deliver NAME FROM MORE: a mail with a form, a program under another name, a picture of a signature,
# something too large and something empty.
deliver() {
	{
		printf 'From: %s\nTo: team@elm.example\nSubject: papers %s\nDate: Tue, 3 Nov 2026 10:00:00 -0600\n' "$2" "$1"
		printf 'Message-ID: <%s@x.example>\n%bMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n' "$1" "$3"
		printf '\n--b\nContent-Type: text/plain\n\nThe papers.\n'
		printf -- '--b\nContent-Type: application/pdf; name="../Form_W9 (signed).pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n'
		printf '%%PDF-1.4 form %s' "$1" | base64
		printf -- '--b\nContent-Type: application/pdf; name="licence.pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n'
		printf 'MZ\220\0' | base64
		printf -- '--b\nContent-Type: image/png; name=logo.png\nContent-ID: <l>\nContent-Disposition: inline\n\n\211PNG\n'
		printf -- '--b\nContent-Type: text/plain; name=large.txt\nContent-Disposition: attachment\n\n'
		head -c 3000 /dev/zero | tr '\0' 'x' | fold -w 76
		printf -- '\n--b\nContent-Type: text/plain; name=empty.txt\nContent-Disposition: attachment\n\n--b--\n'
	} >"practice/mail/inbox/new/$1"
}
printf '\ndocuments: { bytes_max: 2048 }\n' >>practice/credence.yaml
now=2026-11-03T12:00
deliver known enroll@prairie.example "In-Reply-To: $id\\n"
deliver stranger eve@elsewhere.example "In-Reply-To: $id\\n"
deliver nobody pat@somewhere.example ''
cp practice/credence.yaml limited.yaml
sed -i 's/bytes_max: 2048/bytes_max: 0/' practice/credence.yaml
practice --json mail fetch | expect_json '[.matched, .unmatched]' '[2,1]'
practice document list --json | expect_json '.' '[]'	# without files they stay in the mail
mv limited.yaml practice/credence.yaml
practice mail fetch

expected='[["Form_W9 (signed).pdf",1,"received","W-9",""],["licence.pdf",1,"aside",null,""],["Form_W9 (signed).pdf",2,"received",null,""],["licence.pdf",2,"aside",null,""]]'
of_mails() {
	jq -c --argjson one "$(sql "SELECT message_id FROM message WHERE subject = 'papers known'")" \
		'[.[] | [.name, (if .message_id == $one then 1 else 2 end), .status, .proposed_kind, .kind]]'
}
practice --json document list --provider 1 >documents
of_mails <documents | expect_json 'sort_by(.[1])' "$expected"
practice --json document list | expect_json length 4
# A stranger's files are kept; nobody is asked to accept them, and nothing counts before a person said so.
sql "SELECT title FROM task WHERE name GLOB 'document *'" >tasks
[ "$(wc -l <tasks)" -eq 2 ] || fail "not two tasks: $(cat tasks)"
expect_text 'Form_W9 .*accept or reject document [0-9]+, perhaps W-9 \(its name says so; it is missing\)$' tasks
practice --json provider readiness 1 >readiness
expect_json '[.. | objects | select(.label? == "tax form") | .standing][0]' missing <readiness
known=$(jq '.[] | select(.proposed_kind == "W-9") | .document_id' documents)
practice document save "$known" - | expect_text '^%PDF-1.4 form known$' /dev/stdin

# Killed before the rows, or before the mark: again, and still each once.
practice --quiet mail fetch
sql 'UPDATE message SET attachments_ms = NULL'
practice --quiet mail fetch
practice --json document list | expect_json length 4
sql "UPDATE message SET attachments_ms = NULL;
	DELETE FROM document WHERE message_id = (SELECT message_id FROM message WHERE subject = 'papers stranger')"
rm practice/documents/*
practice --quiet mail fetch
practice --json document list --provider 1 | of_mails | expect_json 'sort_by(.[1])' "$expected"
[ "$(sql "SELECT count(*) FROM task WHERE name GLOB 'document *'")" -eq 2 ]
practice --json verify | expect_json '[.faults[] | select(.what == "document")]' '[]'

# A person says what it is and accepts it: the task ends.
practice --quiet document set "$known" kind=W-9
practice --quiet document accept "$known"
practice --json provider readiness 1 >readiness
expect_json '[.. | objects | select(.label? == "tax form") | .standing][0]' ready <readiness
[ "$(sql "SELECT status FROM task WHERE name = 'document $known'")" = 'done' ]

# A mail that a person gives to its case brings its files then.
mail=$(sql "SELECT message_id FROM message WHERE subject = 'papers nobody'")
practice --quiet mail match "$mail" "$case"
practice --quiet mail fetch
practice --json document list --provider 1 | expect_json length 6

# A mail that is moved to the case of somebody else takes along what nobody has decided, and what asks about it; what was
# accepted stays, and is named.
practice --quiet provider add npi=1245319599 last_name=Foxglove first_name=Ben provider_type=MD practice_state=IL
practice --quiet enrollment add provider=2 payer=1 state=IL
practice --quiet tick
other=$(practice --json case list --workflow payer_enrollment --provider 2 | jq '.[0].case_id')
mail=$(sql "SELECT message_id FROM message WHERE subject = 'papers known'")
practice mail match "$mail" "$other" >words 2>&1
expect_text '; 1 of its files went with it; 1 of its files was accepted and stays: look whose it is$' words
practice --json document list --provider 2 | expect_json '[.[] | [.name, .status]]' '[["licence.pdf","aside"]]'
practice --json document list --provider 1 | expect_json '[.[] | select(.name | test("W9")) | .status] | sort' '["accepted","received","received"]'
practice --json task list --case "$other" | expect_json '[.[] | select(.title | test("licence.pdf")) | .status]' '["open"]'
practice --json task list --case "$case" | expect_json '[.[] | select(.title | test("licence.pdf")) | .status]' '[]'
