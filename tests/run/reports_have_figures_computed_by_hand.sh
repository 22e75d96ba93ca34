# report turnaround, enrollments and audit: numbers that were computed by hand, as JSON, table and CSV.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-10-01 init practice --timezone America/Chicago --from team@elm.example
run() {
	"$CREDENCE" -C practice --now "${now:-2026-11-24T09:00}" "$@"
}
figure() {
	jq -c --arg name "$1" '.figures[] | select(.name == $name)' report
}
run --json report turnaround >report
expect_json '.figures | map(.value)' '[0,0,0,null,null,null,null,null,null,0,0,0]' <report
expect_json '[.since, .until]' '["2025-11-25","2026-11-24"]' <report
run --json report enrollments | expect_json '.figures | map(.value)' '[0,0,0,0,null,null,null,null,0]'
run --json report audit | expect_json '.figures | map(.value)' '[0,0,0,0,0,0]'

now=2026-11-24T08:00
npi=(1234567893 1245319599 1003000126 1558598797 1972902351 1770626038)
for i in 0 1 2 3 4 5; do
	run --quiet provider add npi="${npi[i]}" last_name="Larkspur$i" first_name=Ada start_day=2026-06-01
done
run --quiet payer add name='=Prairie Health' turnaround_days=60
run --quiet payer add name='Lone Star Plan'
enroll() {
	run --quiet enrollment add "$@"
}
# Approved after 50, 10, 40, 20, 30 days; loaded 5 days later, the last one not; one effective before it was sent.
enroll provider=1 payer=1 state=IL submitted_day=2026-03-01 approved_day=2026-04-20 effective_day=2026-04-20 loaded_day=2026-04-25 first_paid_day=2026-05-05
enroll provider=2 payer=1 state=IL submitted_day=2026-03-01 approved_day=2026-03-11 effective_day=2026-02-19 loaded_day=2026-03-16
enroll provider=3 payer=1 state=IL submitted_day=2026-03-01 approved_day=2026-04-10 effective_day=2026-04-10 loaded_day=2026-04-15
enroll provider=4 payer=1 state=TX submitted_day=2026-03-01 approved_day=2026-03-21 effective_day=2026-07-01 loaded_day=2026-07-01
enroll provider=5 payer=1 state=TX submitted_day=2026-03-01 approved_day=2026-03-31
# Too early for the year; denied; waiting for 84, 35 and 14 days; not sent; ended.
enroll provider=1 payer=1 state=WI submitted_day=2025-01-01 approved_day=2025-05-01 effective_day=2025-05-01 loaded_day=2025-05-01
enroll provider=2 payer=1 state=WI submitted_day=2026-03-01 denied_day=2026-05-01 status=denied
enroll provider=3 payer=1 state=WI submitted_day=2026-09-01 received_day=2026-09-05 status=received
enroll provider=1 payer=2 state=TX submitted_day=2026-10-20 status=submitted
enroll provider=2 payer=2 state=TX submitted_day=2026-11-10 status=submitted
enroll provider=3 payer=2 state=TX status=collecting
enroll provider=4 payer=2 state=TX submitted_day=2026-01-01 status=withdrawn

now=2026-11-24T09:00
run --json report turnaround >report
figure by_payer | expect_json '.rows | map([.payer_name, .approved, .denied, .promised_days, .open, .open_oldest_days, .open_over_promise])' \
    '[["=Prairie Health",5,1,60,1,84,1],["Lone Star Plan",0,0,null,2,35,0]]'
# 10 20 30 40 50; -10 40 50 122: even counts take the mean of the middle two; 15 45 55 122.
figure by_payer | expect_json '.rows[0] | [.approved_median_days, .approved_80th_days, .approved_90th_days]' '[30,40,50]'
figure by_payer | expect_json '.rows[0] | [.effective_median_days, .effective_80th_days, .effective_90th_days]' '[45,122,122]'
figure by_payer | expect_json '.rows[0] | [.loaded_median_days, .first_paid_median_days, .received_median_days]' '[50,65,null]'
figure by_payer | expect_json '.rows[1] | [.approved_median_days, .open_median_days]' '[null,24]'
figure by_state | expect_json '.rows | map([.payer_name, .state, .approved, .approved_median_days, .open])' \
    '[["=Prairie Health","IL",3,40,0],["=Prairie Health","TX",2,25,0],["=Prairie Health","WI",0,null,1],["Lone Star Plan","TX",0,null,2]]'
expect_json '.figures | map([.name, .value])' '[["by_payer",9],["by_state",9],["by_line",9],["to_approved",30],["to_loaded",5],["to_first_paid",10],["first_pass",100],["information_answered",null],["source_answered",null],["stages",0],["by_age",3],["open",3]]' <report
figure by_line | expect_json '.rows | map([.line, .approved, .approved_median_days, .stopped_median_days, .open])' '[["commercial",5,30,0,3]]'
figure by_age | expect_json '.rows | map(.applications)' '[1,1,1,0,0]'
run --json report turnaround --since 2026-04-01 --until 2026-04-30 >report
figure to_approved | expect_json .value 45

