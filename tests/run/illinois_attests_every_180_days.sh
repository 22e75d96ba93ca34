# In Illinois a CAQH profile counts for 180 days; who moves there or away has the other clock at once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
columns provider 1 practice_state=IL caqh_attested_day=2026-01-05
at 2026-01-05 --quiet tick
is 2026-07-04 "SELECT on_day FROM deadline WHERE status = 'open'"
walk 2026-01-06 2026-07-04
# 4 July is a Saturday and 3 July its observed holiday: the last reminder leaves on Thursday.
[ "$(letters remind)" = '2026-06-04 2026-06-18 2026-06-26 2026-07-02' ]
columns provider 1 practice_state=TX
at 2026-07-04 --quiet tick
in_state 1 lapsed
event 2026-07-06 1 attested
is 2026-11-03 "SELECT on_day FROM deadline WHERE status = 'open'"
columns provider 1 practice_state=IL
at 2026-07-07 --quiet tick
is 2027-01-02 "SELECT on_day FROM deadline WHERE status = 'open'"

# Another practice may want other numbers: they stand at the top of the file, and running cases keep theirs.
sed -i 's/^version: 1$/version: 2/; s/const: 180}/const: 170}/' practice/workflows/caqh_attestation.yaml
at 2026-07-08 --json workflow publish | expect_json '[.[] | select(.is_new) | [.name, .version]]' '[["caqh_attestation",2]]'
event 2026-07-09 1 attested on=2026-07-08
is '2027-01-04|1' "SELECT on_day, version FROM deadline, case_file JOIN definition USING (definition_id)
    WHERE deadline.status = 'open'"
