# CAQH by hand and on line: the roster goes out in its columns, statuses come in; a later attestation moves the
# clock, "Expired Attestation" lapses the case, an older word changes nothing; each look-up is evidence.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
at 2026-08-01 --quiet provider set 1 caqh_id=12345678 caqh_attested_day=2026-05-01 birth_day=1980-01-02
at 2026-08-01 --quiet credential add provider=1 credential_type=state_license state=TX number=T-1 expires_day=2027-01-31
at 2026-08-01 --quiet tick
is 'current|2026-08-29' "SELECT state, (SELECT on_day FROM deadline WHERE status = 'open' AND name = 'attestation') FROM case_file WHERE workflow = 'caqh_attestation'"

at 2026-08-01 --quiet export caqh_roster out --with-birth-days
head -1 out/caqh_roster.csv | grep -q '^first_name,middle_name,last_name,name_suffix,gender,address1,.*,organization_id,region_id' || fail 'other columns'
expect_text '^Ada,.*,TX,19800102,,,,MD,,1234567893,TX,T-1,12345678,1,' out/caqh_roster.csv
at 2026-08-01 --quiet export caqh_roster plain
expect_exit 1 grep -q birthdate plain/caqh_roster.csv
at 2026-08-01 --quiet export all everything
[ ! -e everything/caqh_roster.csv ] || fail 'the roster is no part of everything'

# A file that was downloaded: rows of nobody and impossible days are refused alone.
cat >status.csv <<'EOF'
caqh_provider_id,roster_status,authorization_flag,provider_status,provider_status_date,provider_practice_state,provider_found_flag
12345678,ACTIVE,Y,Re-Attestation,20260809,TX,Y
99999999,ACTIVE,Y,Re-Attestation,20260809,TX,Y
12345678,ACTIVE,Y,Re-Attestation,20270809,TX,Y
EOF
expect_exit 3 at 2026-08-10 --json import caqh status.csv >said.json
expect_json '[.rows, .added, .refused, (.problems | map(.line))]' '[3,1,2,[3,4]]' <said.json
at 2026-08-10 --quiet tick
is 'current|2026-12-07|2026-08-09' "SELECT state, (SELECT on_day FROM deadline WHERE status = 'open' AND name = 'attestation'),
    (SELECT caqh_attested_day FROM provider) FROM case_file WHERE workflow = 'caqh_attestation'"
is "status.csv|found|$(sha256sum <status.csv | cut -d' ' -f1)" "SELECT asked_for, result, sha256 FROM registry_lookup WHERE registry = 'caqh'"
sed -i 's/20260809,TX,Y/20260701,TX,N/' status.csv
expect_exit 3 at 2026-08-11 --json import caqh status.csv | expect_json '[.unchanged, .refused]' '[1,2]'
printf 'NPI,Name\n1,x\n' >other.csv
expect_exit 2 at 2026-08-11 import caqh other.csv 2>refusal
expect_text 'no status file of CAQH' refusal

# CAQH itself says that it has expired: the case does not wait for its own day; a new attestation mends it.
printf '{"caqh_provider_id":"12345678","roster_status":"ACTIVE","authorization_flag":"N","provider_status":"Expired Attestation","provider_status_date":"20260814","provider_found_flag":"Y"}' >expired.json
at 2026-08-15 import caqh expired.json >said.txt 2>warning
expect_text '^1 attestation is expired by what CAQH says' said.txt
expect_text 'has not authorized us' warning
is lapsed "SELECT state FROM case_file WHERE workflow = 'caqh_attestation'"
at 2026-08-15 --json provider caqh | expect_json '.[0] | [.status, .is_authorized, .caqh_attested_day]' '["Expired Attestation",false,"2026-08-09"]'
sed -i 's/Expired Attestation/Re-Attestation/; s/20260814/20260816/' expired.json
at 2026-08-17 --quiet import caqh expired.json 2>warning
at 2026-08-17 --quiet tick
is 'current|2026-12-14' "SELECT state, (SELECT on_day FROM deadline WHERE status = 'open' AND name = 'attestation') FROM case_file WHERE workflow = 'caqh_attestation'"

# On line, with a contract alone.
expect_exit 2 at 2026-08-18 provider caqh 1 --lookup 2>refusal
expect_text 'export caqh_roster|import caqh FILE' refusal
free_port port
start web.log python3 -u "$TOP/tests/servers/web.py" --port "$port"
wait_for port_open "$port"
echo secret >practice/caqh.password
chmod 600 practice/caqh.password
cp practice/credence.yaml settings
registry() {
	{ cat settings && printf 'registry: {lookup: true, timeout_seconds: 1, caqh_organization: 1234, caqh_user: elm, caqh_password: "file:caqh.password", caqh_url: "http://127.0.0.1:%s/%s"}\n' \
	    "$port" "$1"; } >practice/credence.yaml
}
sql "UPDATE caqh_status SET status_day = '2026-08-01'"
registry caqh/
at 2026-08-18 --json provider caqh 1 --lookup | expect_json 'map([.status, .status_day, .is_authorized, .read_from])' '[["Re-Attestation","2026-08-09",true,"lookup"]]'
grep -q '^GET /caqh/?Product=PV&Organization_Id=1234&Caqh_Provider_Id=12345678 auth ' web.log || fail 'it asked otherwise'
faulty() {	# EXIT PATH WORDS
	registry "$2"
	expect_exit "$1" at "${when:-2026-08-18}" provider caqh 1 --lookup --fresh 2>refusal
	expect_text "$3" refusal
}
faulty 2 caqh/error.json 'The request is invalid'
faulty 2 caqh/half 'not whole'
faulty 2 caqh/12345679.json 'about another number'
faulty 2 login/ 'login page|text/html'
faulty 1 cut/ 'reached|cut|ended'
faulty 1 status/401 401
faulty 1 status/503 503
when=2026-08-17 faulty 1 later/60 '429|later'
is '8|2026-08-09|2026-08-16' "SELECT (SELECT count(*) FROM registry_lookup WHERE registry = 'caqh' AND result = 'failed'),
    (SELECT status_day FROM caqh_status), (SELECT caqh_attested_day FROM provider)"
at 2026-08-18 --json verify | expect_json .faults '[]'
