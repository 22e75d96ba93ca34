# report work: follow-ups with payers by their day, days lapsed, packets with the requests they took, who has how
# much; all counted by hand.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
figure() {
	jq -c --arg name "$1" '.figures[] | select(.name == $name)' report
}
at 2026-01-05 --json report work >report
expect_json '[.since, .until, (.figures | map(.value))]' '["2025-12-07","2026-01-05",[null,null,null,0,null,null,0]]' <report

# TB screening ends on the 20th and is renewed twelve days later.
add_credential tb_screening expires_day=2026-01-20
tb=$credential
# A DEA number ended before anybody entered it.
add_credential dea expires_day=2026-01-10
# A vaccination is renewed before it ends.
add_credential influenza_vaccine expires_day=2026-02-01
for day in 2026-01-06 2026-01-21 2026-01-30; do
	at "$day" --quiet tick
done
at 2026-01-30 --quiet credential set "$credential" expires_day=2027-02-01
at 2026-01-30T10:00 --quiet tick
at 2026-01-30 --json report work >report
figure lapsed_now | expect_json '.rows | map([.credential_type, .days])' '[["dea",20],["tb_screening",10]]'
figure lapsed | expect_json .value null
at 2026-02-02 --quiet credential set "$tb" expires_day=2027-01-31
at 2026-02-02T10:00 --quiet tick

# One of three in time; the DEA number is not renewed at all.
at 2026-02-03 --json report work >report
figure renewed_in_time | expect_json '[.value, (.rows | map([.credential_type, .ended, .renewed_ms != null]))]' \
    '[33,[["dea","2026-01-10",false],["tb_screening","2026-01-20",true]]]'

# Two letters before the copy came, one of them after an earlier one that was rejected; none before the other.
sql "INSERT INTO document (document_id, provider_id, kind, name, status, created_ms, modified_ms)
    SELECT 70 + value, 1, 'coi', 'coi.pdf', CASE value WHEN 0 THEN 'rejected' ELSE 'received' END, at, at FROM
    (SELECT value, 1000 * unixepoch('2026-02-03', (value * 2) || ' hours') AS at FROM generate_series(0, 1))"
letters=$(sql "SELECT count(*) FROM outbox WHERE sent_ms IS NOT NULL AND recipient = 'ada@elm.example'")
at 2026-02-03 --json report work >report
figure requests_per_document | expect_json '[.unit, .value, (.rows | length)]' "[\"count\",$letters,1]"

# One follow-up in time, one late.
add_enrollment 'Prairie Health' submitted_day=2026-01-06 status=submitted
add_enrollment Medicare submitted_day=2026-01-06 status=submitted
at 2026-02-03 --quiet tick
sql "INSERT INTO task (case_id, name, title, due_day, status, created_ms, closed_ms, closed_by)
    SELECT case_id, 'x', 'Ask', CASE payer_id WHEN 1 THEN '2026-02-03' ELSE '2026-02-02' END, 'done', 0,
    1000 * unixepoch('2026-02-03 18:00'), 'maria' FROM case_file WHERE workflow = 'payer_enrollment';
    UPDATE task SET assignee = 'maria' WHERE status = 'open' AND case_id IN (SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment')"
at 2026-02-04 --json report work >report
figure follow_ups_in_time | expect_json '[.value, (.rows | map([.payer_name, .is_in_time]) | sort)]' \
    '[50,[["Medicare",false],["Prairie Health",true]]]'
figure lapsed | expect_json '[.value, (.rows | map([.last_name, .credential_type]))]' '[12,[["Larkspur","tb_screening"]]]'
figure by_person | expect_json '[.value == (.rows | map(.count) | add), (.rows | map(.person) | index("role manager") != null)]' '[true,true]'
at 2026-02-04 report work --figure lapsed --csv >lapsed.csv
expect_text 'tb_screening,12' lapsed.csv
