# export: every table as CSV and JSON of one moment; formulas are text, birth days stay at home unless asked for.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
run --quiet provider add npi=1234567893 last_name=Larkspur first_name='=1+1' birth_day=1980-02-03 \
    note='said "yes", then
no' practice_state=IL
run --quiet payer add name='-Prairie, Health' is_caqh_used=no
run --quiet credential add provider=1 credential_type=license state=IL number=+036
run --quiet enrollment add provider=1 payer=1 state=IL
run --quiet tick

run --json export all tables >made
expect_json '.files | map(select(.file == "providers.csv").rows)' '[1]' <made
expect_json '.files | map(.file) | index("cases.json") != null and index("audit.csv") != null' true <made
for file in tables/*.json; do
	expect_json type array <"$file"
done
expect_json '.[0].last_name' Larkspur <tables/providers.json
expect_json '.[0].first_name' '=1+1' <tables/providers.json
expect_json '.[0] | has("birth_day") or has("folded_name")' false <tables/providers.json
expect_json '.[0].is_caqh_used' false <tables/payers.json
expect_json '.[0].payer_name' '-Prairie, Health' <tables/enrollments.json
[ "$(stat -c %a tables/providers.csv)" = 600 ] || fail "others may read it"

# RFC 4180: CRLF, quotes doubled; what a spreadsheet would run begins with an apostrophe.
head -1 tables/providers.csv | tr -d '\r\n' >heads
expect_text '^provider_id,npi,last_name,first_name,.*,modified_ms,.*' heads
[ "$(head -1 tables/providers.csv | tail -c 2 | od -An -tx1 | tr -d ' ')" = 0d0a ] || fail "no CRLF"
expect_text "1234567893,Larkspur,\"'=1\+1\"," tables/providers.csv
expect_text 'said ""yes"", then' tables/providers.csv
expect_text "\"'-Prairie, Health\",commercial" tables/payers.csv
expect_text ',no,' tables/payers.csv
expect_text "\"'\+036\"" tables/credentials.csv
# The settings, which are kept with their versions, say where secrets are, and what they are cannot stand there.
if grep -r 'secret\|1980' --exclude='catalog_versions.*' tables || grep -r 1980 tables; then
	fail "something secret was written"
fi

# Asked for, birth days are there, and the log says who took them.
CREDENCE_USER=maria run --quiet export providers private --with-birth-days
expect_json '.[0].birth_day' 1980-02-03 <private/providers.json
[ "$(find private -type f | wc -l)" -eq 2 ] || fail "more than was asked for"
run --json audit list >log
expect_json '.[-1] | [.actor, .action, .object, .detail]' '["maria","export","providers","with birth days"]' <log

expect_exit 2 run export nonsense other 2>refusal
expect_text 'all, providers' refusal
[ ! -e other ] || fail "a folder was made for nothing"

# What was exported can be imported: here it changes nothing, elsewhere it makes the same records.
"$CREDENCE" --quiet init plain --timezone America/Chicago
"$CREDENCE" --quiet init copy --timezone America/Chicago
again() {
	"$CREDENCE" -C "$1" --now 2026-11-24T09:00 "${@:2}"
}
again plain --quiet provider add npi=1234567893 last_name=Larkspur first_name=Zoë practice_state=IL \
    start_day=2026-12-01 birth_day=1980-02-03 email=zoe@elm.example
again plain --quiet payer add name='Prairie "Health"' kind=medicaid is_caqh_used=no turnaround_days=60
again plain --quiet location add name='Main St' zip=62701 state=IL
again plain --quiet credential add provider=1 credential_type=license state=IL number=036-1 expires_day=2027-07-31
again plain --quiet enrollment add provider=1 payer=1 location=1 state=IL submitted_day=2026-10-01 \
    status=submitted provider_number=A77
again plain --quiet contact add payer=1 role=credentialing name=Dana email=dana@prairie.example
again plain --quiet export all first --with-birth-days
for kind in providers payers locations credentials enrollments contacts; do
	again plain --json import "$kind" "first/$kind.csv" >counts
	expect_json '[.rows, .unchanged, .refused]' '[1,1,0]' <counts
	again copy --json import "$kind" "first/$kind.csv" >counts
	expect_json '[.rows, .added, .refused]' '[1,1,0]' <counts
done
again copy --quiet export all second --with-birth-days
for kind in providers payers locations credentials enrollments contacts; do
	cmp "first/$kind.csv" "second/$kind.csv"
done

# Documents come out as they came in, under the name that their row has; a second export finds them there.
printf 'a licence\n' >licence.txt
again plain --quiet document add licence.txt provider=1 kind='license copy'
for _ in one two; do
	again plain --json export all "third" | expect_json '.files[-1] | [.file, .rows]' '["documents/",1]'
done
sum=$(jq -r '.[0].sha256' third/documents.json)
cmp licence.txt "third/documents/$sum"
[ "$(stat -c %a "third/documents/$sum")" = 600 ] || fail "others may read it"
