# provider readiness: what a file lacks for a payer at a site on a day, and what two places say otherwise.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@elm.example
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
cat >practice/catalogs/requirements.yaml <<'END'
requirements:
  license: {label: state license, credential: state_license, of_state: true}
  dea: {label: DEA registration, credential: dea, provider_types: [MD]}
  attestation: {label: CAQH attestation, check: caqh_attestation, caqh: true}
  special: {label: supervision agreement, document: supervision agreement, payers: [Lone Star Plan]}
END
run --quiet check
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada provider_type=MD \
    practice_state=IL dea_number=AL5836727
run --json provider readiness 1 >report
expect_json '.scopes | map([.payer_name, .state, .on_day, .required, .open])' '[[null,"IL","2026-11-24",2,2]]' <report
expect_json '.open | map([.requirement, .state, .standing])' '[["license","IL","missing"],["dea","","missing"]]' <report

run --quiet payer add name='Prairie Health' is_caqh_used=yes
run --quiet payer add name='Lone Star Plan' is_caqh_used=no
run --quiet location add name='Main St' state=IL tax_id=12-3456789
run --quiet location add name='Dallas' state=TX
run --quiet enrollment add provider=1 payer='Prairie Health' location='Main St'
run --quiet enrollment add provider=1 payer='Lone Star Plan' location=Dallas
run --quiet credential add provider=1 credential_type=state_license state=IL number=036-1 expires_day=2027-07-31
run --quiet credential add provider=1 credential_type=dea state=IL number=AL5836727 expires_day=2028-07-31 \
    verified_day=2026-11-01 status=verified
run --json provider readiness 1 >report
expect_json '.scopes | map([.payer_name, .location_name, .state, .required, .open])' \
    '[["Lone Star Plan","Dallas","TX",3,3],["Prairie Health","Main St","IL",3,3]]' <report
expect_json '.open | map([.requirement, .state, .standing, .payers])' '[["license","TX","missing","Lone Star Plan"],["dea","","incomplete","Lone Star Plan, Prairie Health"],["special","","missing","Lone Star Plan"],["license","IL","unverified","Prairie Health"],["attestation","","missing","Prairie Health"]]' <report
expect_json '.mismatches | map([.what, .where])' '[["tax number","Dallas"]]' <report

# The copy of the certificate is asked for beside what the source says, and counts once a person accepted it.
expect_json '[.scopes[1].items[] | select(.requirement == "dea") | [.standing, .reason]]' \
    '[["incomplete","no document \"DEA certificate\" was accepted"]]' <report
run --quiet document add provider=1 kind='DEA certificate' name=dea.pdf
run --json provider readiness 1 | expect_json '.scopes[1].open' 3
run --quiet document set 1 status=accepted
run --quiet document add provider=1 kind='license copy' name=license.pdf status=accepted
run --json provider readiness 1 | expect_json '.scopes[1].open' 2

# Asked, answered, attested: ready today; in a year the verification is old and the license has ended.
run --quiet credential verify 1 --method web --result 'active'
run --quiet provider set 1 caqh_attested_day=2026-11-01
run --json provider readiness 1 --payer 'Prairie Health' >report
expect_json '[.is_ready, .scopes[0].is_ready, (.scopes[0].items | map(.until_day))]' \
    '[true,true,["2027-03-24","2028-07-31","2027-04-30"]]' <report
run --json provider readiness 1 --payer 'Prairie Health' --on 2027-03-25 |
    expect_json '.open | map([.requirement, .standing])' '[["license","stale"]]'
run --json provider readiness 1 --payer 'Prairie Health' --on 2027-09-01 |
    expect_json '.open | map([.requirement, .standing])' '[["license","expired"],["attestation","expired"]]'

# Decided last week: nothing is asked anew for three years, then for the day of the next decision.
run --quiet enrollment set 1 credentialed_day=2026-11-17
"$CREDENCE" -C practice --json --now 2027-04-10 provider readiness 1 --payer 1 |
    expect_json '[.scopes[0].on_day, .is_ready]' '["2027-04-10",true]'
"$CREDENCE" -C practice --json --now 2029-06-01 provider readiness 1 --payer 1 |
    expect_json '[.scopes[0].on_day, .scopes[0].items[0].standing]' '["2029-11-17","expired"]'
run --quiet document add provider=1 kind='supervision agreement' name=agreement.pdf status=accepted
run provider readiness 1 --location Dallas >page
expect_text 'state license +TX +missing' page
! grep -q supervision page || fail 'the accepted document is still asked for'

# A copy of one state's license proves that one alone; of two licenses, one that says no state proves neither.
run --quiet credential add provider=1 credential_type=state_license state=TX number=T9 expires_day=2028-12-31
run --quiet credential verify "$(run --json credential list --provider 1 | jq '.[] | select(.state == "TX") | .credential_id')" --method web --result active
copies() { run --json provider readiness 1 --location Dallas | jq -c '[.scopes[].items[] | select(.requirement == "license") | [.state, .reason]] | unique'; }
[[ $(copies) == *'["TX","a document \"license copy\" was accepted, but not said for which state"]'* ]] || fail "$(copies)"
run --quiet document set 2 state=IL
[[ $(copies) == *'["TX","no document \"license copy\" of TX was accepted"]'* ]] || fail "$(copies)"
run --quiet document add provider=1 kind='license copy' name=texas.pdf state=tx status=accepted
[[ $(copies) == *'["TX",""]'* ]] || fail "$(copies)"
expect_exit 2 run document set 2 state=Ohioo 2>refusal
run --quiet credential set "$(run --json credential list --provider 1 | jq '.[] | select(.state == "TX") | .credential_id')" status=retired

# The registry's record is kept for comparing, whatever of it is taken over.
cat >nppes.json <<'END'
{"result_count":1,"results":[{"number":"1234567893","enumeration_type":"NPI-1",
 "basic":{"first_name":"ADA","last_name":"FOXGLOVE","credential":"M.D.","last_updated":"2026-05-01","enumeration_date":"2010-01-01"},
 "addresses":[{"address_purpose":"LOCATION","country_code":"US","state":"TX","city":"Dallas"}],
 "taxonomies":[{"code":"207Q00000X","desc":"Family Medicine","primary":true,"license":"036.9","state":"IL"}]}]}
END
run --quiet import nppes nppes.json 2>warnings
expect_text 'last name "FOXGLOVE" in the registry' warnings
run --quiet import nppes nppes.json 2>warnings
run --json provider readiness 1 --payer 1 >report
expect_json '.mismatches | map([.what, .ours, .theirs])' '[["last name","Larkspur","Foxglove"],["state of practice","IL","TX"]]' <report
run --quiet credential set 4 status=retired
run --json provider readiness 1 --payer 1 |
    expect_json '.mismatches | map(.what)' '["last name","state of practice","license IL"]'

# Mistakes in the list are named with their place, and stop nothing else.
sed -i 's/credential: dea/credential: deaa/' practice/catalogs/requirements.yaml
expect_exit 2 run check 2>mistakes
expect_text 'requirements.yaml:3:[0-9]+: "deaa" is not in credential_types.yaml' mistakes
expect_exit 2 run provider readiness 1 2>mistakes
expect_text 'requirements.yaml:3:[0-9]+: "deaa"' mistakes
run --quiet tick
# A folder from before the list uses the one that comes with the program.
rm practice/catalogs/requirements.yaml
run --quiet check
run --json provider readiness 1 | expect_json '.scopes[0].required > 10' true
expect_exit 2 run provider readiness 77 2>refusal
expect_text 'no provider' refusal
