# Every kind of record is added, shown, changed, emptied of a field, listed and, where it may be, retired
# by the same verbs; each change stands in the audit log with what was there before; what is wrong is
# refused and changes nothing.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22T09:00 -C practice "$@"; }
"$CREDENCE" --quiet init practice --org 'Elm Street Clinic' --timezone America/Chicago --from team@elm.example

# noun KIND ID WORD KEY BEFORE AFTER ADD-WORDS ...: WORD names it on the command line, ID is its number
noun() {
	local kind=$1 id=$2 word=$3 key=$4 before=$5 after=$6
	shift 6
	credence --json "$kind" add "$@" >added.json
	expect_json ".${kind}_id" "$id" <added.json
	credence --json "$kind" show "$word" | expect_json "[.${kind}_id, .$key]" "[$id,\"$before\"]"
	credence --quiet "$kind" set "$word" "$key=$after"
	credence --json "$kind" show "$word" | expect_json ".$key" "$after"
	credence --json "$kind" list | expect_json "[.[] | select(.${kind}_id == $id) | .$key]" "[\"$after\"]"
	credence "$kind" show "$word" >show.txt
	expect_text "^${key//_/ } +$after\$" show.txt
	credence --json audit list --object "$kind $id" >audit.json
	expect_json '[.[].action] | sort' "[\"$kind add\",\"$kind set\"]" <audit.json
	expect_json ".[] | select(.action == \"$kind set\") | .detail" "$key \"$after\", was \"$before\"" <audit.json

	sqlite3 practice/credence.db .dump >before.sql
	refused() {
		local words=$1
		shift
		expect_exit 2 credence "$kind" "$@" >out.txt 2>error.txt
		expect_text "$words" error.txt
		[ ! -s out.txt ]
	}
	refused '(there is no|is no) .*999' show 999
	refused 'no_such_field' set "$word" no_such_field=1
	refused '[Ww]rite|KEY=VALUE|is not written' set "$word" nothing
	refused 'no_such_field' add no_such_field=1
	sqlite3 practice/credence.db .dump | cmp - before.sql
}
noun provider 1 1234567893 email ada@elm.example ada@oak.example npi=1234567893 last_name=Larkspur \
    first_name=Ada email=ada@elm.example practice_state=IL
noun payer 1 'Prairie Health' email desk@prairie.example mail@prairie.example name='Prairie Health' \
    email=desk@prairie.example
noun location 1 'Elm Street' city Springfield Peoria name='Elm Street' city=Springfield state=IL
noun credential 1 1 number 036-123 036-456 provider=1234567893 credential_type=state_license state=IL number=036-123
noun enrollment 1 1 reference_number R-1 R-2 provider=1234567893 payer='Prairie Health' state=IL reference_number=R-1
noun contact 1 1 role credentialing enrollment payer='Prairie Health' role=credentialing name=Dana email=dana@prairie.example
noun document 1 1 status received accepted provider=1234567893 kind=letter name=approval.pdf
noun party 1 1 relation staff contractor last_name=Briar first_name=Tom
noun agreement 1 1 owner Maria Lee vendor='Four Rivers Billing' service=billing owner=Maria
noun background 1 1 position physician chief provider=1234567893 kind=work name='Mercy Hospital' from_day=2019-07 position=physician

# What belongs to a record stands with it.
credence --json provider show 1 | expect_json '[(.credentials | length), (.enrollments | length), (.documents | length)]' '[1,1,1]'
credence --json payer show 1 | expect_json '[.contacts[].name]' '["Dana"]'
# Emptied.
credence --quiet contact set 1 name=
credence --json contact show 1 | expect_json .name ''
expect_exit 2 credence contact set 1 email= 2>error.txt
expect_text 'a contact needs an email or a name' error.txt
expect_exit 2 credence provider set 1 last_name= 2>error.txt
expect_text 'a provider needs last_name' error.txt
# The same again is refused; the other one is named.
expect_exit 2 credence contact add payer='Prairie Health' role=enrollment email=dana@prairie.example 2>error.txt
expect_text 'there is such a contact already: number 1' error.txt

for kind in payer location; do
	credence --quiet "$kind" retire 1 --on 2026-12-31
	credence --json "$kind" show 1 | expect_json .retired_day 2026-12-31
	credence --json "$kind" list | expect_json length 1
	expect_exit 2 credence "$kind" retire 1 --on tomorrow 2>error.txt
	expect_text '"tomorrow"' error.txt
done
