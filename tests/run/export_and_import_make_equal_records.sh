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
in_folder first provider set 1 ssn=219-09-9999 bank_routing=021000021 bank_account=00123456
printf '%%PDF-1.4 a license' >license.pdf
in_folder first document add ./license.pdf provider=1 kind=license
in_folder first document accept 1
in_folder first document add provider=1 kind=cv name='=CV "2026"' reference='shelf 3, box 2'
in_folder first export all out1 --with-sensitive

# The guide in the folder says what to import, in which order; all else is named as a register.
kinds=$(awk '$1 == "credence" && $2 == "import" { print $3 }' out1/README.txt)
[ "$(wc -w <<<"$kinds")" -eq 11 ] || fail "not every noun has its importer: $kinds"
for file in out1/*.csv; do
	grep -Eq "(^|[ 	])$(basename "$file" .csv)(\.csv)?\$" out1/README.txt || fail "$file is not explained"
done
# bring FOLDER KIND: as the guide says.
bring() {
	if [ "$2" = documents ]; then
		"$CREDENCE" -C "$1" --now 2026-12-24T09:00 --json import documents out1/documents --map out1/documents.csv
	else
		"$CREDENCE" -C "$1" --now 2026-12-24T09:00 --json import "$2" "out1/$2.csv"
	fi
}
for kind in $kinds; do
	bring second "$kind" >counts
	expect_json .refused 0 <counts
done
in_folder second export all out2 --with-sensitive

# Compared by another reader of JSON, and CSV by another reader of CSV.
cat >compare.py <<'END'
import csv, json, sys
NATURE = {"created_ms", "modified_ms"}
# Who decided about a paper here is who brought it; mails do not come along.
NATURE |= {"decided_by", "decided_ms", "part", "proposed_kind"}
def plain(row):
    return [(k, v) for k, v in row.items() if k not in NATURE and not k.endswith("_id") or k in ("caqh_id", "tax_id")]
for kind in sys.argv[1:]:
    rows = []
    for folder in "out1", "out2":
        with open(f"{folder}/{kind}.json", encoding="utf-8") as f:
            rows.append([plain(r) for r in json.load(f)])
        with open(f"{folder}/{kind}.csv", encoding="utf-8", newline="") as f:
            rows.append([plain(r) for r in csv.DictReader(f)])
    assert rows[0], kind
    assert rows[0] == rows[2], f"{kind}.json differs"
    assert rows[1] == rows[3], f"{kind}.csv differs"
END
# shellcheck disable=SC2086 # words are meant
python3 compare.py $kinds

# And once more changes nothing.
for kind in $kinds; do
	bring second "$kind" >counts
	expect_json '[.added, .updated, .refused]' '[0,0,0]' <counts
done

# A register is refused by name, with what can be imported.
expect_exit 2 in_folder second import history out1/history.csv 2>refusal
expect_text 'cannot be imported, only providers' refusal
