#!/bin/bash
# A map says what headings mean that nobody would guess; it is kept in the folder for the next time.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

printf '%s\n' 'Key,Who,Paper,Locker' '1234567893,"Larkspur, Ada",036-104311,7' >odd.csv
expect_exit 2 credence import providers odd.csv 2>err.txt
expect_text 'needs a column for npi.*A map can say' err.txt

printf '%s\n' 'columns:' '  Key: npi' '  Who: full_nam' '  Paper: license.number' >map.yaml
expect_exit 2 credence import providers odd.csv --map map.yaml 2>err.txt
expect_text 'map.yaml:3:8: no column can be "full_nam". Did you mean "full_name"\?' err.txt
expect_exit 2 credence import providers odd.csv --map gone.yaml 2>err.txt

printf '%s\n' 'columns:' '  Key: npi' '  Who: full_name' '  Paper: license.number' '  Locker: ignore' \
    'values:' '  license.state: IL' >map.yaml
credence --quiet import providers odd.csv --map map.yaml --dry-run
[ ! -e practice/maps/providers.yaml ] || fail "a dry run kept the map"
credence --json import providers odd.csv --map map.yaml >out.json
expect_json '[.added, .refused, (.problems | length)]' '[1,0,0]' <out.json
[ "$(sqlite3 practice/credence.db "SELECT last_name || number || state FROM provider
    JOIN credential USING (provider_id)")" = 'Larkspur036-104311IL' ]
cmp map.yaml practice/maps/providers.yaml
credence --json import providers odd.csv | expect_json .unchanged 1
