#!/bin/bash
# Catalogs are files that people edit: each change is kept with who and when, a type that is retired or taken out stays
# readable by the rows that have it, and nothing is written by free hand: the near name is told.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=${who:-maria} "$CREDENCE" -C p --now 2026-11-20T10:00 "$@"; }
refused() {
	expect_exit 2 at "${@:2}" 2>refusal >/dev/null
	expect_text "$1" refusal
}
types=p/catalogs/credential_types.yaml
CREDENCE_USER=maria "$CREDENCE" --quiet init p --org "Elm Street Clinic"
at --json catalog list | expect_json '[length > 5, ([.[].version] | unique), .[0].noted_by]' '[true,[1],"maria"]'
at --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL email=ada@elm.example
at --quiet credential add provider=1 credential_type=BLS expires_day=2027-05-31
at --quiet credential add provider=1 credential_type=pals expires_day=2027-05-31
refused 'Did you mean "malpractice_insurance"' credential add provider=1 credential_type='malpractise insurance'
refused 'no credential type "zzz". There are: state_license, dea' credential add provider=1 credential_type=zzz

# One is taken out, one retired, one changed; nobody is told of it but by the next command.
before=$(sha256sum <$types)
sed -i '/^  bls:/,+1d; s/label: PALS,/label: PALS card, retired: true,/; s/label: ACLS,/label: ACLS, reminders: [60, 7],/' $types
who=tom at --json credential list | expect_json '[.[].credential_type]' '["bls","pals"]'
at --json catalog history credential_types >history
expect_json '[.[] | [.version, .noted_by]]' '[[1,"maria"],[2,"tom"]]' <history
expect_json '.[1].changes' '{"added":[],"changed":["acls","pals"],"gone":["bls"]}' <history
[ "$(at catalog show credential_types --version 1 | sha256sum)" = "$before" ]
at --json catalog show credential_types.yaml | expect_json '[.version, (.source | contains("PALS card"))]' '[2,true]'
at --json credential types >all
expect_json 'map(select(.retired)) | map([.key, .label])' '[["pals","PALS card"],["bls","BLS"]]' <all
expect_json 'map(select(.key == "acls"))[0].reminders' '60 7' <all
at check 2>said >/dev/null
expect_text '"bls" is not in the catalog any more, and 1 credential has it' said
[ -z "$(or_nothing grep pals said)" ]
refused 'type "BLS" is retired' credential add provider=1 credential_type=BLS expires_day=2028-05-31
refused 'type "pals" is retired' credential add provider=1 credential_type=pals expires_day=2029-05-31
at --quiet credential set 1 expires_day=2027-06-30
at --json catalog list >/dev/null
at --json catalog history credential_types | expect_json length 2
at --json audit list | expect_json '[.[] | select(.action == "catalog change")] | length' 1
refused 'has no version 9' catalog show credential_types --version 9
refused 'There are: committee_letter, credence, credential_types' catalog history types
for wrong in 'reminders: [7, 60]' 'reminders: 7' 'reminders: [0]' 'renewed_by: nobody'; do
	sed "s/label: ACLS, reminders: .60, 7./label: ACLS, $wrong/" $types >changed
	cp $types kept && cp changed $types
	expect_exit 2 at check >/dev/null 2>said
	expect_text 'credential_types.yaml:[0-9]+:[0-9]+:' said
	cp kept $types
done
at --json catalog history credential_types | expect_json length 2

# What must come with a paper, as most types that are shipped, is not ready without it; the page proposes their words.
at --quiet credential add provider=1 credential_type=malpractice_insurance expires_day=2027-05-31
open() { at --json provider readiness 1 | jq -r '.open[] | select(.requirement == "malpractice_insurance") | .reason'; }
[ "$(open)" = 'no document "certificate of insurance" was accepted' ] || fail "ready without its paper"
printf '%%PDF-1.4 coi\n' >coi.pdf
at --quiet document add coi.pdf provider=1
at --quiet document accept 1 --kind 'Certificate of Insurance'
[ "$(open)" = '' ] || fail "its paper was accepted"
# Said once, a kind is changed as any field is, not in passing.
at --quiet document add provider=1 name=other.pdf kind='license copy'
at --quiet document accept 2 --kind 'W-9'
at --json document show 2 | expect_json '[.kind, .status]' '["license copy","accepted"]'

# Payers: where they pay, and how often they want to be asked.
at --quiet payer add name=Prairie states='Illinois; in' follow_up_days=21
at --json payer show 1 | expect_json '[.states, .follow_up_days]' '["IL, IN",21]'
at --json payer list --state IN | expect_json length 1
refused 'pays in IL, IN, not in MO' enrollment add provider=1 payer=Prairie state=MO
refused 'is no state' payer add name=Other states='IL; XX'
refused 'whole number from 1 on' payer set 1 follow_up_days=0
refused 'Did you mean "Prairie"' enrollment add provider=1 payer=Prairy
at --quiet enrollment add provider=1 payer=Prairie
at --json verify | expect_json .faults '[]'
