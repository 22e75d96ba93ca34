#!/bin/bash
# "export --fhir" writes FHIR R4 resources that an independent reading of the specification finds well shaped
# (tests/fhir/shape.py), with no more of a person than is needed.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet demo --no-run practice
run() { "$CREDENCE" -C practice --now 2026-12-24T09:00 "$@"; }
run --quiet provider set 1 birth_day=1980-02-03 taxonomy_code=207Q00000X sex=F email=ada@elm.example \
    caqh_id=12345678 note='a note of ours' middle_name='B "Q"'
run --quiet provider set 2 status=left
run --quiet location set 1 retired_day=2026-01-31
run --quiet credential set 2 number=AL1234563 status=adverse verified_day=2026-11-02 verified_method=web \
    verified_result='reprimand' issuer='<Board> & Co'

run --json export --fhir made >out
expect_json '[.files[].file]' '["Organization.ndjson","Location.ndjson","Practitioner.ndjson","PractitionerRole.ndjson","VerificationResult.ndjson"]' <out
python3 "$TOP/tests/fhir/shape.py" made

head -1 made/Practitioner.ndjson >ada
expect_json '[.identifier[0].system, .gender, .name[0].given[1]]' '["http://hl7.org/fhir/sid/us-npi","female","B \"Q\""]' <ada
expect_json '[.qualification[] | select(.code.text == "state license") | .issuer.display][0] | length > 0' true <ada
head -1 made/PractitionerRole.ndjson |
    expect_json '.specialty[0].coding[0] | [.system, .code]' '["http://nucc.org/provider-taxonomy","207Q00000X"]'
sed -n 2p made/Practitioner.ndjson | expect_json .active false
head -1 made/Location.ndjson | expect_json .status inactive
sed -n 2p made/VerificationResult.ndjson |
    expect_json '[.status, .primarySource[0].validationStatus.coding[0].code]' '["val-fail","failed"]'

# Minimum necessary.
if grep -E '1980|ada@elm|12345678|a note of ours|AL1234563' made/*.ndjson; then
	fail "more was written than is needed"
fi
[ "$(stat -c %a made/Practitioner.ndjson)" = 600 ] || fail "others may read it"
run --quiet export all asked --fhir --with-birth-days
head -1 asked/Practitioner.ndjson | expect_json .birthDate 1980-02-03
python3 "$TOP/tests/fhir/shape.py" asked
run --json audit list | expect_json '.[-1] | [.action, .object, .detail]' '["export","fhir","with birth days"]'

# The checker is one: each of these is found.
spoil() {
	rm -rf spoilt && cp -r made spoilt && sed -i "$2" "spoilt/$1.ndjson"
	expect_exit 1 python3 "$TOP/tests/fhir/shape.py" spoilt >said
	expect_text "$3" said
}
spoil Practitioner '1s/"gender":"female"/"gender":"F"/' "'F' is not in gender"
spoil PractitionerRole '1s|Practitioner/provider-1"|Practitioner/provider-99"|' 'provider-99 is not there'
spoil VerificationResult '1s/"status":"[a-z]*",//' 'status is missing'
spoil Location '1s/"mode"/"modus"/' "no element 'modus'"

expect_exit 2 run export providers other --fhir 2>refusal
expect_text 'writes all resources' refusal
expect_exit 2 run export providers 2>refusal
expect_text 'needs a folder' refusal
