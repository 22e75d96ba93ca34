#!/bin/bash
# Agreements with vendors: no BAA is a task at once, one that ends is renewed, each is reviewed every year with
# letters to its owner; a person notes the review, and the next one counts from it.
. "$TOP/tests/lib/run.sh"

at() { "$CREDENCE" --now "$1T09:30" --quiet -C p "${@:2}"; }
tick() { at "$1" mail fetch; at "$1" tick; at "$1" mail send; }
tasks() { at "$1" --json task list | expect_json '[.[] | [.name, .due_day]] | sort' "$2"; }
"$CREDENCE" --now 2026-11-02T08:00 --quiet init p --org 'Elm Street Clinic' --timezone America/Chicago --from office@elm.example

at 2026-11-02 agreement add vendor='Four Rivers Billing' service=billing owner=Maria owner_email=maria@elm.example \
    signed_day=2026-03-02 expires_day=2027-12-31
at 2026-11-02 agreement add vendor='Paper Shop' needs_baa=no expires_day=2026-01-01 review_day=2027-08-02
tick 2026-11-02
states() { at "$1" --json case list --workflow agreement_review | expect_json '[.[].state]' "$2"; }
states 2026-11-02 '["in_force","in_force"]'
tasks 2026-11-02 '[]'

# A vendor without a BAA: signed, and the task is gone.
at 2026-11-02 agreement add vendor='New Tool'
tick 2026-11-02
states 2026-11-02 '["in_force","in_force","unsigned"]'
at 2026-11-02 --json task list | expect_json '[.[].title]' '["No BAA in force with New Tool: get it signed, send nothing until then"]'
at 2026-11-04 task 'done' 1 on=2026-11-03
tick 2026-11-04
at 2026-11-04 --json agreement show 3 | expect_json '[.signed_day, .next]' '["2026-11-03","review"]'
states 2026-11-04 '["in_force","in_force","in_force"]'

# The review of the first: a letter a month before, a task, and what was found sets the next one.
tick 2027-02-01
at 2027-02-01 --json mail list --out | expect_json '[.[].address]' '["maria@elm.example"]'
tick 2027-02-10
tasks 2027-02-10 '[["review","2027-03-02"]]'
expect_exit 2 at 2027-02-11 task 'done' 2 2>err.txt
expect_text finding err.txt
at 2027-02-11 task 'done' 2 finding='still used, claims only'
at 2027-02-11 --json agreement show 1 | expect_json '[.reviewed_day, .review_day, .cases[].state]' '["2027-02-11","2028-02-11","in_force"]'
tasks 2027-02-11 '[]'

# The BAA ends at the end of the year.
tick 2027-10-04
at 2027-10-04 --json task list | expect_json '[.[].title | select(contains("renew it"))]' \
    '["The BAA with Four Rivers Billing, billing ends on 2027-12-31: renew it"]'
at 2027-10-05 agreement set 1 expires_day=2029-12-31
tick 2027-10-05
at 2027-10-05 --json task list | expect_json '[.[].title | select(contains("renew it"))]' '[]'

# A review by the register itself counts, too; an ended agreement asks nothing more.
at 2027-10-05 agreement set 2 reviewed_day=2027-10-05
at 2027-10-05 agreement retire 3
tick 2027-10-06
at 2027-10-06 --json case list --workflow agreement_review | expect_json '[.[] | [.subject_id, .state]] | sort' \
    '[[1,"in_force"],[2,"in_force"],[3,"ended"]]'
tasks 2027-10-06 '[]'
at 2027-10-06 --json deadline list | expect_json '[.[] | .on_day] | sort' '["2028-02-11","2028-10-05","2029-12-31"]'
at 2027-10-06 verify
