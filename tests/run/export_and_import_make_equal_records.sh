#!/bin/bash
# What "export all" writes, imported into a fresh folder and exported again, is the same, byte for byte,
# but for the numbers of rows and the moments of writing: the demo's folder, and texts that bite.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet demo --no-run first
"$CREDENCE" --quiet init second --timezone America/Chicago
in_folder() { "$CREDENCE" -C "$1" --now 2026-12-24T09:00 --quiet "${@:2}"; }

in_folder first provider set 1 first_name='=HYPERLINK("x")' note="'+1 said \"yes\",
then no; 'tis"
in_folder first party add relation=vendor business_name='-Elm, "Paper" & Co' state=IL
in_folder first party add relation=staff last_name=Ødegård first_name=Zoë birth_day=1990-01-31
in_folder first agreement add vendor='=Four "Rivers", Billing' service=billing signed_day=2026-03-01
in_folder first provider name 1 former '=Rose "A"' Zoë
in_folder first background add provider=1 kind=work name='=Mercy, "East"' from_day=2019-07 until_day=present
in_folder first background add provider=1 kind=work name='=Mercy, "East"' from_day=2012-01 until_day=2013-05
in_folder first agreement add vendor='Old Tool' needs_baa=no data_flow='none;
none' reviewed_day=2026-11-02
in_folder first agreement retire 2
in_folder first provider set 1 ssn=219-09-9999 bank_routing=021000021 bank_account=00123456 home_address="1 Oak Lane" discipline="none"
printf '%%PDF-1.4 a license' >license.pdf
in_folder first document add ./license.pdf provider=1 kind=license
paper=$(sqlite3 first/credence.db 'SELECT max(document_id) FROM document')
in_folder first document accept "$paper" --state il
in_folder first document add provider=1 kind=cv name='=CV "2026"' reference='shelf 3, box 2'
printf '%%PDF-1.4 a newer license' >newer.pdf
in_folder first document add ./newer.pdf provider=1 kind=license state=IL --replaces "$paper"

# Registers: what was verified (with its paper, and twice), who is not written to, the committee, a hold, duties, the
# week, what others say, matches.
in_folder first credential verify 1 --method web --result 'active, "no" actions' --on 2026-12-20 --document "$paper"
in_folder first --now 2026-12-24T09:01 credential verify 1 --method phone --result active --on 2026-12-23 --contact 'Ms. Reed'
in_folder first mail suppress Nobody@elm.example --reason '=asked "twice"'
in_folder first committee plan 2026-12-24 --chair 'Dr. Alder'
in_folder first committee add 1 1 --enrollment 1
in_folder first committee add 1 2
in_folder first committee vote 1 'Dr. Finch' approve
in_folder first committee vote 1 'Dr. Moss' recuse --reason partner
in_folder first committee decide 1 conditional --conditions '=renew "DEA"' --review 2027-03-31
in_folder first retention hold 1 --reason '-claim of 2026'
in_folder first tick
in_folder first duty 'done' hipaa_training --evidence 'report "7", page 1'
in_folder first review add 'ask =Aetna' --owner maria
in_folder first review add 'mend the grid'
in_folder first review 'done' 1 --outcome 'they answered'
npi1=$(sqlite3 first/credence.db 'SELECT npi FROM provider WHERE provider_id = 1')
printf 'npi,last_name,dea_number\n%s,Rose,BR1388568\n' "$npi1" >profiles.csv
in_folder first import caqh_profiles profiles.csv
caqh1=$(sqlite3 first/credence.db 'SELECT caqh_id FROM provider WHERE provider_id = 1')
printf 'caqh_provider_id,provider_status,provider_status_date\n%s,Re-Attestation,20261201\n' "$caqh1" >statuses.csv
in_folder first import caqh statuses.csv
printf 'npi_list,Enrollment ID,Organization Name,Enrollment State Code,due_date\n%s,I20040101000001,"=Rose, A",IL,2027-05-31\n' \
	"$npi1" >due.csv
in_folder first import revalidations due.csv
head -n 1 "$TOP/tests/corpus/exclusion/leie.csv" >leie.csv
sqlite3 -csv first/credence.db "SELECT upper(last_name), upper(first_name), '', '', '', '', '', npi, '', '', '', '', '', '1128a1',
    '20200101', '00000000', '00000000', '' FROM provider WHERE provider_id <= 2" >>leie.csv
in_folder first screen load leie leie.csv --date 2026-12-01
in_folder first screen run >/dev/null
in_folder first screen resolve 2 --as false --reason 'another "person"'
in_folder first export all out1 --with-sensitive

