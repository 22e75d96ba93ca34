#!/bin/bash
# main flow under the sanitizers
# The clock holds everybody against a new list at once, a newcomer with the next day, and all by the 20th;
# what people must do for it becomes a task, and the figures of the month say how far it is.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=maria "$CREDENCE" --now "$@"; }
runs() { sqlite3 p/credence.db "SELECT group_concat(on_day || ' ' || by, ', ') FROM screening_run"; }
is_runs() { [ "$(runs)" = "$1" ] || fail "the runs are $(runs)"; }
tasks() { at "$1" -C p --json task list | jq -c '[.[] | select(.name | startswith("screening")) | [.name, .due_day, .role]]'; }
figure() { at "$1" -C p --json report screening --figure "$2" | jq -c '.figures[0] | [.value, (.rows | length)]'; }
corpus=$TOP/tests/corpus/exclusion
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example
at 2026-10-25 -C p --quiet provider add npi=1558598797 last_name=Rowan first_name=Robert birth_day=1990-10-30
at 2026-10-25 -C p --quiet party add relation=vendor business_name="Quiet Brook LLC"

# Nothing of it before a first list is there.
at 2026-10-25 -C p --quiet tick
is_runs ''
[ "$(figure 2026-10-25 coverage)" = '[0,2]' ] || fail "nobody was screened"

# A list: at once, and once.
expect_exit 3 at 2026-10-26 -C p --quiet screen load leie "$corpus/leie.csv" --date 2026-10-12
at 2026-10-26 -C p --quiet tick
at 2026-10-26T15:00 -C p --quiet tick
at 2026-10-27 -C p --quiet tick
is_runs '2026-10-26 credence'
[ "$(figure 2026-10-27 coverage)" = '[100,0]' ] || fail "all were screened"
[ "$(figure 2026-10-27 runs)" = '[1,1]' ] || fail "one run"

# Somebody new, a new name: with the next day.  Other changes are none for this.
at 2026-10-27 -C p --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada birth_day=1971-03-04
at 2026-10-27T15:00 -C p --quiet tick
is_runs '2026-10-26 credence'
[ "$(figure 2026-10-27 coverage)" = '[66,1]' ] || fail "one of three was not screened"
at 2026-10-28 -C p --quiet tick
is_runs '2026-10-26 credence, 2026-10-28 credence'
[ "$(tasks 2026-10-28)" = '[["screening match 1","2026-11-02","manager"]]' ] || fail "$(tasks 2026-10-28)"
[ "$(figure 2026-10-29 open_matches)" = '[1,1]' ] || fail "an open match"
at 2026-10-29 -C p --json report weekly --figure screening_matches | expect_json '.figures[0] | [.value, .rows[0].last_name, .rows[0].days]' '[1,"Larkspur",1]'
at 2026-10-29 -C p --quiet provider set 1558598797 phone=217-555-0100
at 2026-10-29 -C p --quiet screen resolve 1 --as false --reason "another SSN"
at 2026-10-30 -C p --quiet tick
is_runs '2026-10-26 credence, 2026-10-28 credence'
[ "$(figure 2026-10-30 decided)" = '[1,1]' ] || fail "decided after one day"

# A new month: the list is old, the page waits for its signature; asked once, however often one looks.
at 2026-11-01T09:00 -C p --quiet tick
at 2026-11-02 -C p --quiet tick
want='[["screening proof 2026-10","2026-11-10","manager"],["screening list leie","2026-11-20","coordinator"]]'
[ "$(tasks 2026-11-02)" = "$want" ] || fail "$(tasks 2026-11-02)"
[ "$(figure 2026-11-02 old_lists)" = '[1,1]' ] || fail "an old list"
[ "$(figure 2026-11-02 unsigned)" = '[1,1]' ] || fail "an unsigned page"
at 2026-11-02 -C p --quiet --json screen proof --month 2026-10 --sign >/dev/null
[ "$(figure 2026-11-02 unsigned)" = '[0,0]' ] || fail "signed"
at 2026-11-03 -C p --quiet tick
[ "$(tasks 2026-11-03)" = '[["screening list leie","2026-11-20","coordinator"]]' ] || fail "$(tasks 2026-11-03)"

# The 20th, with whatever list there is; then this month's, which says the same: confirmed, and looked at.
at 2026-11-19 -C p --quiet tick
is_runs '2026-10-26 credence, 2026-10-28 credence'
at 2026-11-20 -C p --quiet tick
is_runs '2026-10-26 credence, 2026-10-28 credence, 2026-11-20 credence'
expect_exit 3 at 2026-11-21 -C p --quiet screen load leie "$corpus/leie.csv" --date 2026-11-12
[ "$(tasks 2026-11-21)" = '[]' ] || fail "the list is this month's"
at 2026-11-21 -C p --quiet tick
is_runs '2026-10-26 credence, 2026-10-28 credence, 2026-11-20 credence, 2026-11-21 credence'
at 2026-11-21 -C p --json screen proof | expect_json '[[.lists[].date], [.screened[] | [.names[0], .runs]]]' \
    '[["2026-10-12","2026-11-12"],[["Robert Rowan",2],["Ada Larkspur",2],["Quiet Brook LLC",2]]]'
"$CREDENCE" -C p verify >/dev/null
