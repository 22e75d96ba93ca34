#!/bin/bash
# Titles above the header, odd headings, Excel's days, CP1252, semicolons, CR alone: all of it is read.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
one() { sqlite3 practice/credence.db "$1"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

# A title, a blank line, CP1252 in a name, a line break in a cell, days as people and Excel write them.
printf '%s\r\n' 'Provider roster,,,,,,,,,' ',,,,,,,,,' \
    'Provider Name,NPI #,Lic. #,Lic State,Lic Exp. Date,Start Date,E-mail,D.O.B.,DEA No.,Notes' \
    $'"Nu\xf1ez, Jos\xe9, M.D.",1234567893,036-104311,Illinois,46477,12/1/26,Jose@Elm.example,3/4/61,AP5836727,"two\r\nlines"' \
    'Dr. Ben de la Foxglove,1245319599.0,N/A,,,1-Dec-2026,n/a,,,' ',,,,,,,,,' >roster.csv
credence --json import providers roster.csv >out.json
expect_json '[.rows, .added, .refused, (.problems | length)]' '[2,2,0,0]' <out.json
[ "$(one "SELECT last_name || '|' || first_name || '|' || provider_type || '|' || start_day || '|' ||
    email || '|' || dea_number || '|' || note FROM provider WHERE npi = '1234567893'")" = \
    $'Nuñez|José|M.D.|2026-12-01|jose@elm.example|AP5836727|two\nlines' ] && [ "$(credence provider reveal 1234567893 birth_day)" = 1961-03-04 ] || fail "not as written"
[ "$(one "SELECT credential_type || ' ' || number || ' ' || state || ' ' || expires_day || ' ' || status
    FROM credential")" = 'state_license 036-104311 IL 2027-03-31 unverified' ] || fail "no license"
[ "$(one "SELECT last_name || ', ' || first_name FROM provider WHERE npi = '1245319599'")" = \
    'de la Foxglove, Ben' ] || fail "name in one cell"

# Semicolons with BOM; tabs; CR alone.
printf '\xef\xbb\xbfPayer Name;Type;E-Mail;Turnaround (days)\nPrairie Health;Commercial;desk@prairie.example;90\n' >payers.csv
printf 'Payer\tState\rLone Star, Inc.\tTexas\r' >more.tsv
credence --json import payers payers.csv | expect_json .added 1
credence --json import payers more.tsv | expect_json .added 1

# What belongs to what is said by NPI and name; a list of payers in one cell makes enrollments.
printf '%s\n' 'NPI,Payers' '1234567893,"Lone Star, Inc."' '1245319599,"prairie health; LONE STAR, INC."' >insured.csv
credence --json import providers insured.csv | expect_json '[.added, .updated, .refused]' '[0,2,0]'
[ "$(one 'SELECT count(*) FROM enrollment')" = 3 ] || fail "enrollments of a list"
printf '%s\n' 'Facility,Street,City,ST,Zip' 'Elm Street,1 Elm St,Boston,MA,2138' >sites.csv
credence --quiet import locations sites.csv
printf '%s\n' 'NPI,Health Plan,Site,Status,Date Submitted' \
    '1234567893,Prairie Health,elm street,Pending,11/1/2026' >plans.csv
credence --quiet import enrollments plans.csv
[ "$(one "SELECT e.state || ' ' || e.status || ' ' || e.submitted_day || ' ' || l.zip FROM enrollment e
    JOIN location l USING (location_id)")" = 'MA submitted 2026-11-01 02138' ] || fail "enrollment at a site"
printf '%s\n' 'Payer,Contact Name,Email,Title' 'Prairie Health,Dana,Dana@Prairie.example,credentialing' >people.csv
credence --quiet import contacts people.csv
[ "$(one "SELECT owner_type || ' ' || role || ' ' || email FROM contact")" = \
    'payer credentialing dana@prairie.example' ] || fail "contact"
