# The nouns by hand: added, changed, listed, shown; what is wrong is refused with advice and changes nothing.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}

# refused WORDS COMMAND ...: exit 2, one line that says so.
refused() {
	local words=$1
	shift
	expect_exit 2 run "$@" >out 2>refusal
	expect_text "$words" refusal
	[ ! -s out ] || fail "something on standard output: $*"
}

run --json provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=Illinois \
    start_day=12/1/2026 birth_day=1980-02-03 >added
expect_json .provider_id 1 <added
expect_json .practice_state IL <added
expect_json .start_day 2026-12-01 <added
expect_json .email null <added
expect_json 'has("birth_day")' false <added
run --quiet payer add name="Prairie Health" state=IL
run --quiet location add name="Main St" city=Springfield state=IL
run --quiet credential add provider=1234567893 credential_type="State license" state=IL \
    number=036-123 expires_day=2027-07-31
run --quiet enrollment add provider=1234567893 payer="prairie health" location=1
run --quiet contact add payer=1 role=credentialing name=Dana email=Dana@Prairie.example
run --quiet document add provider=1 kind="approval letter" name=approval.pdf

run --json audit list >before
refused 'check digit' provider add npi=1234567890 last_name=X
refused 'already: number 1' provider add npi=1234567893 last_name=X
refused 'needs npi' provider add last_name=X
refused 'Did you mean "email"' provider set 1234567893 emial=a@b.org
refused 'no mail address' provider set 1234567893 email=a@b
refused 'given twice' provider set 1234567893 email=a@b.org email=c@d.org
refused 'active, leaving, left' provider set 1234567893 status=gone
refused 'needs last_name' provider set 1234567893 last_name=
refused 'no "provider_id"' provider set 1 provider_id=7
refused 'KEY=VALUE' provider set 1234567893 email
refused 'no provider "1245319599"' provider set 1245319599 note=x
refused 'state_license, dea' credential add provider=1 credential_type=nonsense
refused 'provider, a payer or a location' contact add name=Dana
refused 'no payer "Nobody"' enrollment add provider=1 payer=Nobody
refused 'no credential 9' credential show 9
refused '"x" is no enrollment number' enrollment show x
refused 'is no day' credential list --expires-by soon
refused 'not in the catalog' credential list --type nonsense
run --json audit list >after
cmp before after

run --json provider set 1234567893 email=ada@elm.example phone='(312) 555-0100' >changed
expect_json .phone 312-555-0100 <changed
run provider set 1 email=ada@elm.example >same
expect_text 'is like that already' same
run --json provider set 1 phone= >changed
expect_json .phone null <changed

# Lists are narrowed by what they take; an empty one is an empty array.
for list in 'provider list --npi 1234567893' 'provider list --name larkspur' \
    'provider list --name "Larkspur, Ada"' 'provider list --name "ada l"' \
    'provider list --state il' 'payer list --kind commercial' 'location list --state IL' \
    'credential list --provider 1234567893 --type "State license"' \
    'credential list --expires-by 2027-07-31' 'enrollment list --payer "Prairie Health"' \
    'enrollment list --location "main st"' 'contact list --payer 1' 'document list --provider 1'; do
	eval "run --json $list" >list
	expect_json length 1 <list
done
for list in 'provider list --name nobody' 'provider list --state TX' 'payer list --kind medicare' \
    'credential list --expires-by 2027-07-30' 'credential list --type dea' \
    'contact list --provider 1' 'enrollment list --status loaded'; do
	eval "run --json $list" >list
	expect_json . '[]' <list
done

run --json provider show 1234567893 >provider
expect_json '.credentials[0].number' 036-123 <provider
expect_json '.enrollments[0].payer_name' 'Prairie Health' <provider
expect_json '.documents[0].name' approval.pdf <provider
expect_json '[.contacts, .cases, .names] | map(length)' '[0,0,0]' <provider
run --json payer show 'prairie health' >payer
expect_json '.contacts[0].email' dana@prairie.example <payer
run provider show 1 >page
expect_text '^last name +Larkspur' page
expect_text '^credentials$' page
if grep 1980 page; then fail 'a birth day is shown'; fi

# What is sensitive is masked; one look is noted; where people sign in, their roles decide who may.
run --quiet provider set 1 ssn=219-09-9999 bank_account=00123456
run --json provider show 1 | expect_json .sensitive \
    '[{"field":"birth_day","value":"****"},{"field":"ssn","value":"****"},{"field":"bank_account","value":"****"}]'
