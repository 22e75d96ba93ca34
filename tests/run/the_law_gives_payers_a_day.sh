# A state's law about payers is data with its source: the manager hears when its day has passed, counted from the
# receipt; what is uncertain is off, and other states have none.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
at 2026-01-05 --json payer clocks | expect_json 'map([.state, .is_on]) | sort' '[["AZ",true],["CA",false],["NM",false],["NY",true],["RI",true]]'
at 2026-01-05 --json payer clocks | expect_json 'map(select(.source == "")) | length' 0
add_enrollment 'Prairie Health' state=RI submitted_day=2026-01-05 status=submitted
add_enrollment Medicare state=RI submitted_day=2026-01-05 status=submitted
at 2026-01-06 --quiet tick
told() {
	sql "SELECT count(*) FROM task WHERE is_escalation = 1 AND title = 'By law Prairie Health had to decide about Dr Larkspur until $1'"
}
# 45 days end on 19 February, a Thursday.
at 2026-02-19T10:00 --quiet tick
[ "$(told 2026-02-19)" -eq 0 ] || fail 'told before the day had passed'
at 2026-02-20T10:00 --quiet tick
[ "$(told 2026-02-19)" -eq 1 ] || fail 'the day passed and nobody was told'
is 1 "SELECT count(*) FROM task WHERE title LIKE 'By law%'"
sed -i '/^  ri_decision:/,/}/s/days: 45/days: 0/' practice/catalogs/payer_clocks.yaml
expect_exit 2 at 2026-02-21 check 2>mistakes
expect_text 'payer_clocks.yaml:[0-9]+:[0-9]+: ' mistakes
