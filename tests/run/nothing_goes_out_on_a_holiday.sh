# Over two years of all four lifecycles no letter is written on a weekend or a federal holiday, none
# twice a day to the same case, and each at nine o'clock by the wall, summer time or not.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
columns provider 1 caqh_attested_day=2026-01-02
add_credential dea number=BL1234563 expires_day=2026-11-30
add_credential bls expires_day=2027-02-28 source_email=aha@source.example
add_enrollment 'Prairie Health' status=submitted submitted_day=2026-01-03
add_enrollment 'Texas Medicaid' status=loaded approved_day=2024-05-31 effective_day=2024-06-01 loaded_day=2024-06-09
walk 2026-01-05 2027-12-31

[ "$(sql 'SELECT count(*) FROM outbox')" -gt 150 ] || fail "only $(sql 'SELECT count(*) FROM outbox') letters"
sql "SELECT created_ms / 1000 FROM outbox WHERE is_automatic" | sed 's/^/@/' |
    TZ=America/Chicago date -f - '+%a %F' | sort -u >days.txt
! grep -E '^(Sat|Sun)' days.txt || fail 'a letter on a weekend'
# New Year, King, Washington, Memorial, Juneteenth, Independence, Labor, Columbus, Veterans, Thanksgiving, Christmas.
for day in 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 \
    2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 \
    2027-11-11 2027-11-25 2027-12-24; do
	! grep -q "$day" days.txt || fail "a letter on the holiday $day"
done
is 0 "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE is_automatic GROUP BY case_id, recipient,
    date(created_ms / 1000, 'unixepoch') HAVING count(*) > 1)"
is 0 "SELECT count(*) FROM outbox WHERE status NOT IN ('ready', 'cancelled')"
sql "SELECT occurred_ms / 1000 FROM event JOIN history USING (event_id) WHERE name LIKE 'timer.%'
    AND name NOT IN ('timer.ask')" | sed 's/^/@/' | TZ=America/Chicago date -f - +%H:%M | sort -u >times.txt
[ "$(tr '\n' ' ' <times.txt)" = '08:00 09:00 ' ] || fail "fired at $(tr '\n' ' ' <times.txt)"
at 2027-12-31 --json verify | expect_json .faults '[]'
