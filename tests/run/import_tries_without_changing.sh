#!/bin/bash
# --dry-run says what would happen, rows that lean on earlier rows of the same file included, and
# changes nothing.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

printf '%s\n' 'NPI,Last Name,Email,Phone' '1234567893,Larkspur,ada@elm.example,' '1234567890,Wrong,,' \
    '1234567893,Larkspur,ada@elm.example,' '1234567893,Larkspur,,312-555-0100' >roster.csv
before=$(sqlite3 practice/credence.db .dump | sha256sum)
expect_exit 3 credence --json import providers roster.csv --dry-run >dry.json
[ "$(sqlite3 practice/credence.db .dump | sha256sum)" = "$before" ] || fail "a dry run changed something"
expect_json '[.rows, .added, .updated, .unchanged, .refused]' '[4,1,1,1,1]' <dry.json
expect_exit 3 credence import providers roster.csv --dry-run >out.txt 2>err.txt
expect_text '^nothing was changed; it would be 4 rows: 1 added' out.txt
expect_exit 3 credence --json import providers roster.csv >real.json
cmp dry.json real.json
