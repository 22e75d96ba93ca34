# The revalidation list of CMS: rows that name our NPIs are kept, the cases that wait count with the published
# day, a day that has passed is a warning and moves nothing; the file is evidence.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "INSERT INTO location (name, state, group_npi, created_ms, modified_ms) VALUES ('Main St', 'TX', '1003000126', 0, 0)"
add_enrollment Medicare credentialed_day=2024-03-10 effective_day=2024-03-10 approved_day=2024-03-10 status=effective
at 2026-01-06 --quiet tick
is 'current|2027-03-10' "SELECT state, (SELECT on_day FROM deadline WHERE status = 'open' AND name = 'revalidation')
    FROM case_file WHERE workflow = 'revalidation'"

cat >list.csv <<'END'
National Provider Identifier,Enrollment ID,Last Name,First Name,Organization Name,Enrollment State Code,Enrollment Specialty,Revalidation Due Date,Adjusted Due Date
1234567893,I20100303000003,LARKSPUR,ADA,,TX,Family Practice,01/31/2027,02/28/2027
1234567893,I20100303000004,LARKSPUR,ADA,,OK,Family Practice,12/31/2026,
"1508860420, 1003000126",O20080101000001,,,"ELM STREET CLINIC, INC.",TX,Clinic,TBD,
1972902351,I20090202000002,SOMEBODY,ELSE,,TX,Dentist,10/31/2025,
END
at 2026-01-07 --json import revalidations list.csv --dry-run | expect_json '[.rows, .added]' '[5,3]'
is 0 'SELECT count(*) FROM revalidation'
at 2026-01-07 import revalidations list.csv >said.txt
expect_text '^1 case counts with the day that CMS publishes now' said.txt
is 'current|2027-02-28' "SELECT state, (SELECT on_day FROM deadline WHERE status = 'open' AND name = 'revalidation')
    FROM case_file WHERE workflow = 'revalidation'"
at 2026-01-07 --json provider revalidation 1234567893 | expect_json 'map([.pecos_enrollment, .state, .due_day, .adjusted_day])' \
    '[["I20100303000004","OK","2026-12-31",null],["I20100303000003","TX","2027-01-31","2027-02-28"]]'
at 2026-01-07 --json provider revalidation | expect_json '.[-1] | [.npi, .name, .location_name, .due_day]' \
    '["1003000126","ELM STREET CLINIC, INC.","Main St",null]'
is "list.csv|found|$(sha256sum <list.csv | cut -d' ' -f1)" \
    "SELECT asked_for, result, sha256 FROM registry_lookup WHERE registry = 'revalidation'"

# Again: nothing new, and nobody is told twice.
at 2026-01-08 --json import revalidations list.csv | expect_json '[.rows, .added, .updated, .unchanged]' '[5,0,0,3]'
is 1 "SELECT count(*) FROM event WHERE name = 'user.due'"

# As the data viewer answers; a day that has passed says nothing about what was filed.
cat >viewer.json <<'END'
{"meta": {"success": true, "headers": ["npi_list", "Enrollment ID", "Organization Name", "First Name", "Last Name",
  "Enrollment State Code", "Provider Type Text", "Enrollment Specialty", "due_date", "adjusted_due_date"], "total_rows": 9},
 "data": [["1234567893", "I20100303000003", "", "Ada", "Larkspur", "TX", "Non-DME Part B", "Family Practice", "2025-12-31", ""]]}
END
at 2026-01-09 --json import revalidations viewer.json >answer.json
expect_json '[.rows, .updated, (.problems | map(.severity))]' '[1,1,["warning","warning"]]' <answer.json
expect_text 'the day 2025-12-31 has passed. It stays on the list after filing' answer.json
expect_text 'this is a part: 1 rows of 9' answer.json
is 1 "SELECT count(*) FROM event WHERE name = 'user.due'"

# A row of ours that cannot be read is refused alone; what is no such list is refused whole.
sed -i 's|01/31/2027,02/28/2027|soon,|' list.csv
expect_exit 3 at 2026-01-10 --json import revalidations list.csv >answer.json
expect_json '[.refused, .unchanged, .problems[0].line]' '[1,2,2]' <answer.json
printf 'NPI,Name\n1,x\n' >other.csv
expect_exit 2 at 2026-01-10 import revalidations other.csv 2>refusal
expect_text 'other.csv:1:1: this is no revalidation list of CMS: the column "Enrollment ID" is missing' refusal
echo '{"meta": {"success": false}}' >other.json
expect_exit 2 at 2026-01-10 import revalidations other.json 2>refusal
expect_text 'no answer of the data viewer' refusal
head -c 300 viewer.json >half.json
expect_exit 2 at 2026-01-10 import revalidations half.json 2>refusal
: >empty.csv
expect_exit 2 at 2026-01-10 import revalidations empty.csv 2>refusal
expect_text 'is empty' refusal
expect_exit 2 at 2026-01-10 import revalidations list.csv --map x.yaml 2>refusal
expect_text 'such files need no map' refusal
at 2026-01-10 --json verify | expect_json .faults '[]'
