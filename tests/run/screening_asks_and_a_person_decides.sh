#!/bin/bash
# main flow under the sanitizers
# Everybody is held against the lists: NPI, names with birth, names, other names. A match is a task; a
# decision holds until the list's row changes or more speaks for it.
. "$TOP/tests/lib/run.sh"

credence() { CREDENCE_USER=maria "$CREDENCE" --now 2026-11-22 -C p "$@"; }
one() { sqlite3 p/credence.db "$1"; }
corpus=$TOP/tests/corpus/exclusion
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

expect_exit 2 credence screen run 2>err.txt
expect_text 'no list of excluded parties is loaded' err.txt
cat >roster.csv <<'END'
NPI,Last Name,First Name,Middle Name,Date of Birth,State
1234567893,Larkspur,Ada,M,1971-03-04,IL
1003000126,Foxglove,Bob,,1960-05-01,TX
1558598797,Foxglove,Robert,,1990-10-30,TX
1972902351,Featherstonehaugh-Cholmondeley,Ida,,1985-06-07,NV
1770626038,Briar,Tom,,1985-06-08,NV
1245319599,Quince,Eve,,,
END
credence --quiet import providers roster.csv
expect_exit 3 credence --quiet screen load leie "$corpus/leie.csv" --date 2026-11-12
credence --json screen run >run.json
expect_json 'keys' '["lists","matches","screened"]' <run.json
expect_json '.lists[0] | keys' '["date","malformed","name","rows","sha256"]' <run.json
expect_json '.matches[0] | keys' '["list","match_id","provider_id","rank","reasons","row","score"]' <run.json
expect_json '[.screened, .lists[0].rows]' '[6,7]' <run.json
# The NPI; Bob is Robert; a name that the list cuts off.  Neither who was reinstated, nor another
# Robert Foxglove, nor anybody by "0000000000".
expect_json '[.matches[] | [.provider_id, .rank, .row.LASTNAME]]' \
    '[[1,1,"LARKSPUR"],[4,2,"FEATHERSTONEHAUGHCHO"],[2,2,"FOXGLOVE"]]' <run.json
expect_json '.matches[0].reasons | index("same NPI 1234567893") != null' true <run.json
expect_json '.matches[2].reasons' '["nickname","same date of birth","same state"]' <run.json
credence --json task list | expect_json '[.[] | select(.name | startswith("screening match"))] | length' 3

# The same again gives the same, and asks no second time.
credence --json screen run | expect_json . "$(cat run.json)"
credence --json task list | expect_json length 3

# A decision needs a reason, is kept with the person, and holds.
expect_exit 2 credence screen resolve 3 --as false 2>err.txt
expect_text '--reason says why' err.txt
expect_exit 2 credence screen resolve 3 --as maybe --reason x 2>err.txt
expect_exit 2 credence screen resolve 99 --as false --reason x 2>err.txt
credence --json screen resolve 3 --as false --reason "SSN checked at OIG" |
    expect_json '[.status, .reason, .resolved_by]' '["false","SSN checked at OIG","maria"]'
expect_exit 2 credence screen resolve 3 --as false --reason again 2>err.txt
credence --json screen run | expect_json '[.matches[].match_id]' '[1,2]'
credence --json screen matches --open | expect_json length 2
credence --json screen matches | expect_json length 3
credence --json screen resolve 1 --as true --reason "the same SSN" >out.json
credence --json task list | expect_json '[.[] | select(.title | test("no federal program may be billed"))] | length' 1

# The row changes: it is asked again.  What is no longer there is not open any more.
sed 's/2 OAK STREET/22 OAK STREET/; /^"FEATHER/d' "$corpus/leie.csv" >leie.csv
expect_exit 3 credence --quiet screen load leie leie.csv --date 2026-11-20
credence --json screen run | expect_json '[.matches[] | [.match_id, .provider_id]]' '[[4,2]]'
[ "$(one 'SELECT group_concat(status) FROM screening_match')" = true,gone,false,open ] || fail "statuses"

# More speaks for it than when it was decided.
credence --quiet screen resolve 4 --as false --reason "another one"
credence --json screen run | expect_json '.matches' '[]'
printf '%s\n' 'provider_name,license_num,npi_num,provider_type,exclusion_effective_date' 'QUINCE EVE,1,,RN,07/26/2016' >ny.csv
credence --quiet screen load state:NY ny.csv
credence --json screen run | expect_json '[.matches[] | [.provider_id, .list, .rank]]' '[[6,"state:NY",3]]'
credence --quiet screen resolve 5 --as false --reason "a common name"
sed -i 's/QUINCE EVE,1,,/QUINCE EVE,1,1245319599,/' ny.csv
credence --quiet screen load state:NY ny.csv
credence --json screen run | expect_json '[.matches[] | [.provider_id, .rank]]' '[[6,1]]'

# A former name; a person in the name of a business; one provider alone.
one "INSERT INTO provider_name (provider_id, kind, last_name) VALUES (5, 'former', 'Marigold-Thorne')"
expect_exit 3 credence --quiet screen load sam "$corpus/sam.csv"
credence --json screen run --provider 1234567893 >out.json
expect_json '[.screened, ([.matches[].rank] | sort)]' '[1,[1,4]]' <out.json
expect_json '[.matches[] | select(.rank == 4) | .row.Name]' '["ADA M. LARKSPUR, M.D., P.C."]' <out.json
credence --quiet provider set 1770626038 status=left
expect_exit 2 credence screen run --provider 1770626038 2>err.txt
expect_json '[.[] | select(.action == "screening resolve")] | length' 4 < <(credence --json audit list)
"$CREDENCE" -C p verify >/dev/null
