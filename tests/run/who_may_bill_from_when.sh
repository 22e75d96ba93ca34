# The answer to "may Dr X bill payer Y at site Z, and from when?", with who said so.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
bill() {
	run --json billable "$@" >answer
}
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL
run --quiet payer add name='Prairie Health' state=IL
run --quiet payer add name='Medicare of Illinois' kind=medicare state=IL
run --quiet location add name='Main St' state=IL
run --quiet location add name='Lakeside' state=IL
run --quiet credential add provider=1 credential_type=state_license state=IL number=036-1 \
    issued_day=2020-01-01 expires_day=2027-07-31 verified_day=2026-10-01 verified_by=Maria status=verified

# Nothing there is a no, not an error; somebody unknown is.
bill
expect_json . '[]' <answer
bill --provider 1234567893 --payer 'Prairie Health' --location 'Main St'
expect_json 'map([.may_bill, .from, .gate])' '[[false,null,"enrollment"]]' <answer
expect_json '.[0] | keys_unsorted' '["provider_id","payer_id","location_id","may_bill","from","until","gate","reason","proof"]' <answer
expect_exit 2 run billable --provider 1245319599 2>refusal
expect_text 'no provider "1245319599"' refusal
expect_exit 2 run billable --payer Nobody 2>/dev/null
expect_exit 2 run billable --on tomorrow 2>/dev/null

# Approved is not billable; loaded is.
CREDENCE_USER=ben run --quiet enrollment add provider=1 payer='Prairie Health' location='Main St' \
    submitted_day=2026-05-01 received_day=2026-05-08 approved_day=2026-06-01 effective_day=2026-06-15
bill --provider 1234567893 --payer 1 --location 1
expect_json 'map([.may_bill, .from, .gate])' '[[false,"2026-06-15","loaded"]]' <answer
CREDENCE_USER=ana run --quiet enrollment set 1 loaded_day=2026-07-01 eft_day=2026-07-01 status=loaded
bill --provider 1234567893 --payer 1 --location 1
expect_json 'map([.may_bill, .from, .until])' '[[true,"2026-06-15","2027-07-31"]]' <answer
expect_json '.[0].proof | map(select(.what == "loaded"))' \
    '[{"what":"loaded","day":"2026-07-01","document":null,"who":"ana"}]' <answer
expect_json '.[0].proof | map(select(.what == "approved").who)' '["ben"]' <answer
expect_json '.[0].proof | map(select(.what | startswith("license")).who)' '["Maria"]' <answer
bill --provider 1 --payer 1 --on 2026-06-14
expect_json '.[0].may_bill' false <answer
bill --provider 1 --payer 1 --on 2027-08-01
expect_json '.[0] | [.may_bill, .gate]' '[false,"license"]' <answer
# Another site is another enrollment, until there is one for all sites of the state.
bill --provider 1 --payer 1 --location Lakeside
expect_json '.[0].gate' enrollment <answer
run --quiet enrollment add provider=1 payer=1 state=IL effective_day=2026-09-01 loaded_day=2026-10-01
bill --provider 1 --payer 1 --location Lakeside
expect_json 'map([.may_bill, .from, .location_id])' '[[true,"2026-09-01",2]]' <answer
bill --provider 1 --payer 1 --location 'Main St'
expect_json 'map([.may_bill, .from])' '[[true,"2026-06-15"]]' <answer

# Medicare: practising from 1 March, filed 1 May, approved 1 June: may bill from 1 April.
run --quiet enrollment add provider=1 payer=2 state=IL first_service_day=2026-03-01 \
    submitted_day=2026-05-01 approved_day=2026-06-01 effective_day=2026-05-01 loaded_day=2026-06-20
bill --payer 2 --on 2026-04-01
expect_json 'map([.may_bill, .from])' '[[true,"2026-04-01"]]' <answer
bill --payer 2 --on 2026-03-31
expect_json '.[0].may_bill' false <answer

# An event that a person gave a case is proof, too.
run --quiet tick
case_id=$(run --json case list --open --workflow payer_enrollment --payer 2 | jq '.[0].case_id')
CREDENCE_USER=zoe run --quiet case event "$case_id" first_paid on=2026-07-15
bill --payer 2
expect_json '.[0] | [.may_bill, .gate]' '[true,"first paid"]' <answer
expect_json '.[0].proof | map(select(.what == "first paid").who)' '["zoe"]' <answer
run --quiet enrollment set 3 terminated_day=2026-11-20 status=terminated
bill --payer 2
expect_json '.[0] | [.may_bill, .gate, .until]' '[false,"terminated","2026-11-20"]' <answer
run --quiet provider set 1 status=left
bill
expect_json 'map(.may_bill) | any' false <answer
run billable >page
expect_text 'Ada Larkspur +Prairie Health +Main St +no' page

# The hold list for schedulers and billers: the same answers, those with "no" alone, as CSV and JSON.
run billable --hold --csv >hold.csv
[ "$(head -n 1 hold.csv | tr -d '\r')" = 'provider,payer,location,may_bill,from,until,gate,reason' ] || fail "heads of the hold list"
[ "$(grep -c ',no,' hold.csv)" = "$(jq length answer)" ] || fail "all are on hold"
run billable --hold --json | expect_json . "$(cat answer)"
run --quiet provider set 1 status=active
bill
run billable --hold --json | expect_json 'length' "$(jq 'map(select(.may_bill | not)) | length' answer)"
run billable --hold --csv --provider 1 --on 2026-11-24 >hold.csv
! grep -q ',yes,' hold.csv || fail "who may bill is on hold"
