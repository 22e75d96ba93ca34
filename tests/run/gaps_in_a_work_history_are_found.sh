# A work history, typed and imported, by months; gaps of more than six months within five years, explained or not.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-11-01 init practice --timezone America/Chicago --from team@elm.example
run() { "$CREDENCE" -C practice --now 2026-11-26T09:00 "$@"; }
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada
run --quiet provider add npi=1245319599 last_name=Foxglove first_name=Ben
cat >history.csv <<'END'
NPI,Type,Employer,Job Title,From,To,Reason for leaving
1234567893,Employment,Mercy Hospital,Physician,07/2019,June 2022,moved
1234567893,Job,Elm Street Clinic,Physician,2024-01,Present,
1234567893,Residency,Lakeside University,Resident,7/2016,6/2019,
1234567893,Peer Reference,Dr. Bo Reed,Colleague,,,
1234567893,Language,Spanish,,,,
1245319599,Employment,Mercy Hospital,Physician,2020-05,2019-05,
1245319599,Employment,Mercy Hospital,Physician,05/2015,sometime,
1245319599,Gap,Parental leave,,2022-01-01,,
END
expect_exit 3 run --json import backgrounds history.csv >answer.json
expect_json '[.rows, .added, .refused]' '[8,5,3]' <answer.json
expect_text 'ends on 2019-05-31, before it begins on 2020-05-01' answer.json
expect_text 'no day|no day of the month|sometime' answer.json
expect_text 'gap needs from_day, until_day and, in the note, its words' answer.json
expect_exit 3 run --json import backgrounds history.csv | expect_json '[.added, .unchanged]' '[0,5]'
run --json background list --provider 1 --kind work | expect_json 'map([.name, .from_day, .until_day])' \
    '[["Mercy Hospital","2019-07-01","2022-06-30"],["Elm Street Clinic","2024-01-01",null]]'

# 18 months: to be explained in writing.
run --json provider gaps 1234567893 | expect_json 'map([.from_day, .until_day, .months, .needs_writing, .since])' \
    '[["2022-07-01","2023-12-31",18,true,"2021-11-26"]]'
run --json provider readiness 1 | expect_json '.gaps | map(.months)' '[18]'
run --json provider readiness 2 | expect_json .gaps '[]'
run provider readiness 1 >page
expect_text '^2022-07-01 +2023-12-31 +18' page
run --quiet background add provider=1 kind=gap name='Sick parent' from_day=2022-07 until_day=2023-12 note='cared for her mother'
run --json provider gaps 1234567893 | expect_json 'map(.is_explained)' '[false]'
run --quiet background set 6 is_written=yes
run --json provider gaps 1234567893 | expect_json . '[]'
run --json provider gaps 1234567893 --all | expect_json 'map(.is_explained)' '[true]'
# Nothing known of somebody is a gap of theirs, when they are asked about; the list of all has those with a history.
run --json provider gaps | expect_json . '[]'
run --json provider gaps 1245319599 | expect_json 'map([.from_day, .months])' '[["2021-11-26",60]]'
run --quiet credential add provider=2 credential_type=state_license state=IL number=036-1 issued_day=2026-03-01
run --json provider gaps 1245319599 | expect_json 'map([.from_day, .since])' '[["2026-03-01","2026-03-01"]]'
expect_exit 2 run background add provider=1 kind=hobby name=Chess 2>refusal
expect_text 'work' refusal
expect_exit 2 run background add provider=1 kind=work name='Mercy Hospital' from_day=2019-07 2>refusal
expect_text 'already: number 1' refusal
run --json provider show 1 | expect_json '.backgrounds | length' 6
# A merge moves it, and takes it back.
run --quiet provider merge 1 2
run --quiet provider unmerge 2
run --quiet background add provider=2 kind=language name=Polish
run --quiet provider merge 1 2
run --json background list --provider 1 --kind language | expect_json 'map(.name)' '["Spanish","Polish"]'
run --json verify | expect_json .faults '[]'
