# provider lookup: the answer is kept as evidence and compared; only --apply changes our record; bad answers are no answers.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-11-01 init practice --timezone America/Chicago --from team@elm.example
run() {
	"$CREDENCE" -C practice --now "${now:-2026-11-24T09:00}" "$@"
}
free_port port
start web.log python3 -u "$TOP/tests/servers/web.py" --port "$port"
wait_for port_open "$port"
asked() {
	grep -c '^GET' web.log || [ $? -eq 1 ]
}
registry() {	# PATH
	printf '%s\n' 'org: {name: Elm Street Clinic, timezone: America/Chicago}' 'mail: {from: team@elm.example}' \
	    "registry: {lookup: true, timeout_seconds: 1, nppes_url: \"http://127.0.0.1:$port/$1\"}" >practice/credence.yaml
}
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada provider_type=MD phone=217-555-0199 \
    practice_state=WI

# Nothing leaves the house unless the settings allow it.
expect_exit 2 run provider lookup 1234567893 2>refusal
expect_text 'does not allow questions to registries' refusal
[ "$(asked)" -eq 0 ] || fail 'it asked nevertheless'

registry nppes/
run --json provider lookup 1234567893 >answer
expect_json '[.result, .provider_id, .registry_lookup_id, .is_kept, .is_applied, .said.kind]' '["found",1,1,false,false,"person"]' <answer
expect_json '.said.differences | map(select(.field | test("phone|state|taxonomy")) | [.field, .ours, .theirs])' \
    '[["phone","217-555-0199","217-555-0110"],["practice_state","WI","IL"],["taxonomy_code",null,"207Q00000X"]]' <answer
expect_json '.said.differences | map(select(.field == "last_name" or .field == "provider_type")) | length' 0 <answer
expect_json .sha256 "$(sha256sum <"$TOP/tests/corpus/nppes/api/1234567893.json" | cut -d' ' -f1)" <answer
grep -q '^GET /nppes/?version=2.1&number=1234567893 ' web.log || fail 'it asked otherwise'
run --json provider show 1 | expect_json '[.phone, .practice_state, .taxonomy_code]' '["217-555-0199","WI",null]'
run --json provider readiness 1 | expect_json '.mismatches | map([.what, .theirs])' '[["state of practice","IL"]]'
run --json audit list --object 'provider 1' | expect_json '.[-1] | [.action, (.detail | test("nppes: found, sha256 [0-9a-f]{64}$"))]' '["registry lookup",true]'

# The same day's answer is kept; --fresh asks again, and so does the next day.
run --json provider lookup 1234567893 | expect_json '[.registry_lookup_id, .is_kept]' '[1,true]'
[ "$(asked)" -eq 1 ] || fail 'a kept answer was asked for again'
run --json provider lookup 1234567893 --fresh | expect_json '[.registry_lookup_id, .is_kept]' '[2,false]'
now=2026-11-26T09:00 run --json provider lookup 1234567893 | expect_json .registry_lookup_id 3

run --json provider lookup 1234567893 --apply | expect_json .is_applied true
run --json provider show 1 | expect_json '[.phone, .practice_state, .taxonomy_code, .last_name, (.names | map(.last_name))]' \
    '["217-555-0110","IL","207Q00000X","Larkspur",["Rose"]]'
run provider lookup 1234567893 >page
expect_text 'our record agrees' page

# Somebody new, an organization, nobody.
run --json provider lookup 1851713903 | expect_json '[.provider_id, .said.differences[0].ours]' '[null,null]'
run --json provider list | expect_json length 1
run --json provider lookup 1851713903 --apply | expect_json '[.provider_id, .is_applied]' '[2,true]'
run --json provider show 1851713903 | expect_json .provider_type MSW
run --json provider lookup 1174270805 | expect_json '.said.kind' organization
expect_exit 2 run provider lookup 1174270805 --apply 2>refusal
expect_text 'is of an organization' refusal
run --json provider lookup 1003000126 --apply | expect_json '[.result, .said, .is_applied]' '["none",null,false]'
expect_exit 2 run provider lookup 1234567890 2>refusal
expect_text 'check digit' refusal

# Bad answers: each is on record as failed, and nothing else happens.
bad() {	# EXIT PATH WORDS
	registry "$2"
	expect_exit "$1" run provider lookup 1234567893 --fresh --apply 2>refusal
	expect_text "$3" refusal
	run --json audit list --object 'provider 1' | expect_json '.[-1].detail | test("^nppes: failed, ")' true
}
run --json provider show 1 >before
bad 2 nppes/error.json 'NPI must be 10 digits'
bad 2 nppes/half 'not whole'
bad 2 nppes/answer.json 'about another number'
bad 2 login/ 'login page|text/html'
now=2026-11-23T08:00 bad 1 later/60 '429|later'
before=$(asked)
now=2026-11-23T08:00 expect_exit 1 run provider lookup 1234567893 --fresh 2>refusal
expect_text 'wants no question before 2026-11-23T08:01' refusal
[ "$(asked)" -eq "$before" ] || fail 'it asked although it was told to stay away'
bad 1 status/503 '503'
bad 2 status/404 '404'
bad 1 cut/ 'reached|cut|ended'
bad 1 slam/ 'reached|ended|closed|answer'
bad 1 hang/ 'time|second'
bad 2 many/5000000 'more than it should'
registry nppes/
sed -i "s/$port/1/" practice/credence.yaml
expect_exit 1 run provider lookup 1234567893 --fresh 2>refusal
expect_text 'could not reach|not reached|could not' refusal
run --json provider show 1 | diff before - || fail 'a bad answer changed the record'
sed -i 's|http://127.0.0.1|http://registry.example|' practice/credence.yaml
expect_exit 2 run check 2>mistakes
expect_text 'credence.yaml:3:[0-9]+: .*Use https' mistakes
