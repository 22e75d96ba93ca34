#!/bin/bash
# Refused rows come back in a file with the reason in its last column; mended, that file is imported.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
one() { sqlite3 practice/credence.db "$1"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

printf '%s\n' 'Roster' 'NPI,Last Name,Notes,Start Date' '1234567893,Larkspur,fine,12/1/2026' \
    $'1234567890,"O\'Fox, glove","-1 ""quoted""\nand more",12/1/2026' \
    '1245319599,Sorrel,=HYPERLINK("x"),13/13/2026' >roster.csv
expect_exit 3 credence import providers roster.csv --rejects bad.csv >out.txt 2>err.txt
expect_text 'the refused rows are in bad.csv: mend them and import that file' out.txt
[ "$(head -c 3 bad.csv | od -An -tx1)" = ' ef bb bf' ] || fail "spreadsheets need the BOM"
expect_text 'Last Name,Notes,Start Date,Problem' bad.csv
expect_text 'is no NPI: the check digit is wrong' bad.csv
expect_text '"'"'"'=HYPERLINK' bad.csv

sed -i -e 's/1234567890/1003000126/' -e 's,13/13/2026,12/13/2026,' bad.csv
credence --json import providers bad.csv >out.json
expect_json '[.rows, .added, .refused, (.problems | length)]' '[2,2,0,0]' <out.json
[ "$(one "SELECT last_name || '|' || note FROM provider WHERE npi = '1003000126'")" = \
    $'O\'Fox, glove|-1 "quoted"\nand more' ] || fail "not the same text"
[ "$(one "SELECT note || '|' || start_day FROM provider WHERE npi = '1245319599'")" = \
    '=HYPERLINK("x")|2026-12-13' ] || fail "not the same text"

expect_exit 2 credence import providers roster.csv --rejects roster.csv 2>err.txt
expect_text 'names the file that is imported' err.txt
expect_text '^Roster' roster.csv
