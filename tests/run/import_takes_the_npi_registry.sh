#!/bin/bash
# Records of the NPI registry come in directly: people as providers with their licenses, organizations
# as locations; the second time nothing changes; what is known better here is kept.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C "$folder" "$@"; }
one() { sqlite3 "$folder/credence.db" "$1"; }
begin() {
	folder=$1
	"$CREDENCE" --quiet init "$folder" --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example
}
corpus=$TOP/tests/corpus/nppes

begin invented
printf '%s\n' 'NPI,Last Name,First Name,Specialty' '1234567893,Larkspur-Rose,Ada,Cardiology' >roster.csv
credence --quiet import providers roster.csv
credence --json import nppes "$corpus/answer.json" >out.json
expect_json '[.rows, .added, .updated, .unchanged, .refused]' '[3,2,1,0,0]' <out.json
expect_json '[.problems[] | "\(.line) \(.severity)"]' '["4 warning","70 warning"]' <out.json
expect_json '.problems[0].message | test("\"LARKSPUR\" in the registry and \"Larkspur-Rose\" here")' true <out.json
expect_json '.problems[1].message | test("^phone of NPI 1245319599 is left out")' true <out.json
[ "$(one "SELECT last_name || '|' || specialty || '|' || taxonomy_code || '|' || practice_state || '|' ||
    provider_type || '|' || enumerated_day FROM provider WHERE npi = '1234567893'")" = \
    'Larkspur-Rose|Cardiology|207Q00000X|IL|MD|2014-01-08' ] || fail "what is known is kept"
[ "$(one "SELECT group_concat(number || ' ' || state || ' ' || status || ' ' || note, ';') FROM credential")" = \
    '036104311 IL unverified self-reported to NPPES' ] || fail "license"
[ "$(one 'SELECT kind || last_name FROM provider_name')" = 'formerRose' ] || fail "former name"
[ "$(one "SELECT last_name || '|' || first_name FROM provider WHERE npi <> '1234567893'")" = \
    'Foxglove|Ben' ] || fail "capitals"
[ "$(one "SELECT name || '|' || city || '|' || zip || '|' || group_npi FROM location")" = \
    'FOUR RIVERS MEDICAL GROUP|SPRINGFIELD|62701-1234|1003000126' ] || fail "location"
credence --json import nppes "$corpus/answer.json" | expect_json '[.added, .updated, .unchanged]' '[0,0,3]'

# The same people in the bulk file, and a deactivated number.
expect_exit 3 credence --json import nppes "$corpus/npidata.csv" >out.json
expect_json '[.rows, .added, .updated, .unchanged, .refused]' '[4,0,0,3,1]' <out.json
expect_json '.problems[-1] | "\(.line) \(.message)"' '5 NPI 1558598797 was deactivated on 03/04/2020: nobody may bill under it' <out.json

# Errors of the registry come with HTTP 200.
# Of the monthly file those alone whom we have.
rm -rf known
"$CREDENCE" --quiet --now 2026-11-22T08:00 init known --timezone America/Chicago
"$CREDENCE" -C known --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada
"$CREDENCE" -C known --json import nppes "$corpus/npidata.csv" --known | expect_json '[.rows, .added, .updated, .unchanged, .refused]' '[4,0,1,0,0]'
"$CREDENCE" -C known --json provider list | expect_json length 1
expect_exit 2 "$CREDENCE" -C known import providers roster.csv --known 2>err.txt

expect_exit 2 credence import nppes "$corpus/error.json" 2>err.txt
expect_text 'error.json: .*the registry answered "NPI must be 10 digits' err.txt
credence --json import nppes "$corpus/nothing.json" | expect_json '[.rows, .problems[0].severity]' '[0,"warning"]'
printf '{"results": 7}' >odd.json
expect_exit 2 credence import nppes odd.json 2>err.txt
printf '{"results": [\n{"number": ]}' >odd.json
expect_exit 2 credence import nppes odd.json 2>err.txt
expect_text 'odd.json: .*line 2' err.txt
expect_exit 2 credence import nppes roster.csv 2>err.txt
expect_text 'roster.csv:1:1: this is no NPPES file: the column "Entity Type Code" is missing' err.txt
