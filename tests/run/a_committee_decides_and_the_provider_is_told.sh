#!/bin/bash
# The committee: files with their red flags, votes and recusals, a decision that they carry, the waiting case told, the
# letter within 30 days, minutes that are closed once.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=maria "$CREDENCE" -C p --now "$@"; }
refused() {
	expect_exit 2 at 2026-12-10T10:00 committee "${@:2}" 2>refusal >/dev/null
	expect_text "$1" refusal
}
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from office@elm.example
printf 'committee: {quorum: 2, letter_days: 20}\n' >>p/credence.yaml
at 2026-11-02 --quiet provider add npi=1234567893 last_name='<b>Larkspur' first_name=Ada practice_state=IL email=ada@elm.example
at 2026-11-02 --quiet payer add name="Prairie Health" state=IL
at 2026-11-02 --quiet enrollment add provider=1 payer=1 status=effective credentialed_day=2023-12-20 effective_day=2023-12-20
at 2026-11-02 --quiet background add provider=1 kind=claim name='Doe v. Larkspur' from_day=2024-02-01
at 2026-11-02T10:00 --quiet tick
at 2026-11-03T10:00 --json committee plan 2026-12-10 --chair "Dr. Alder" | expect_json '[.status, .items]' '["planned",[]]'
at 2026-11-03T10:00 --json committee add 1 1234567893 --enrollment 1 >meeting
expect_json '.items[0] | [.kind, .is_clean, .decision]' '["recredentialing",false,null]' <meeting
expect_json '.items[0].flags | map(select(.kind == "claim")) | .[0].words' 'malpractice claim of 2024-02-01: Doe v. Larkspur' <meeting
refused 'waits for a decision already' add 1 1234567893 --enrollment 1
refused 'is no vote' vote 1 'Dr. Finch' yes
refused 'which stake' vote 1 'Dr. Alder' recuse
at 2026-12-10T10:00 --quiet committee vote 1 'Dr. Alder' recuse --reason partner
refused 'nobody has voted yet but those' decide 1 approved
refused 'the committee decides, not the director' decide 1 approved --director 'Dr. Moss'
at 2026-12-10T10:00 --quiet committee vote 1 'Dr. Finch' deny
at 2026-12-10T10:00 --quiet committee vote 1 'Dr. Finch' approve
refused '1 of the 2 members whom a quorum needs has voted.*recused is not counted' decide 1 approved
at 2026-12-10T10:00 --quiet committee vote 1 'Dr. Moss' abstain
refused 'lies ahead' decide 1 approved --on 2026-12-11
refused 'on the list is not decided' minutes 1 --close --present 'Dr. Finch'
at 2026-12-10T10:00 --json committee decide 1 conditional --conditions 'DEA renewed' --review 2027-03-31 >meeting
expect_json '.items[0] | [.decision, .letter_due_day, (.votes | length)]' '["conditional","2026-12-30",3]' <meeting
refused 'was decided' vote 1 'Dr. Moss' deny
at 2026-12-10T10:00 --json enrollment show 1 | expect_json .credentialed_day 2026-12-10
at 2026-12-10T10:00 --json case list --workflow recredentialing | expect_json '.[0].state' decided
at 2026-12-10T10:00 --json task list | expect_json '[.[] | select(.title | test("committee")) | .due_day]' '["2026-12-30","2027-03-31"]'
at 2026-12-10T10:00 --json committee list --letters | expect_json length 1

# The letter tells the conditions, ends its task, and the case goes back to its rest.
at 2026-12-11T10:00 --quiet committee letter 1
at 2026-12-11T10:00 --json committee list --letters | expect_json length 0
expect_exit 2 at 2026-12-11T10:00 committee letter 1 2>refusal
at 2026-12-11T10:00 --json case list --workflow recredentialing | expect_json '.[0].state' current
[ "$(sqlite3 p/credence.db "SELECT recipient || ' ' || (body LIKE '%DEA renewed%') FROM outbox WHERE name = 'committee_letter'")" = 'ada@elm.example 1' ]
at 2026-12-11T10:00 committee minutes 1 --close --present 'Drs. Alder, Finch' --note 'next on 14 January' >minutes.html
expect_text '&lt;b&gt;Larkspur' minutes.html
expect_text 'Present: Drs. Alder, Finch. Closed by maria' minutes.html
expect_text 'recuse</td><td>partner' minutes.html
refused 'minutes of meeting 1 are closed' add 1 1234567893
at 2026-12-11T10:00 committee packet 1 >packet.html
expect_text 'Doe v. Larkspur' packet.html
expect_text 'Votes: 2 that count, a quorum needs 2' minutes.html
for paper in packet minutes; do
	at 2026-12-11T10:00 committee $paper 1 --pdf >$paper.pdf
	pdftotext -layout $paper.pdf - >$paper.txt
	expect_text '<b>Larkspur' $paper.txt
done
expect_text 'claim: Doe v. Larkspur' packet.txt
expect_text 'Conditions: DEA renewed, looked at again by 2027-03-31' minutes.txt
expect_exit 2 at 2026-12-11T10:00 --json committee packet 1 --pdf 2>refusal
at 2026-12-11T10:00 --quiet export all out
expect_json '.[0].decision' conditional <out/committee_items.json
at 2026-12-11T10:00 --json verify | expect_json .faults '[]'
