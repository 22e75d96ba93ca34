#!/bin/bash
# The check-up of an old spreadsheet: what is wrong in it, the worst first, in words that one acts on; tried
# on a copy, so that nothing is changed.
. "$TOP/tests/lib/run.sh"

run() { "$CREDENCE" --now 2026-11-24T09:00 -C practice "$@"; }
"$CREDENCE" --quiet init practice --timezone America/Chicago
cat >old.csv <<'END'
NPI,Last Name,First Name,DOB,State,Lic #,Lic Exp,DEA,DEA Exp,CAQH #,CAQH last attested
1234567893,Larkspur,Ada,2/3/1980,IL,036-1,1/31/2026,,,12345678,6/20/2026
1234567890,Foxglove,Ben,,IL,036-2,1/31/2027,,,12345679,11/1/2026
1000101174,Hawthorn,Cora,5/6/1975,WI,WI-3,12/10/2026,,,12345670,7/1/2026
1000108484,Larkspur,Ada,2/3/1980,IL,,,,,,
END
expect_exit 3 run --json import providers old.csv --dry-run --report >out
expect_json '[.report[] | [.harm, .finding, .count]]' \
    '[[1,"refused",1],[1,"license_expired",1],[1,"attestation_lapsed",1],[2,"expires_soon",1],[2,"attestation_missing",1],[2,"license_missing",1],[3,"duplicates",1]]' <out
expect_json '.report[0].rows[0].provider' 'line 3' <out
expect_json '.report[1].rows[0] | [.npi, .provider, .detail]' \
    '["1234567893","Larkspur, Ada","state_license IL 036-1 expired 2026-01-31"]' <out
# In Illinois an attestation holds 180 days: 20 June is well, elsewhere 1 July is too long ago.
expect_json '.report[2].rows[0].npi' 1000101174 <out
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM provider")" = 0 ] || fail "a look changed something"

expect_exit 3 run import providers old.csv --report >said 2>errors
expect_text '^1\. rows that are not taken: 1$' said
expect_text 'mend these in the file' said
expect_text '1234567893 Larkspur, Ada: state_license IL 036-1 expired' said
if grep -E '1980|1975' said errors out; then
	fail "a birth day was shown"
fi

# Without --report nothing is different; and where all is well, it says so.
expect_exit 3 run --json import providers old.csv | expect_json 'has("report")' false
"$CREDENCE" --quiet init well --timezone America/Chicago
head -1 old.csv >well.csv
printf '1234567893,Larkspur,Ada,,IL,036-1,1/31/2028,,,12345678,11/1/2026\n' >>well.csv
"$CREDENCE" --now 2026-11-24T09:00 -C well import providers well.csv --report >said
expect_text 'nothing was found' said