[ "$(run provider reveal 1 ssn --reason CMS-855I)" = 219-09-9999 ] || fail "not what was typed"
refused 'no sensitive field' provider reveal 1 npi
run --quiet provider set 1 home_address='7 Oak Lane' discipline='answered yes to 4b'
[ "$(run provider reveal 1 discipline --reason committee)" = 'answered yes to 4b' ] || fail "not what was typed"
refused 'no day that has passed' provider set 1 birth_day=2031-02-03
if strings practice/credence.db* | grep -E '219-?09-?9999|1980-02-03|00123456|Oak Lane|yes to 4b'; then fail "in clear in the file"; fi
run --json audit list --object 'provider 1' | expect_json '[.[] | select(.action == "provider reveal") | .detail]' '["ssn: CMS-855I","discipline: committee"]'

# Retired, not deleted; and who did it.
run --quiet payer retire 'Prairie Health' --on 2026-11-30
run --json payer show 1 >payer
expect_json .retired_day 2026-11-30 <payer
CREDENCE_USER=maria run --quiet payer set 1 retired_day=
run --json audit list --object 'payer 1' >log
expect_json 'map(.action)' '["payer add","payer set","payer set"]' <log
expect_json '.[-1].actor' maria <log
run --json audit list --object 'provider 1234567893' --since 2026-11-25 >log
expect_json . '[]' <log

# A verification goes through the case that waits for it, and keeps the day on which it was done.
run --quiet tick
run --json case list --open --workflow primary_source_verification >cases
expect_json '.[0].state' by_hand <cases
refused 'web, letter, phone, api' credential verify 1 --method smoke --result x
refused 'lies ahead' credential verify 1 --method web --result x --on 2026-11-25
refused 'needs a method and a result' credential verify 1 --method web
run --json credential verify 1 --method web --result 'active, no actions' --on 2026-11-20 --by Maria >verified
expect_json .verified_day 2026-11-20 <verified
expect_json .verified_by Maria <verified
expect_json .status verified <verified
run --json case list --open --workflow primary_source_verification >cases
expect_json '.[0].state' verified <cases
run --quiet tick
run --json deadline list --kind verification >deadlines
expect_json '.[0].on_day' 2027-03-19 <deadlines
# Each finding stays in the log, with the hash of its paper; whoever noted it, and in whichever way.
printf '%%PDF-1.4 board' >board.pdf
run --quiet document add ./board.pdf provider=1 kind=board
at=2026-11-25T10:00
later() { "$CREDENCE" -C practice --now $at "$@"; }
refused 'there is no document 9' credential verify 1 --method web --result x --document 9
paper=$(run --json document list | jq '.[-1].document_id')
later --quiet credential verify 1 --method phone --result 'active again' --contact 'Pat Board' --document "$paper"
at=2026-11-26T10:00
later --quiet credential verify 1 --method phone --result 'active again' --on 2026-11-25
at=2026-11-27T10:00
later --quiet credential set 1 verified_day=2026-11-27 verified_method=web
later --json credential show 1 | jq -c '.verifications | map([.on_day, .method, .result, .contact, .document_sha256 != null])' >log
[ "$(cat log)" = '[["2026-11-27","web","active again",null,false],["2026-11-25","phone","active again",null,false],["2026-11-25","phone","active again","Pat Board",true],["2026-11-20","web","active, no actions",null,false]]' ] ||
    fail "$(cat log)"
# Two findings of one moment are two, each with its evidence.
at=2026-11-28T10:00
later --quiet credential verify 1 --method phone --result probation --contact 'Pat Board'
later --quiet credential verify 1 --method phone --result probation --document "$paper"
later --quiet credential verify 1 --method web --result active
later --json credential show 1 |
    expect_json '.verifications[:3] | map([.method, .result, .contact, .document_sha256 != null])' \
    '[["web","active",null,false],["phone","probation",null,true],["phone","probation","Pat Board",false]]'
run --json verify >verdict
expect_json .faults '[]' <verdict
sqlite3 practice/credence.db "UPDATE provider SET birth_day = '1980-02-03' WHERE provider_id = 1"
expect_exit 1 run --json verify >verdict
expect_json '.faults[0] | [.what, .where]' '["sensitive","provider 1"]' <verdict
