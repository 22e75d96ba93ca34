# Verifications that will be too old on the day of the decision: 120 days for a health plan, 90 for a verification
# organization; by the payer's turnaround, or the day on which re-credentialing is due.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-10-01 init practice --timezone America/Chicago --from team@elm.example
run() { "$CREDENCE" -C practice --now 2026-11-26T09:00 "$@"; }
stale() { run --json credential stale "$@" | jq -c 'map([.credential_type, .good_until_day, .payer_name, .decision_day, .short_days])'; }
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL
run --quiet payer add name='Prairie Health' turnaround_days=60
run --quiet payer add name='Lone Star Plan'
# Good until 2027-01-20, to be decided on 2027-01-20 and 2027-01-21.
run --quiet credential add provider=1 credential_type=state_license state=IL number=036-1 verified_day=2026-09-22 verified_method=web
run --quiet credential add provider=1 credential_type=education verified_day=2020-01-01 verified_method=letter
run --quiet credential add provider=1 credential_type=board_certification number=7
run --quiet enrollment add provider=1 payer=1 state=IL submitted_day=2026-11-21 status=submitted
stale | expect_json . '[]'
run --quiet enrollment set 1 submitted_day=2026-11-22
stale | expect_json . '[["state_license","2027-01-20","Prairie Health","2027-01-21",1]]'
# Re-credentialing after three years; one of next year is not near.
run --quiet enrollment add provider=1 payer=2 state=IL credentialed_day=2024-03-01 status=effective
stale --provider 1234567893 | expect_json 'map(.[2:4])' '[["Prairie Health","2027-01-21"],["Lone Star Plan","2027-03-01"]]'
run --quiet enrollment set 2 credentialed_day=2024-08-01
stale | expect_json length 1
run --quiet enrollment set 1 status=withdrawn
stale | expect_json . '[]'
run credential stale >page
expect_text 'no verification goes stale' page
# 90 days: good until 2026-12-21.
run --quiet enrollment set 1 status=submitted submitted_day=2026-10-23
sed -i 's/^org: *{/&kind: cvo, /; t; s/^org:$/org:\n  kind: cvo/' practice/credence.yaml
stale | expect_json . '[["state_license","2026-12-21","Prairie Health","2026-12-22",1]]'
