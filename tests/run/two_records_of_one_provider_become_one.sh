#!/bin/bash
# main flow under the sanitizers
# Duplicates are listed with reasons; a merge keeps the older record, moves what is the other's, leaves behind
# what both have, is followed by whatever still names the old number, and can be taken back.
. "$TOP/tests/lib/run.sh"

credence() { CREDENCE_USER=maria "$CREDENCE" --now "${day:-2026-11-22}" -C p "$@"; }
one() { sqlite3 p/credence.db "$1"; }
add() { credence --quiet "$@"; }
pairs() { credence --json provider duplicates "$@" | jq -c '[.[] | [.provider_id, .other_id]]'; }
is_pairs() { local want=$1; shift; [ "$(pairs "$@")" = "$want" ] || fail "pairs $(pairs "$@"), not $want"; }
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

is_pairs '[]'
add provider add npi=1234567893 last_name=Larkspur first_name=Ada birth_day=1971-03-04 practice_state=IL caqh_id=12345678
day=2026-11-23 add provider add npi=1245319599 last_name=Lakrspur first_name=Ada birth_day=1971-03-04 email=ada@elm.example phone=217-555-0100
add provider add npi=1558598797 last_name=Foxglove first_name=Robert practice_state=TX dea_number=AB1234563
add provider add npi=1770626038 last_name=Foxglove first_name=Bob practice_state=TX
add provider add npi=1972902351 last_name=Quince first_name=Ada birth_day=1971-03-04
add provider add npi=1003000126 last_name=Foxglove first_name=Robert birth_day=1990-01-01 practice_state=OH
add credential add provider=3 credential_type=state_license state=TX number=K-77
add credential add provider=5 credential_type=state_license state=TX number=K77
credence --json provider duplicates >pairs.json
expect_json '[.[0] | .provider_id, .other_id, .name, .other_name]' '[1,2,"Larkspur, Ada","Lakrspur, Ada"]' <pairs.json
expect_json '.[0].reasons' '["near last name","same birth date"]' <pairs.json
expect_json '[.[] | select(.other_id == 4) | .reasons] | flatten | index("nickname") != null' true <pairs.json
is_pairs '[[1,2]]' --score 80
is_pairs '[[1,2]]' --provider 2
expect_exit 2 credence provider duplicates --score 101 2>err.txt
# Somebody says that two are two.
expect_exit 2 credence provider distinct 3 4 2>err.txt
expect_text '--reason says how it is known' err.txt
expect_exit 2 credence provider distinct 3 3 --reason x 2>err.txt
add provider distinct 4 3 --reason "brothers, both seen"
credence --json provider duplicates | expect_json '[.[] | select(.provider_id == 3 and .other_id == 4)]' '[]'

# What belongs to both records; the same enrollment and license at both.
add payer add name='Prairie Health'
add payer add name='Lone Star Plan'
for provider in 1 2; do
	add enrollment add provider=$provider payer='Prairie Health' state=IL
	add credential add provider=$provider credential_type=dea state=IL number=AL1234563
done
add enrollment add provider=2 payer='Lone Star Plan' state=TX
add credential add provider=2 credential_type=state_license state=TX number=T-9 expires_day=2027-06-30
add contact add provider=2 role=assistant email=kim@elm.example
add document add provider=2 name=cv.pdf
add feed add adas --only provider=2 >/dev/null
add tick
one 'SELECT count(*) FROM case_file WHERE provider_id = 2' >cases
[ "$(cat cases)" -gt 0 ] || fail "no cases to move"
cp -r p before

expect_exit 2 credence provider merge 1 1 2>err.txt
expect_exit 2 credence provider merge 1 99 2>err.txt
expect_exit 2 credence provider unmerge 2 2>err.txt
expect_text 'provider 2 was not merged' err.txt
credence --json provider merge 2 1 --dry-run >dry.json
expect_json '[.merge_id, .provider_id, .merged_id, .filled]' '[null,1,2,["email","phone"]]' <dry.json
[ "$(one 'SELECT count(*) FROM merge')" = 0 ] || fail "a dry run has merged"
credence --json provider merge 2 1 >merge.json
expect_json '[.merge_id, .provider_id, .merged_id, .filled, .moved.credential, .moved.enrollment, .moved.contact, .moved.document, .moved.feed]' \
    '[1,1,2,["email","phone"],1,1,1,1,1]' <merge.json
expect_json '[.left_behind[].table] | map(select(. != "case_file"))' '["credential","enrollment"]' <merge.json
credence --json provider show 1 >show.json
expect_json '[.npi, .email, .caqh_id, .last_name, [.names[] | [.kind, .last_name]]]' \
    '["1234567893","ada@elm.example","12345678","Larkspur",[["alias","Lakrspur"]]]' <show.json
expect_json '[.enrollments[].payer_name] | sort' '["Lone Star Plan","Prairie Health"]' <show.json
[ "$(one 'SELECT status FROM provider WHERE provider_id = 2')" = left ]
[ "$(one "SELECT count(*) FROM case_file c JOIN enrollment e ON c.subject_type = 'enrollment' AND e.enrollment_id = c.subject_id WHERE c.provider_id <> e.provider_id")" = 0 ] || fail "a case and its enrollment disagree"

# The old number finds the person; nothing is listed or merged twice; an old roster goes to the kept record.
credence --json provider show 1245319599 | expect_json .provider_id 1
is_pairs '[]' --score 80
expect_exit 2 credence provider merge 1 1245319599 2>err.txt
printf '%s\n' 'NPI,Last Name,First Name,Specialty' '1245319599,Lakrspur,Ada,Family Medicine' >old.csv
add import providers old.csv
[ "$(one 'SELECT npi, specialty FROM provider WHERE provider_id = 1')" = '1234567893|Family Medicine' ] || fail "the old roster"
[ "$(one 'SELECT status FROM provider WHERE provider_id = 2')" = left ] || fail "the merged one is back"
"$CREDENCE" -C p verify >/dev/null

# Taken back: not while something that it wrote has changed; then all is as before.
add provider set 1 phone=217-555-0199
expect_exit 2 credence provider unmerge 1245319599 2>err.txt
expect_text 'phone of provider 1 has changed since' err.txt
add provider set 1 phone=217-555-0100
credence --json provider unmerge 1245319599 | expect_json '[.provider_id, .merged_id]' '[1,2]'
for table in provider_name credential document enrollment contact case_file; do
	diff <(sqlite3 before/credence.db "SELECT * FROM $table") <(one "SELECT * FROM $table") || fail "$table is not as before"
done
[ "$(one 'SELECT status FROM provider WHERE provider_id = 2')" = active ]
expect_exit 2 credence provider unmerge 2 2>err.txt
credence --json audit list --object "provider 2" | expect_json '[.[].action] | map(select(test("merge")))' '["provider merge","provider unmerge"]'

# A chain: into one that is merged itself.
add provider merge 1 2
add provider merge 1 5
credence --json provider show 1972902351 | expect_json .provider_id 1
"$CREDENCE" -C p verify >/dev/null
