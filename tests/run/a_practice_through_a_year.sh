#!/bin/bash
# A practice of ten with its staff and a vendor through a year: every workflow begins by what a record or a list says, and
# none by hand: a first day, a license, a leaving provider, a changed site, a new list, a day in the catalog of duties.
# Each month the hold list and the runway say who may not be billed, who waits, and who has not even begun.
. "$TOP/tests/lib/run.sh"

# at DAY COMMAND ...: on that day (09:30); what it says is in many.out
at() {
	local now=$1
	shift
	[[ $now == *T* ]] || now=${now}T09:30
	many --now "$now" -C p "$@"
	[ "$many_status" -eq "${WANT:-0}" ] || fail "$many_status on $now: $*: $(cat many.err many.out)"
}
sql() { sqlite3 -cmd '.timeout 5000' p/credence.db "$1"; }
is() {
	local got
	got=$(sql "$2")
	[ "$got" = "$1" ] || fail "\"$got\" instead of \"$1\": $2"
}
month() {	# DAY
	at "$1T09:29" --quiet mail fetch
	at "$1" --json tick
	expect_json .failed 0 <many.out
}
# begun DAY WORDS: the workflows of the cases that began on that day
begun() {
	is "$2" "SELECT coalesce(group_concat(workflow || ' ' || n, ', '), '') FROM (SELECT workflow, count(*) AS n FROM case_file
	    WHERE date(opened_ms / 1000, 'unixepoch', '-6 hours') = '$1' GROUP BY workflow ORDER BY workflow)"
}
hold() {	# DAY GATES: how many are held at which gate
	at "$1T09:40" --json billable --hold
	expect_json 'group_by(.gate) | map([.[0].gate, length])' "$2" <many.out
}
runway() {	# DAY ROWS
	at "$1T09:41" --json provider runway
	expect_json 'map([.last_name, .payer_name, .late_days])' "$2" <many.out
}
task() {	# NAME WORDS: an open task of that name says so
	is 1 "SELECT count(*) > 0 FROM task WHERE name = '$1' AND status = 'open' AND title LIKE '%$2%'"
}

"$CREDENCE" --now 2027-01-04T08:00 --quiet init p --org 'Elm Street Clinic' --timezone America/Chicago --from office@elm.example
for duty in weekly_review license_monitoring restore_test access_review nppes_compare directory_verification hipaa_training; do
	sed -i "/^  $duty:/,/}/s/\(every_[a-z]*: [0-9]*\),/\1, next: 2027-02-01,/" p/catalogs/duties.yaml
