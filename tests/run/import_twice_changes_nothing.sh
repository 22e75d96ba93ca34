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
credence verify >verify.txt
