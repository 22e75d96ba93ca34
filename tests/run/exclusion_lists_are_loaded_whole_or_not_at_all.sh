#!/bin/bash
# main flow under the sanitizers
# LEIE, SAM and state lists: broken rows are counted, told and left out; a list is replaced by a newer
# whole one alone; the same file twice changes nothing.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C p "$@"; }
one() { sqlite3 p/credence.db "$1"; }
corpus=$TOP/tests/corpus/exclusion
"$CREDENCE" --quiet init p --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

expect_exit 3 credence --json screen load leie "$corpus/leie.csv" --date 2026-11-12 >out.json
expect_json '[.name, .date, .rows, .malformed, .reinstated, .outcome]' '["leie","2026-11-12",7,1,1,"loaded"]' <out.json
expect_json '.problems[0].line' 6 <out.json
expect_json .sha256 "$(sha256sum <"$corpus/leie.csv" | cut -d ' ' -f 1)" <out.json
[ "$(one 'SELECT count(*) FROM screening_entry')" = 6 ] || fail "who is reinstated is not listed"
expect_exit 3 credence --json screen load leie "$corpus/leie.csv" --date 2026-11-12 >out.json
expect_json .outcome unchanged <out.json
[ "$(one 'SELECT count(*) FROM screening_list')" = 1 ] || fail "the same file twice"

# SAM by its headings, in both layouts.
expect_exit 3 credence --json screen load sam "$corpus/sam.csv" >out.json
expect_json '[.rows, .malformed]' '[2,1]' <out.json
cp "$corpus/sam.csv" SAM_Exclusions_Public_Extract_V2_26144.CSV
sed -i '1s/"Open Data Flag","Unique Entity ID"/"D\&B Open Data Flag","Unique Entity Identifier (DUNS)","Unique Entity Identifier (SAM)"/; 2,$s/,"N","",/,"N","","",/' SAM*.CSV
expect_exit 3 credence --json screen load sam SAM*.CSV >out.json
expect_json '[.date, .rows, .malformed, .outcome]' '["2026-05-24",2,1,"replaced"]' <out.json
[ "$(one "SELECT group_concat(status) FROM screening_list WHERE list = 'sam'")" = replaced,current ] ||
    fail "the older load stays as a record"
[ "$(one "SELECT count(*) FROM screening_entry e JOIN screening_list l USING (screening_list_id)
    WHERE l.list = 'sam'")" = 2 ] || fail "without its rows"

# The extract as it is published, in its archive: the same list.  Half an archive, and one that bursts, are none.
mkdir packed
cat >pack.py <<'END'
import sys, zipfile
name, text = sys.argv[1], open(sys.argv[2], "rb").read()
with zipfile.ZipFile(f"packed/{name}.ZIP", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("README.txt", "not " * 20000)
    z.writestr("head.csv", "Classification\n")
    z.writestr(f"{name}.CSV", text)
with zipfile.ZipFile("packed/bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("list.csv", text + b"\n" * (32 << 20))
END
python3 pack.py SAM_Exclusions_Public_Extract_V2_26144 SAM*.CSV
expect_exit 3 credence --json screen load sam packed/SAM*.ZIP >out.json
expect_json '[.date, .rows, .malformed, .outcome]' '["2026-05-24",2,1,"unchanged"]' <out.json
head -c 500 packed/SAM*.ZIP >packed/cut.zip
expect_exit 2 credence screen load sam packed/cut.zip 2>err.txt
expect_text 'packed/cut.zip: it is no ZIP archive that can be read' err.txt
expect_exit 2 credence screen load sam packed/bomb.zip 2>err.txt
expect_text 'it unpacks to more than 300 times its size and is refused' err.txt

# States, by the catalog.
credence --json screen load state:NY "$corpus/ny.csv" | expect_json '[.name, .rows]' '["state:NY",2]'
credence --json screen load state:CA "$corpus/ca.csv" | expect_json '[.rows, .malformed]' '[2,0]'
[ "$(one "SELECT npis FROM screening_entry WHERE names LIKE '%elm pharmacy%'")" = 1245319599 ] || fail "NPI among other numbers"
expect_exit 2 credence screen load state:WA "$corpus/ny.csv" 2>err.txt
expect_text 'no map of columns for "state:WA"' err.txt
printf 'state_lists:\n  WA:\n    label: "Washington"\n    columns:\n      nme: "provider_name"\n' >p/catalogs/state_lists.yaml
expect_exit 2 credence screen load state:WA "$corpus/ny.csv" 2>err.txt
expect_text 'state_lists.yaml:5:7: .*nme' err.txt
expect_exit 2 credence check 2>err.txt
expect_text 'state_lists.yaml:5:7: .*nme' err.txt
sed -i 's/nme/name/' p/catalogs/state_lists.yaml
credence --json screen load state:WA "$corpus/ny.csv" | expect_json .rows 2

# What is no whole list is refused, and the one in force stays.
before=$(one "SELECT sha256 FROM screening_list WHERE list = 'leie' AND status = 'current'")
head -c 900 "$corpus/leie.csv" >cut.csv
expect_exit 2 credence screen load leie cut.csv 2>err.txt
expect_text 'cut.csv:[0-9]+: the file is cut off in its last line' err.txt
expect_exit 2 credence screen load leie "$corpus/sam.csv" 2>err.txt
expect_text 'this is not the list leie: there is no header with "LASTNAME"' err.txt
expect_exit 2 credence screen load leie nowhere.csv 2>err.txt
expect_exit 2 credence screen load leie "$corpus/leie.csv" --date 2027-01-01 2>err.txt
(head -n 1 "$corpus/leie.csv"; tail -n 1 "$corpus/leie.csv") >2610rein.csv
expect_exit 2 credence screen load leie 2610rein.csv 2>err.txt
expect_text 'lists reinstatements alone' err.txt
{ head -n 1 "$corpus/leie.csv"; for i in $(seq 40); do
	echo "\"YARROW$i\",\"BEN\",\"\",\"\",\"X\",\"X\",\"\",\"0000000000\",\"19710304\",\"$i ELM\",\"RENO\",\"NV\",\"89501\",\"1128a1\",\"20200101\",\"00000000\",\"00000000\",\"\""
done; } >UPDATED.csv
credence --quiet screen load leie UPDATED.csv --date 2026-11-20
head -n 30 UPDATED.csv >smaller.csv
expect_exit 2 credence screen load leie smaller.csv --date 2026-11-21 2>err.txt
expect_text 'has 29 rows where the list in force has 40: was it downloaded whole' err.txt
sed 1q UPDATED.csv >older.csv; sed 1d UPDATED.csv | tac >>older.csv
expect_exit 2 credence screen load leie older.csv --date 2026-11-19 2>err.txt
expect_text 'is of 2026-11-19 and the list in force of 2026-11-20' err.txt
[ "$(one 'SELECT count(*) FROM screening_entry e JOIN screening_list l USING (screening_list_id)
    WHERE l.list = '"'leie'")" = 40 ] || fail "nothing of them is left"
credence --quiet screen load leie smaller.csv --date 2026-11-21 --anyway
[ "$before" != "$(one "SELECT sha256 FROM screening_list WHERE list = 'leie' AND status = 'current'")" ]
expect_json '[.[] | select(.action == "screening list load")] | length' 8 < <(credence --json audit list)