# The guide in the folder says what to import, in which order; all else is named as a register.
kinds=$(awk '$1 == "credence" && $2 == "import" && $3 != "all" { print $3 }' out1/README.txt)
[ "$(wc -w <<<"$kinds")" -eq 24 ] || fail "not every noun has its importer: $kinds"
for file in out1/*.csv; do
	grep -Eq "(^|[ 	])$(basename "$file" .csv)(\.csv)?\$" out1/README.txt || fail "$file is not explained"
done
in_folder second screen load leie leie.csv --date 2026-12-01
late() { "$CREDENCE" -C second --now 2026-12-24T10:00 "$@"; }
# The decision about a match waits until the run has found the match again.
expect_exit 3 late --json import all out1 >counts
expect_json '[.[] | select(.refused > 0) | .file]' '["out1/screening_matches.csv"]' <counts
expect_json '.[] | select(.refused > 0) | .problems[0].message | test("there is no such match here yet")' true <counts
late --json screen run >/dev/null
late --json import screening_matches out1/screening_matches.csv | expect_json '[.updated, .refused]' '[1,0]'
late --quiet export all out2 --with-sensitive

# Compared by another reader of JSON, and CSV by another reader of CSV.
cat >compare.py <<'END'
import csv, json, sys
NATURE = {"created_ms", "modified_ms"}
# Who decided about a paper here is who brought it; mails do not come along.
NATURE |= {"decided_by", "decided_ms", "part", "proposed_kind"}
# The list of CMS was read from another file then, and the match found again in another run.
NATURE |= {"found_ms"}
OF_KIND = {"revalidations": {"read_ms", "read_from"}, "committee_items": {"decided_by"}}
def plain(kind, row):
    own = OF_KIND.get(kind, set())
    drop = NATURE - {"created_ms", "decided_by"} if kind.startswith("committee") else NATURE
    return [(k, v) for k, v in row.items() if k not in drop | (own if kind == "revalidations" else set()) and not k.endswith("_id") or k in ("caqh_id", "tax_id")]
for kind in sys.argv[1:]:
    rows = []
    for folder in "out1", "out2":
        with open(f"{folder}/{kind}.json", encoding="utf-8") as f:
            rows.append([plain(kind, r) for r in json.load(f)])
        with open(f"{folder}/{kind}.csv", encoding="utf-8", newline="") as f:
            rows.append([plain(kind, r) for r in csv.DictReader(f)])
    assert rows[0], kind
    assert rows[0] == rows[2], f"{kind}.json differs"
    assert rows[1] == rows[3], f"{kind}.csv differs"
END
# shellcheck disable=SC2086 # words are meant
python3 compare.py $kinds

# And once more changes nothing.
late --json import all out1 >counts
expect_json '[.[] | .added + .updated + .refused] | add' 0 <counts
expect_exit 2 late import all out1 --dry-run 2>refusal
expect_text 'belongs to one file' refusal
expect_exit 2 late import all first/workflows 2>refusal
expect_text 'there is nothing in first/workflows' refusal

# A register is refused by name, with what can be imported.
expect_exit 2 in_folder second import history out1/history.csv 2>refusal
expect_text 'cannot be imported, only providers' refusal

# A register is not rewritten from a file: what stands is told, what is wrong is refused at its cell, the rest goes in.
cat >wishes.csv <<'END'
email,reason,since_ms
nobody@elm.example,another,
no address,asked,
rose@elm.example,asked,2026-11-01T09:00
END
expect_exit 3 "$CREDENCE" -C second --json import suppressions wishes.csv >counts
expect_json '[.added, .refused]' '[1,2]' <counts
expect_json '[.problems[] | [.line, .column]]' '[[2,20],[3,1]]' <counts
expect_json '.problems[0].message | test("here it is \"=asked")' true <counts
printf 'npi,credential_type,on_day\n1234567893,dea,2026-13-40\n' >log.csv
expect_exit 3 in_folder second import verifications log.csv 2>refusal
expect_text 'log.csv:2:16: on_day' refusal
in_folder second export suppressions out3 --quiet
expect_json '[.[] | select(.email == "rose@elm.example") | .reason]' '["asked"]' <out3/suppressions.json
expect_exit 2 in_folder second import committee_votes wishes.csv 2>refusal
expect_text 'wishes.csv:1:1: this is no list of committee_votes: the column "held_day" is missing' refusal
"$CREDENCE" -C second --now 2026-12-24T10:00 --json verify | expect_json .faults '[]'
