#!/bin/bash
# The register of agreements: a missing BAA, its end, or the yearly review, whichever comes first; ended ones ask nothing.
. "$TOP/tests/lib/run.sh"

at() { "$CREDENCE" --now "$1T09:00" --quiet -C p "${@:2}"; }
"$CREDENCE" --quiet init p --org 'Elm Street Clinic' --timezone America/Chicago --from office@elm.example
due() { at "$1" --json agreement list "${@:2}" | expect_json '[.[] | [.vendor, .next, .next_day]]' "$DUE"; }

at 2026-11-01 agreement add vendor='Four Rivers Billing' service=billing signed_day=2026-03-01 owner=Maria
at 2026-11-01 agreement add vendor='Quiet Brook Fax' signed_day=2026-01-15 expires_day=2026-12-31
at 2026-11-01 agreement add vendor='New Tool' status=draft
at 2026-11-01 agreement add vendor='Paper Shop' needs_baa=no
DUE='[["New Tool","baa missing",null],["Quiet Brook Fax","baa ends","2026-12-31"],["Four Rivers Billing","review","2027-03-01"],["Paper Shop","review","2027-11-01"]]'
due 2026-11-01
DUE='[["New Tool","baa missing",null],["Quiet Brook Fax","baa ends","2026-12-31"]]' due 2026-11-01 --due-by 2027-01-31
DUE='[["New Tool","baa missing",null]]' due 2026-11-01 --status draft
DUE='[["Four Rivers Billing","review","2027-03-01"]]' due 2026-11-01 --name RIVERS

# A review sets the next one, a year on; a day that is given stays.
at 2026-11-02 agreement set 1 reviewed_day=2026-11-02
at 2026-11-02 agreement set 4 reviewed_day=2026-11-02 review_day=2027-06-01
at 2026-11-02 agreement set 4 note=checked
at 2026-11-02 --json agreement list | expect_json '[.[] | select(.reviewed_day) | [.agreement_id, .review_day]]' \
    '[[4,"2027-06-01"],[1,"2027-11-02"]]'

# Ended by a day or by a word; back again.
at 2026-11-03 agreement retire 2 --on 2026-11-30
at 2026-11-03 agreement set 3 status=ended
at 2026-11-03 --json agreement list --status ended | expect_json '[.[] | [.agreement_id, .retired_day, .next]]' \
    '[[3,"2026-11-03",null],[2,"2026-11-30",null]]'
DUE='[]' due 2026-11-03 --due-by 2027-01-31
at 2026-11-04 agreement set 3 status=active signed_day=2026-11-04
at 2026-11-04 --json agreement show 3 | expect_json '[.status, .retired_day, .next]' '["active",null,"review"]'

# The same vendor for another service is another agreement; the same twice is refused, and so are wrong days.
at 2026-11-05 agreement add vendor='four rivers billing' service=coding
expect_exit 2 at 2026-11-05 agreement add vendor='FOUR RIVERS BILLING' service=Billing 2>err.txt
expect_text 'there is such an agreement already: number 1' err.txt
expect_exit 2 at 2026-11-05 agreement add vendor=Late signed_day=2026-03-01 expires_day=2026-02-01 2>err.txt
expect_text 'it expires on 2026-02-01, before it is signed on 2026-03-01' err.txt
expect_exit 2 at 2026-11-05 agreement add service=fax 2>err.txt
expect_text 'an agreement needs vendor' err.txt
expect_exit 2 at 2026-11-05 agreement set 1 ownr=Lee 2>err.txt
expect_text 'an agreement has no "ownr". Did you mean "owner"?' err.txt
expect_exit 2 at 2026-11-05 agreement show 77 2>err.txt

# From a spreadsheet, twice the same.
printf 'Vendor,Service,Owner,BAA signed,Data flow\nCedar Cloud,backup,Lee,3/1/2026,nightly backups\nQuiet Brook Fax,,Sam,1/15/2026,\n' >list.csv
at 2026-11-06 --json import agreements list.csv | expect_json '[.added, .updated, .refused]' '[1,1,0]'
at 2026-11-06 --json import agreements list.csv | expect_json '[.added, .updated, .unchanged]' '[0,0,2]'
at 2026-11-06 export agreements out
expect_text '^6,Cedar Cloud,backup,Lee,' out/agreements.csv
at 2026-11-06 --json audit list --object 'agreement 1' | expect_json '[.[].action]' '["agreement add","agreement set"]'
at 2026-11-06 verify