done
il=(1234567893 1245319599 1558598797 1972902351 1770626038 1900000013 1900000021)
cat >providers.csv <<'END'
NPI,Last Name,First Name,Type,State,Email,Start Date,CAQH Last Attested,DEA
1234567893,Larkspur,Ada,MD,IL,ada@elm.example,2019-03-01,2026-11-20,BL1388568
1245319599,Foxglove,Ben,DO,IL,ben@elm.example,2020-05-01,2026-10-01,
1003000126,Rowan,Cleo,MD,TX,cleo@elm.example,2021-07-01,2026-12-15,
1558598797,Quince,Dan,NP,IL,dan@elm.example,2022-02-01,2026-12-01,
1972902351,Marigold,Eve,PA,IL,eve@elm.example,2022-09-01,2026-11-01,
1770626038,Briar,Fay,MD,IL,fay@elm.example,2018-01-15,2026-12-20,
1900000013,Sorrel,Gus,MD,IL,gus@elm.example,2017-06-01,2026-12-10,
1900000021,Tansy,Hal,MD,IL,hal@elm.example,2016-06-01,2026-12-10,
1900000039,Yarrow,Ida,NP,TX,ida@elm.example,2023-06-01,2026-12-10,
1900000047,Hazel,Jo,MD,IL,jo@elm.example,2027-06-01,,
END
cat >payers.csv <<'END'
Name,Kind,Email,State,Turnaround
Prairie Health,commercial,desk@prairie.example,IL,90
Lone Star Plan,commercial,desk@lonestar.example,TX,60
Medicare,medicare,,,60
Illinois Medicaid,medicaid,enroll@medicaid.example,IL,120
END
printf '%s\n' 'Name,Address,City,State,Tax ID' 'Main St,1 Main St,Springfield,IL,12-3456789' 'Dallas,9 Elm St,Dallas,TX,12-3456789' >locations.csv
printf '%s\n' 'Employee Name,DOB,Type,Vendor,State' '"Moss, Kim",3/4/1980,employee,,IL' 'Lee Fern,,contractor,,IL' \
    ',,supplier,Four Rivers Billing Inc.,IL' >parties.csv
{
	echo 'NPI,Credential Type,Number,State,Issued,Expires,Status,Verified Date'
	printf '%s,state_license,036.1,IL,2010-01-01,2027-07-31,verified,2026-12-01\n' "${il[@]}"
	cat <<'END'
1003000126,state_license,T55,TX,2012-01-01,2027-09-30,verified,2026-12-01
1900000039,state_license,T77,TX,2012-01-01,2028-09-30,verified,2026-12-01
1234567893,dea,BL1388568,IL,2024-05-01,2027-05-31,verified,2026-12-01
1245319599,malpractice_insurance,P1,,2026-03-01,2027-03-01,verified,2026-12-01
1234567893,board_certification,B1,,2018-01-01,2027-12-31,verified,2026-12-01
1558598797,bls,C1,,2025-04-30,2027-04-30,verified,2026-12-01
1770626038,immunization,,,2025-04-30,,,
1770626038,influenza_vaccine,,,2026-10-01,2027-10-01,,
1770626038,npdb_query,,,2026-02-15,2027-02-15,,
1900000013,privileges,Memorial,IL,2024-09-01,2027-08-31,,
END
} >credentials.csv
{
	echo 'NPI,Payer,Location,State,Status,Submitted,Approved,Effective,Loaded,First Paid,Credentialed'
	printf '%s,Prairie Health,Main St,IL,loaded,2024-05-01,2024-07-10,2024-08-01,2024-08-10,2024-09-01,2024-07-10\n' "${il[@]}"
	cat <<'END'
1003000126,Lone Star Plan,Dallas,TX,loaded,2024-05-01,2024-07-10,2024-08-01,2024-08-10,2024-09-01,2024-07-10
1770626038,Medicare,Main St,IL,loaded,2022-05-01,2022-07-10,2022-05-01,2022-08-10,2022-09-01,2022-07-10
1770626038,Illinois Medicaid,Main St,IL,loaded,2022-05-01,2022-07-10,2022-05-01,2022-08-10,2022-09-01,2022-07-10
1900000039,Lone Star Plan,Dallas,TX,not started,,,,,,
END
} >enrollments.csv
for kind in payers locations providers parties credentials enrollments; do
	at 2027-01-04T09:00 --quiet import "$kind" "$kind.csv"
done
at 2027-01-04T09:10 --quiet agreement add vendor='Four Rivers Billing' service=billing signed_day=2026-02-15 owner=Maria
WANT=3 at 2027-01-04T09:20 --quiet screen load leie "$TOP/tests/corpus/exclusion/leie.csv" --date 2026-12-12

# January: all that the old spreadsheet says begins at once; Yarrow's application was never sent.
month 2027-01-04
begun 2027-01-04 'agreement_review 1, caqh_attestation 9, expirables 2, npdb_continuous_query 1, onboarding 1, payer_enrollment 11, practice_duty 7, primary_source_verification 13, privileging 1, recredentialing 8, revalidation 2'
hold 2027-01-04 '[["submitted",1]]'
is '13|2' 'SELECT screened, found FROM screening_run'
# A new hire of whom no payer is known stands on the runway all the same.
runway 2027-01-04 '[["Hazel",null,null]]'
at 2027-01-04T09:42 provider runway
expect_text '1900000047 +Hazel +2027-06-01 +no payer chosen' many.out

# February: one leaves; the new hire's license and payer are entered; OPPE, agreement and duties are due.
at 2027-02-01T09:00 --quiet provider set 1900000021 status=leaving
at 2027-02-01T09:00 --quiet enrollment add provider=1900000047 payer='Prairie Health' location='Main St' state=IL
at 2027-02-01T09:00 --quiet credential add provider=1900000047 credential_type=state_license state=IL number=036.9 expires_day=2029-07-31
month 2027-02-01
begun 2027-02-01 'offboarding 1, payer_enrollment 1, primary_source_verification 1'
hold 2027-02-01 '[["submitted",2]]'
runway 2027-02-01 '[["Hazel","Prairie Health",0]]'
task tell 'Dr Tansy leaves'
is 7 "SELECT count(*) FROM task WHERE name = 'duty' AND status = 'open'"
is 1 "SELECT count(*) FROM task WHERE title LIKE 'Review the agreement with Four Rivers%' AND status = 'open'"
is 1 "SELECT count(*) FROM task WHERE title LIKE 'Ongoing evaluation (OPPE) of Dr Sorrel%' AND status = 'open'"
is 1 "SELECT count(*) FROM task WHERE title LIKE 'Renew the NPDB continuous query of Dr Briar%' AND status = 'open'"
is 2 "SELECT count(*) FROM task WHERE title LIKE 'File the revalidation of Dr Briar%' AND status = 'open'"

