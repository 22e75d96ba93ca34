# Former names: typed and imported, each once, never without a provider; screening finds who was excluded under one.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-11-01 init practice --timezone America/Chicago --from team@elm.example
run() { "$CREDENCE" -C practice --now 2026-11-26T09:00 "$@"; }
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada
run --json provider name 1234567893 former Rose | expect_json .is_added true
run --json provider name 1 former Rose | expect_json .is_added false
expect_exit 2 run provider name 1 stage Rose 2>refusal
expect_text 'former, alias or professional, not "stage"' refusal
expect_exit 2 run provider name 1 '' Rose 2>refusal
expect_text 'what kind of name' refusal
expect_exit 2 run provider name 1 alias ' ' 2>refusal
expect_text 'needs a last name' refusal
cat >names.csv <<'END'
NPI,Type,Last Name,First Name
1234567893,Maiden,Thornbury,Ada
1234567893,AKA,Larkspur-Thornbury,Adah
1234567893,former,Rose,
1245319599,former,Nobody,
1234567890,former,Wrong,
END
expect_exit 3 run --json import provider_names names.csv >answer.json
expect_json '[.rows, .added, .unchanged, .refused, (.problems | map(.line))]' '[5,2,1,2,[5,6]]' <answer.json
run --json provider show 1 | expect_json '.names | map(.last_name) | sort' '["Larkspur-Thornbury","Rose","Thornbury"]'
run --json audit list --object 'provider 1' | expect_json 'map(select(.action == "provider name")) | length' 3
echo 'LASTNAME,FIRSTNAME' >other.csv
expect_exit 2 run import provider_names other.csv 2>refusal
expect_text 'other.csv:1:1: there are no names in it: the column "npi" is missing' refusal

printf '%s\n' 'LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE' \
    'THORNBURY,ADA,,,PHYSICIAN,,,0000000000,,1 ELM,PEORIA,IL,61602,1128a1,20200101,00000000,00000000,' >UPDATED.csv
run --quiet screen load leie UPDATED.csv --date 2026-11-12
run --json screen run | expect_json '.matches | map(.provider_id)' '[1]'
