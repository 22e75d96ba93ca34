# A file goes in, is decided by a person, comes out the same; what was changed on the disk is found.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@elm.example
practice() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
refused() {	# WORDS COMMAND ...
	expect_exit 2 practice "${@:2}" 2>refusal >/dev/null
	expect_text "$1" refusal
}
practice --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada provider_type=MD practice_state=IL
printf '%%PDF-1.4 the form W-9' >w9.txt
printf 'MZ\220\0' >licence.pdf
head -c 300000 /dev/urandom >./scan=1.bin
: >empty.pdf

# What it is, its bytes say; its name is one by default.
practice --json document add w9.txt provider=1234567893 kind='W-9' >added
expect_json '[.document_id, .name, .content_type, .status, .bytes]' '[1,"w9.txt","application/pdf","received",21]' <added
expect_json .sha256 "$(sha256sum <w9.txt | cut -c1-64)" <added
practice --json document add licence.pdf provider=1 kind='licence copy' >added
expect_json '[.status, .aside_reason != null]' '["aside",true]' <added
practice --quiet document add ./scan=1.bin
practice --json document add - name=again.pdf provider=1 kind='W-9' --replaces 1 <w9.txt | expect_json .replaces_id 1
practice --json document add name=portal.pdf reference='payer portal' status=requested | expect_json .sha256 null
practice --json document list --status aside | expect_json 'map(.document_id)' '[2]'
[ "$(find practice/documents -type f | wc -l)" -eq 3 ] || fail "the same bytes are there twice"
or_nothing grep -rl 'the form' practice/documents >clear
[ ! -s clear ] || fail "bytes lie open in documents/"

refused 'is empty' document add empty.pdf
refused 'cannot read none.pdf' document add none.pdf
refused 'needs a name' document add - </dev/null
refused 'is not set' document add w9.txt status=accepted
refused 'is not set' document set 1 status=accepted
refused 'puts it aside' document set 5 status=aside
refused 'goes with a FILE' document add name=x --replaces 1
refused 'could be replaced' document add w9.txt provider=1 kind=other --replaces 1
refused 'no document 99' document accept 99
refused 'kept aside' document accept 2
refused 'is a reference' document save 5 out
printf '\ndocuments: { bytes_max: 1024 }\n' >>practice/credence.yaml
refused 'more than 1024 bytes' document add ./scan=1.bin name=large
practice --json document list | expect_json length 5

# Only a person's word makes the requirement met; the next version ends the one before.
echo '  w9: {label: tax form, document: w-9}' >>practice/catalogs/requirements.yaml
ready() {	# WANT: standing and document
	practice --json provider readiness 1 >readiness
	expect_json '[.. | objects | select(.label? == "tax form") | [.standing, .document_id]][0]' "$1" <readiness
}
ready '["unverified",4]'
practice --quiet document accept 1
ready '["ready",1]'
refused 'is accepted already' document accept 1
practice --json document show 1 | expect_json '[.status, .decided_by != null]' '["accepted",true]'
practice --quiet document accept 4
ready '["ready",4]'
practice --json document show 1 | expect_json '[.status, .decided_reason]' '["expired","replaced by document 4"]'
refused 'say why it is rejected' document reject 2
practice --quiet document reject 2 --reason 'no licence at all'
practice --json document show 2 | expect_json '[.status, .decided_reason]' '["rejected","no licence at all"]'
practice --quiet document set 5 status=accepted
practice --json audit list | expect_json '[.[] | select(.object == "document 1") | .action]' \
	'["document add","document keep","document accept","document expire"]'

practice --quiet document save 3 out
cmp out ./scan=1.bin
practice document save 4 - | cmp - w9.txt
refused 'out is there already' document save 3 out

# Carried by a backup; found when somebody touched them.
practice --quiet backup all.tar
"$CREDENCE" --json --now 2026-11-24T09:00 restore all.tar restored | expect_json .faults '[]'
"$CREDENCE" -C restored document save 4 - | cmp - w9.txt
practice --json verify | expect_json .faults '[]'
scan=practice/documents/$(sha256sum <./scan=1.bin | cut -c1-64)
printf x | dd of="$scan" bs=1 seek=200000 conv=notrunc status=none
expect_exit 1 practice --json verify >verdict
expect_json '.faults | map([.what, .where])' '[["document","document 3"]]' <verdict
refused 'changed or cut off' document save 3 other
[ ! -e other ] || fail "half a document came out"
refused 'changed or cut off' document accept 3
rm "$scan"
expect_exit 1 practice --json verify | expect_json '.faults[0].message | test("is not there")' true
expect_exit 1 env "$CREDENCE" -C practice verify >said
expect_text '^document 3: document: documents/[0-9a-f]{64} is not there$' said
