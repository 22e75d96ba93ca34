# The five journeys of a week by keyboard alone: what was imported is found, an answer is attached, a new hire becomes
# billable, a licence is renewed, the month's screening is decided and signed.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 -cmd '.timeout 5000' practice/credence.db "$1"; }
is() { [ "$(ask "$1")" = "$2" ] || fail "$1: $(ask "$1"), not $2"; }
at() { [ "$(browser_value "location.pathname + ' ' + (document.readyState === 'complete')")" = "\"$1 true\"" ]; }
press_to() {	# KEY PATH: it leads there
	browser_key "$1"
	wait_for at "$2"
}
said() { [ "$(browser_value "new URLSearchParams(location.search).get('did')")" = "\"$1\"" ]; }

# First import: an empty folder says what to do; each file is tried before its rows are taken in.
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example
free_port practice_port
PAGE=http://127.0.0.1:$practice_port
printf '%s\n' 'org: { name: Elm Street Clinic, timezone: America/Chicago }' 'mail: { from: team@elm.example }' \
    "web: { port: $practice_port }" >practice/credence.yaml
practice_serve practice
browser_start
browser_size 1440 900
browser_open "$PAGE/"
printf '%s\n' 'NPI,Last Name,First Name,State,Email,Start Date' \
    "1234567893,Larkspur,Ada,IL,ada@elm.example,$(practice_day 40)" >providers.csv
printf '%s\n' 'Name,Email,State' 'Prairie Health,enroll@prairie.example,IL' >payers.csv
printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' >enrollments.csv
printf '%s\n' 'NPI,Type,State,Number,Expires' "1234567893,state license,IL,036104311,$(practice_day 60)" >credentials.csv
browser_tab_to '.empty a[href="/import"]'
press_to Enter /import
browser_tab_to '#file'
browser_file '#file' "$PWD/providers.csv"	# the system's own window, where one types the name
browser_tab_to 'form[action="/import"] button'
press_to Enter /import/1
browser_tab_to 'button[value="take"]'
browser_key Enter
wait_for said taken
is "SELECT count(*) FROM provider" 1
for kind in payers enrollments credentials; do
	"$CREDENCE" --quiet -C practice import "$kind" "$kind.csv"
done
"$CREDENCE" --quiet -C practice tick
browser_tab_to 'a[href="/providers"]'
press_to Enter /providers
browser_key j
press_to Enter /provider/1

# Reply triage: a mail of no case is attached to the one that may be meant; taken back, attached again.
enrollment=$(ask "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment'")
cat >practice/mail/inbox/new/1.eml <<'M'
From: Prairie Health <someone@prairie.example>
To: team@elm.example
Subject: A question
Message-ID: <q1@prairie.example>
Date: Thu, 26 Nov 2026 09:00:00 -0600

Please call us about your new doctor.
M
"$CREDENCE" --quiet -C practice mail fetch
browser_open "$PAGE/inbox"
browser_key j
browser_key e
wait_for said attach
is "SELECT case_id FROM message" "$enrollment"
browser_key u
wait_for said undone
is "SELECT case_id IS NULL FROM message" 1
browser_key j
browser_key e
wait_for said attach
is "SELECT case_id FROM message" "$enrollment"

# New hire to billable: found in the box, the application said to be sent, approved and loaded.
browser_key /
browser_type "CR-$enrollment"
press_to Enter /search
browser_tab_to "a[href=\"/case/$enrollment\"]"
press_to Enter "/case/$enrollment"
tell() {	# EVENT [FIELD VALUE]...
	local form="form:has(input[value=\"$1\"])" event=$1
	browser_tab_to "details:has(input[value=\"$1\"]) > summary"
	browser_key Enter
	shift
	while [ $# -gt 0 ]; do
		browser_tab_to "$form [name=\"f.$1\"]"
		browser_type "$2"
		shift 2
	done
	browser_tab_to "$form button"
	browser_key Enter
	wait_for said event
	browser_open "$PAGE/case/$enrollment"
	is "SELECT count(*) FROM event WHERE case_id = $enrollment AND name = '$event' AND status = 'done'" 1
}
tell user.submit reference R-17
tell user.approved effective_day "$(practice_day -1 %m%d%Y)"
tell user.loaded
"$CREDENCE" --json -C practice billable --provider 1234567893 >billable.json
expect_json '.[0].from' "\"$(practice_day 40)\"" <billable.json

# Expirable renewal: from the list to its case, and the new last day.
browser_open "$PAGE/expirables"
browser_tab_to 'table.rows tbody a[href^="/case/"]'
license=$(ask "SELECT case_id FROM case_file WHERE subject_type = 'credential' AND status = 'open' LIMIT 1")
press_to Enter "/case/$license"
renewal='details:has(input[value="user.renewed"])'
browser_tab_to "$renewal > summary"
browser_key Enter
browser_tab_to "$renewal [name=\"f.expires_day\"]"
browser_type "$(practice_day 800 %m%d%Y)"
browser_tab_to "$renewal button"
browser_key Enter
wait_for said event
is "SELECT expires_day FROM credential" "$(practice_day 800)"

# Monthly screening: a match is somebody else, with the reason; the page of the month is signed.
printf '%s\n' 'provider_name,license_num,npi_num,provider_type,exclusion_effective_date' \
    '"LARKSPUR, ADA",1,1234567893,RN,07/26/2016' >ny.csv
"$CREDENCE" --quiet -C practice screen load state:NY ny.csv
"$CREDENCE" --quiet -C practice tick
browser_open "$PAGE/screening"
browser_tab_to 'form.decide input[name="reason"]'
browser_type 'another licence'
browser_tab_to 'form.decide button[value="false"]'
browser_key Enter
wait_for said resolve
is "SELECT status || ' ' || reason FROM screening_match" 'false another licence'
browser_tab_to 'a[href^="/screening/month"]'
press_to Enter /screening/month
browser_tab_to 'form[action="/screening/sign"] button'
browser_key Enter
is_signed() { [ "$(ask "SELECT count(*) FROM audit WHERE action LIKE 'screening sign%'")" = 1 ]; }
wait_for is_signed
