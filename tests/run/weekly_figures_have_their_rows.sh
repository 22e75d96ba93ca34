# report: each figure of the week with the rows behind it, and what expires within 90 days.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@elm.example
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
figure() {
	jq -c --arg name "$1" '.figures[] | select(.name == $name)' report
}
run --json report weekly >report
expect_json '.figures | map(.value)' '[0,0,null,0,null,0,0,null,0]' <report
expect_json '[.since, .until]' '["2026-11-18","2026-11-24"]' <report

run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL \
    caqh_attested_day=2026-06-01
run --quiet provider add npi=1245319599 last_name=Foxglove first_name=Ben practice_state=TX \
    caqh_attested_day=2026-06-01
run --quiet payer add name='Prairie Health'
run --quiet payer add name='Lone Star Plan'
# Silent since September; heard of yesterday; approved on the 20th after 50 days, in October after 30.
run --quiet enrollment add provider=1 payer=1 state=IL submitted_day=2026-09-01 status=submitted
run --quiet enrollment add provider=2 payer=1 state=TX submitted_day=2026-09-10 status=submitted
run --quiet enrollment add provider=1 payer=2 state=IL submitted_day=2026-10-01 approved_day=2026-11-20
run --quiet enrollment add provider=2 payer=2 state=TX submitted_day=2026-09-01 approved_day=2026-10-01
for day in 2026-11-23 2026-11-24 2026-12-24 2027-01-23 2027-02-22 2027-02-23; do
	run --quiet credential add provider=1 credential_type=dea state=IL number="A-$day" expires_day="$day"
done
run --quiet tick
second=$(run --json case list --provider 2 --payer 1 --workflow payer_enrollment | jq '.[0].case_id')
"$CREDENCE" -C practice --quiet --now 2026-11-24T10:00 case note "$second" 'Dana says: in committee'

run --json report weekly >report
expect_json '.figures | map(.name)' '["open_applications","delinquent","turnaround","overdue_tasks","tasks_in_time","expirables","attestations","screening","screening_matches"]' <report
figure open_applications | expect_json '[.value, (.rows | map(.days))]' '[2,[84,75]]'
figure delinquent | expect_json '[.value, (.rows | map(.last_name))]' '[1,["Larkspur"]]'
figure turnaround | expect_json '[.value, (.rows | map(.payer_name))]' '[50,["Lone Star Plan"]]'
figure expirables | expect_json '[.value, (.rows | map(.days))]' '[3,[-1,0,30]]'
# 120 days in Texas, 180 in Illinois.
figure attestations | expect_json '.rows | map(.last_name)' '["Foxglove"]'
run --json report weekly --since 2026-10-01 >report
figure turnaround | expect_json .value 40

task=$(run --json task list | jq 'map(select(.event == "user.verified"))[-1].task_id')
run --quiet task 'done' "$task"
run --json report weekly >report
figure tasks_in_time | expect_json '[.value, (.rows | length)]' '[100,1]'
"$CREDENCE" -C practice --json --now 2027-06-01 report weekly >report
figure overdue_tasks | expect_json '.value > 0 and (.rows | map(.days > 0) | all)' true

run --json report expirables >report
expect_json '.figures | map([.name, .value])' \
    '[["past",1],["within_30",2],["within_60",1],["within_90",1],["attestations_in_date",50]]' <report
run report expirables >page
expect_text '^ +2  within 30 days' page
expect_exit 2 run report monthly 2>refusal
expect_text 'weekly, .*expirables, screening' refusal
expect_exit 2 run report weekly --since 2026-12-01 2>refusal
expect_text 'behind --until' refusal

# CSV: the figures, or the rows behind one.
run report expirables --csv >figures.csv
printf '%s\r\n' name,label,unit,value 'past,past their last day,count,1' | diff - <(head -2 figures.csv)
run report expirables --csv --figure within_30 >rows.csv
expect_text '^credential_id,npi,last_name,' rows.csv
[ "$(wc -l <rows.csv)" -eq 3 ] || fail "rows of a figure"
run --json report expirables --figure past | expect_json '.figures | map(.name)' '["past"]'
expect_exit 2 run report expirables --figure nothing 2>refusal
expect_text 'no figure "nothing"' refusal
