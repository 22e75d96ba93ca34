#!/bin/bash
# A changed site, tax number or name opens a case for each payer that has the application (Medicare: 30 days for a
# site, 90 for the rest; others 30), and one for NPPES, CAQH and boards; told and confirmed, they end.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init p --org Elm --timezone America/Chicago --from office@elm.example
at() { "$CREDENCE" -C p --now "$1" --quiet "${@:2}"; }
changes() { at "$1" --json case list --open | jq -c '[.[] | select(.workflow | startswith("change")) | [.workflow, .payer_name, .state]] | sort'; }
due() { at "$1" --json deadline list | jq -c '[.[] | select(.title | test("must")) | .on_day] | sort'; }
same() { [ "$1" = "$2" ] || fail "$1 instead of $2"; }

at 2026-11-01 provider add npi=1234567893 last_name=Larkspur practice_state=IL start_day=2020-01-01
at 2026-11-01 payer add name="Prairie Health"
at 2026-11-01 payer add name=Medicare kind=medicare
at 2026-11-01 location add name="Main St" address="1 Main St." state=IL tax_id=12-3456789
for payer in 1 2; do
	at 2026-11-01 enrollment add provider=1 payer=$payer location=1 status=loaded submitted_day=2024-01-01 loaded_day=2024-02-01 \
	    approved_day=2024-02-01 effective_day=2024-02-01 credentialed_day=2025-02-01
done
at 2026-11-02T10:00 tick
same "$(changes 2026-11-02T10:00)" '[]'

at 2026-11-04T10:00 location set 1 tax_id=98-7654321
at 2026-11-04T10:00 tick
same "$(changes 2026-11-04T10:00)" '[["change_notice","Medicare","to_tell"],["change_notice","Prairie Health","to_tell"]]'
same "$(due 2026-11-04T10:00)" '["2026-12-04","2027-02-02"]'

# A site as well: Medicare hears of it within 30 days, and so does NPPES.
at 2026-11-05T10:00 location set 1 address="2 Oak St."
at 2026-11-05T10:00 tick
same "$(due 2026-11-05T10:00)" '["2026-12-04","2026-12-04","2026-12-04"]'
same "$(changes 2026-11-05T10:00 | jq -c '.[2]')" '["change_of_record",null,"telling"]'

# One payer is told and confirms; the other is forgotten until it is too late; an address that changes back is no reason.
notice=$(at 2026-11-06T10:00 --json case list --open --workflow change_notice --payer 1 | jq '.[0].case_id')
at 2026-11-06T10:00 case event "$notice" told
at 2026-11-06T10:00 --json enrollment show 1 | expect_json '[.untold_change, .untold_day]' '[null,null]'
at 2026-11-06T10:01 case event "$notice" confirmed
record=$(at 2026-11-06T10:00 --json case list --open --workflow change_of_record | jq '.[0].case_id')
for done in nppes_done caqh_done boards_done; do at 2026-11-06T10:02 case event "$record" $done; done
same "$(changes 2026-11-06T10:03)" '[["change_notice","Medicare","to_tell"]]'
at 2026-12-05T10:00 mail fetch
at 2026-12-05T10:00 tick
same "$(changes 2026-12-05T10:00)" '[["change_notice","Medicare","overdue"]]'
other=$(at 2026-12-05T10:01 --json case list --open --workflow change_notice | jq '.[0].case_id')
at 2026-12-05T10:01 case event "$other" not_needed reason="the site was corrected"
same "$(changes 2026-12-05T10:02)" '[]'
at 2026-12-05T10:02 tick
same "$(changes 2026-12-05T10:02)" '[]'

# What no field holds is noted by hand.
at 2026-12-06T10:00 enrollment set 2 untold_change=ownership untold_day=2026-12-06
at 2026-12-06T10:00 tick
same "$(due 2026-12-06T10:00)" '["2027-01-05"]'
at 2026-12-06T10:00 --json verify | expect_json .faults '[]'
