#!/bin/bash
# main flow under the sanitizers
# People and firms that are no providers: added, imported, listed, screened, let go.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C p "$@"; }
corpus=$TOP/tests/corpus/exclusion
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example
cat >staff.csv <<'END'
Employee Name,DOB,Type,Vendor,State
"Quince, Eve",3/4/1980,employee,,IL
Tom Briar,,contractor,,NV
,,supplier,Four Rivers Medical Transport Inc.,IL
,,vendor,,IL
"Bad, Row",,owner,Also A Firm,IL
"Marigold, Sam",,wizard,,IL
END
expect_exit 3 credence --json import parties staff.csv >import.json
expect_json '[.added, .refused, [.problems[].line]]' '[3,3,[5,6,7]]' <import.json
expect_exit 3 credence --json import parties staff.csv >import.json
expect_json '[.added, .unchanged, .refused]' '[0,3,3]' <import.json
printf '%s\n' 'Color,Size' 'red,2' >other.csv
expect_exit 2 credence import parties other.csv 2>err.txt
expect_text 'a column for last_name \(or full_name\) or business_name' err.txt
credence --json party list --relation contractor | expect_json '[.[] | [.first_name, .last_name, .state]]' '[["Tom","Briar","NV"]]'
credence --json party list --name "four rivers" | expect_json '[.[].relation]' '["vendor"]'
credence --json party show 1 | expect_json '[has("birth_day"), .last_name]' '[false,"Quince"]'

credence --json party add relation=owner last_name=Larkspur first_name=Ada birth_day=1971-03-04 | expect_json .party_id 4
expect_exit 2 credence party add relation=owner last_name=LARKSPUR first_name=ada 2>err.txt
expect_text 'there is such a party already: number 4' err.txt
expect_exit 2 credence party add relation=owner 2>err.txt
expect_exit 2 credence party add last_name=Rowan business_name=Rowan 2>err.txt
expect_text 'one of the two' err.txt
expect_exit 2 credence party set 1 relation=wizard 2>err.txt
expect_exit 2 credence party set 1 last_name= 2>err.txt

expect_exit 3 credence --quiet screen load leie "$corpus/leie.csv" --date 2026-11-12
credence --json screen run >run.json
expect_json '[.screened, [.matches[] | [.party_id, .rank, has("provider_id")]]]' '[4,[[4,2,false],[3,4,false]]]' <run.json
credence --json screen matches | expect_json '[.[].last_name] | sort' '["Four Rivers Medical Transport Inc.","Larkspur"]'
credence --json screen proof | expect_json '[.screened[] | [.relation, .names[0], .result]]' \
    '[["staff","Eve Quince","no match"],["contractor","Tom Briar","no match"],["vendor","Four Rivers Medical Transport Inc.","see matches"],["owner","Ada Larkspur","see matches"]]'
credence --quiet party set 1 status=left
credence --json screen run | expect_json .screened 3
credence --json audit list --object "party 1" | expect_json '[.[].action]' '["party add","party set"]'
credence --quiet export parties out
expect_text '^4,owner,Larkspur,Ada,' out/parties.csv
expect_exit 1 grep -q 1971 out/parties.csv
