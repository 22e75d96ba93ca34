#!/bin/bash
# The same file again changes nothing, an empty cell erases nothing, and a changed cell is the only
# thing that is written; the audit log says who and from which file.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
one() { sqlite3 practice/credence.db "$1"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

printf '%s\n' 'NPI,Last Name,First Name,State,Email,License #,License Exp' \
    '1234567893,Larkspur,Ada,IL,ada@elm.example,IL 036-104311,7/31/2027' \
    '1245319599,Foxglove,Ben,TX,ben@elm.example,TX-88,8/31/2027' >roster.csv
credence --json import providers roster.csv | expect_json '[.added, .updated, .unchanged]' '[2,0,0]'
credence --quiet tick
audited=$(one 'SELECT count(*) FROM audit')
before=$(one 'SELECT * FROM provider; SELECT * FROM credential')
CREDENCE_USER=maria credence --json import providers roster.csv |
    expect_json '[.added, .updated, .unchanged, .refused]' '[0,0,2,0]'
[ "$(one 'SELECT * FROM provider; SELECT * FROM credential')" = "$before" ] || fail "rows changed"
[ "$(one 'SELECT count(*) FROM audit')" = "$audited" ] || fail "nothing was changed, but audited"
[ "$(one 'SELECT count(*) FROM changed')" = 0 ] || fail "start rules look again at nothing new"

# The same number written otherwise is the same license; empty cells say nothing.
printf '%s\n' 'NPI,Last Name,First Name,State,Email,License #,License Exp' \
    '1234567893,LARKSPUR,,,,il036104311,' '1245319599,,,,benjamin@elm.example,,' >roster.csv
CREDENCE_USER=maria credence --json import providers roster.csv >out.json
expect_json '[.added, .updated, .unchanged]' '[0,2,0]' <out.json
[ "$(one "SELECT group_concat(first_name || ' ' || last_name || ' ' || email, ', ') FROM provider")" = \
    'Ada LARKSPUR ada@elm.example, Ben Foxglove benjamin@elm.example' ] || fail "not as expected"
[ "$(one 'SELECT count(*) FROM credential')" = 2 ] || fail "a license twice"
[ "$(one 'SELECT actor || ": " || detail FROM audit ORDER BY audit_id DESC LIMIT 1')" = \
    'maria: email "benjamin@elm.example", was "ben@elm.example"; from roster.csv' ] || fail "audit"

# A file that says two things of one provider: the first counts, the place of the other is told, and no second import
# changes the record to and fro.  What stands in a row that is refused says nothing.
printf '%s\n' 'NPI,Last Name,First Name,Email,Phone,License #,License Exp,Maiden Name' \
    '1003000126,Sage,Cy,nobody,312-555-0199,IL 7,8/31/2027,' '1003000126,Sage,Cy,cy@elm.example,,IL 7,8/31/2027,Fern' \
    '1003000126,Sage,Cyrus,cyrus@elm.example,312-555-0100,IL 7,9/30/2027,Fern; Van Dyke' >roster.csv
expect_exit 3 credence --json import providers roster.csv --map <(echo 'values: {license.state: IL}') >out.json 2>/dev/null
expect_json '[.added, .updated, .refused]' '[1,1,1]' <out.json
expect_json '.problems | map(select(.severity == "warning") | [.line, .column, .message])' '[[4,17,"First Name: line 3 says otherwise of the same provider, and counts"],[4,23,"Email: line 3 says otherwise of the same provider, and counts"],[4,59,"License Exp: line 3 says otherwise of the same credential, and counts"]]' <out.json
rows="SELECT first_name, email, phone, expires_day FROM provider JOIN credential USING (provider_id) WHERE npi = '1003000126';
	SELECT last_name FROM provider_name"
[ "$(one "$rows")" = "Cy|cy@elm.example|312-555-0100|2027-08-31
Fern
Van Dyke" ] || fail "$(one "$rows")"
expect_exit 3 credence --json import providers roster.csv >out.json 2>/dev/null
expect_json '[.added, .updated, .unchanged, .refused]' '[0,0,2,1]' <out.json
credence verify >verify.txt