# The restore test does itself and is due again in three months; the review of the week is closed with its evidence.
at 2027-02-02 --quiet backup february.tar --test
is '2027-05-01|2027-02-02' "SELECT next_day, done_day FROM duty WHERE key = 'restore_test'"
[ ! -e february.tar.trial ] || fail "the trial is left behind"
WANT=2 at 2027-02-02 --quiet duty 'done' weekly_review
at 2027-02-02 --quiet duty 'done' weekly_review --evidence 'two actions'
at 2027-02-02 --json duty list --due-by 2027-02-10
expect_json 'map(.key) | sort' '["access_review","directory_verification","hipaa_training","license_monitoring","nppes_compare","weekly_review"]' <many.out

# March: the site moves: each payer hears of it, and so do NPPES, CAQH and boards for each who works there.
at 2027-03-01T09:00 --quiet location set 'Main St' address='2 Oak St'
month 2027-03-01
begun 2027-03-01 'change_notice 9, change_of_record 7'
runway 2027-03-01 '[["Hazel","Prairie Health",9]]'
task path 'Prairie Health is last'
is 8 "SELECT count(*) FROM task WHERE title LIKE 'Collect the re-credentialing packet of %' AND status = 'open'"

# April: a newer list: everybody is looked up again, and an exclusion that is confirmed stops the work.
WANT=3 at 2027-04-01T09:00 --quiet screen load leie "$TOP/tests/corpus/exclusion/leie.csv" --date 2027-03-15
match=$(sql "SELECT match_id FROM screening_match JOIN provider ON provider_id = subject_id WHERE last_name = 'Marigold' AND subject_type = 'provider'")
at 2027-04-01T09:10 --quiet screen resolve "$match" --as true --reason 'the same, by the board'
month 2027-04-01
begun 2027-04-01 'exclusion_screening 1'
is 2 'SELECT count(*) FROM screening_run WHERE is_all = 1'
hold 2027-04-01 '[["exclusion",1],["submitted",2]]'

# Summer: Hazel began and still is not loaded: she stays on the runway; another one comes of whom nothing is known.
month 2027-05-01
at 2027-06-01T09:00 --quiet provider add npi=1003002635 last_name=Nettle first_name=Lou provider_type=NP practice_state=IL email=lou@elm.example start_day=2027-09-01
for day in 2027-06-01 2027-07-01; do
	month $day
done
begun 2027-06-01 'onboarding 1'
runway 2027-07-15 '[["Hazel","Prairie Health",145],["Nettle",null,null]]'
at 2027-07-20T09:00 --quiet provider set 1900000021 status=left left_day=2027-07-20
month 2027-08-01
hold 2027-08-01 '[["exclusion",1],["license",7],["provider",1],["submitted",2]]'
is left "SELECT state FROM case_file WHERE workflow = 'offboarding'"
task access 'End all access of Dr Tansy'

# Autumn: licenses were renewed, the payer decides, the first claim is paid: nobody is held who need not be.
sql "SELECT credential_id FROM credential WHERE credential_type = 'state_license' AND expires_day = '2027-07-31'" >licenses
while read -r license; do
	at 2027-08-02T10:00 --quiet credential verify "$license" --method web --result active --expires 2029-07-31
done <licenses
at 2027-08-02T10:10 --quiet enrollment set "$(sql "SELECT enrollment_id FROM enrollment JOIN provider USING (provider_id) WHERE last_name = 'Hazel'")" \
    status=loaded submitted_day=2027-03-02 approved_day=2027-06-20 effective_day=2027-07-01 loaded_day=2027-07-20
month 2027-09-01
hold 2027-09-01 '[["exclusion",1],["provider",1],["submitted",1]]'
runway 2027-09-01 '[["Nettle",null,null]]'
for day in 2027-10-01 2027-11-01 2027-12-01; do
	month $day
done
at 2027-12-31 --json verify
expect_json .faults '[]' <many.out