run --json report enrollments >report
figure gates | expect_json '[.value, (.rows | map([.payer_name, .count, .not_submitted, .submitted, .received, .approved, .effective, .loaded, .ended]))]' \
    '[12,[["=Prairie Health",8,0,0,1,1,0,5,1],["Lone Star Plan",4,1,2,0,0,0,0,1]]]'
figure stopped | expect_json '.rows | map([.gate, .since_day])' \
    '[["approved","2026-03-31"],["received","2026-09-05"],["submitted","2026-10-20"],["submitted","2026-11-10"],["not submitted",null]]'
figure statuses | expect_json '.rows | map([.status, .count])' '[["not started",6],["submitted",2],["collecting",1],["denied",1],["received",1],["withdrawn",1]]'
# Of ten that stand, four were billable on June 1; provider 4 on July 1, the others not yet.
figure billable_on_day_one | expect_json '[.value, (.rows | length)]' '[40,6]'
figure days_to_billable | expect_json '[.value, (.rows | map(.days))]' '[0,[0,0,0,30,0]]'

# Money: 30 days in June, 100 dollars a day, half of it from one payer and a tenth from the other.  Provider 3 waits in
# one state and bills in another: that payer pays.  Not before somebody says what is expected.
cp practice/credence.yaml settings
printf 'collections: [{per_day: 100}, {provider_type: NP, per_day: 7}]\npayer_shares: [{payer: =Prairie Health, percent: 50}, {payer: Lone Star Plan, percent: 10}]\n' >>practice/credence.yaml
run --json report enrollments --since 2026-06-01 --until 2026-06-30 >report
figure revenue_at_risk | expect_json '[.value, .unit, (.rows | map([.last_name, .days, .dollars]))]' \
    '[3900,"dollars",[["Larkspur3",30,1500],["Larkspur4",30,1500],["Larkspur0",30,300],["Larkspur1",30,300],["Larkspur2",30,300]]]'
sed -i 's/percent: 10}/percent: 51}/' practice/credence.yaml
expect_exit 2 run check 2>refusal
expect_text "share makes more than 100 percent" refusal
cp settings practice/credence.yaml

# A question of a payer takes five days, and the approval behind it is no first pass.
run --quiet tick
id=$(run --json case list --provider 3 --payer 1 --workflow payer_enrollment --open | jq '.[] | select(.state == "past_target" or .state == "waiting") | .case_id')
run --quiet case event "$id" user.info_requested what='a signature'
now=2026-11-29T09:00 run --quiet case event "$id" user.info_sent
now=2026-11-30T09:00 run --quiet case event "$id" user.approved effective_day=2026-12-01
now=2026-11-30T10:00 run --json report turnaround >report
figure information_answered | expect_json '[.value, (.rows | map(.payer_name))]' '[5,["=Prairie Health"]]'
figure by_line | expect_json '.rows[0].stopped_90th_days' 5
figure first_pass | expect_json '[.value, (.rows | map(.days))]' '[83,[90]]'
figure stages | expect_json '.rows[] | select(.stage == "information_requested") | [.left, .stay_median_days]' '[1,5]'

# Formulas in names are defused; a figure alone; figures as lines.
run report turnaround --figure by_payer --csv >payers.csv
expect_text "^1,\"'=Prairie Health\",5,1," payers.csv
run report turnaround --csv >figures.csv
expect_text '^to_approved,median days from submission to approval,days,30' figures.csv
run report enrollments >page
expect_text 'Lone Star Plan +4 +1 +2' page
expect_exit 2 run report turnaround --figure nonsense 2>refusal
expect_text 'no figure "nonsense"' refusal
expect_exit 2 run report monthly 2>refusal
expect_text 'weekly, turnaround, enrollments, expirables, screening, work, audit$' refusal

# Who verified, and who changed what had been verified.
now=2026-12-01T09:00
run --quiet credential add provider=1 credential_type=state_license state=IL number=036-1 expires_day=2027-07-31
run --quiet credential verify 1 --method web --result active --on 2026-11-20
now=2026-12-01T09:01
CREDENCE_USER=mallory run --quiet credential set 1 verified_day=2026-11-30 verified_by=maria
now=2026-12-01T09:02
CREDENCE_USER=mallory run --quiet credential set 1 verified_result='all well'
CREDENCE_USER=maria run --quiet export payers out
run --json report audit --since 2026-12-01 >report
figure by_person | expect_json '.rows | map(select(.actor == "mallory" or .actor == "maria") | [.actor, .count])' '[["mallory",2],["maria",1]]'
figure verifications | expect_json '[.value, (.rows | map(.result))]' '[3,["active","active","all well"]]'
figure verifications_changed | expect_json '[.value, (.rows | map(.actor))]' '[2,["mallory","mallory"]]'
figure taken_out | expect_json '.rows | map([.actor, .object])' '[["maria","payers"]]'
run --json report audit --since 2026-11-01 --until 2026-11-30 >report
figure verifications | expect_json .value 0
