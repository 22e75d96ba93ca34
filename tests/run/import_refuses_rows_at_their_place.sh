#!/bin/bash
# main flow
# Good rows go in; each mistake of the bad ones is told with its line and column; a file of which
# nothing is usable changes nothing.
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C practice "$@"; }
"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example

printf '%s\n' 'NPI,Last Name,First Name,Start Date,Email,Shoe Size' \
    '1234567893,Larkspur,Ada,12/1/2026,ada@elm.example,38' \
    '1234567890,Foxglove,Ben,31/12/2026,ben at elm,' \
    '1245319599,Sorrel,"Ann "Annie" B",12/1/2026,,' \
    '1003000126,,Cleo,,,' \
    '1558598797,Fern,Dee,1/1/2027,,,surplus' >roster.csv
expect_exit 3 credence --json import providers roster.csv >out.json
expect_json '[.rows, .added, .updated, .unchanged, .refused]' '[5,1,0,0,4]' <out.json
expect_json 'keys' '["added","problems","refused","rows","unchanged","updated"]' <out.json
expect_json '[.problems[] | keys == ["column", "line", "message", "severity"]] | all' true <out.json
expect_json '[.problems[] | "\(.line):\(.column) \(.severity)"]' '["1:43 warning","3:1 error","3:25 error",
    "3:36 error","4:25 error","5:1 error","6:32 error"]' <out.json
expect_json '.problems[1].message' 'NPI: "1234567890" is no NPI: the check digit is wrong, so a digit is mistyped or two are swapped' <out.json
expect_json '.problems[2].message | test("seems to have its day first")' true <out.json
expect_json '.problems[4].message | test("A quote inside quotes is written twice")' true <out.json
expect_json '.problems[5].message' 'a provider needs last_name' <out.json
[ "$(sqlite3 practice/credence.db 'SELECT group_concat(last_name) FROM provider')" = Larkspur ]

# For people: file:line:column.
expect_exit 3 credence import providers roster.csv >out.txt 2>err.txt
expect_text '^roster.csv:3:25: Start Date: "31/12/2026" seems' err.txt
expect_text '^roster.csv:1:43: warning: the column "Shoe Size" is not known' err.txt
expect_text '^5 rows: 0 added, 0 updated, 1 unchanged, 4 refused' out.txt

# A row whose second record is refused leaves nothing of its first.
printf '%s\n' 'NPI,Last Name,Payer' '1245319599,Sorrel,Nobody Health' >insured.csv
expect_exit 3 credence --json import providers insured.csv >out.json
expect_json '.problems[0] | "\(.line):\(.column)"' '2:19' <out.json
[ "$(sqlite3 practice/credence.db 'SELECT count(*) FROM provider')" = 1 ]

# Relations that do not exist come with advice.
printf '%s\n' 'Name' 'Prairie Health' >payers.csv
credence --quiet import payers payers.csv
printf '%s\n' 'NPI,Payer' '1234567893,Prarie Helth' '1558598797,Prairie Health' >plans.csv
expect_exit 3 credence import enrollments plans.csv >out.txt 2>err.txt
expect_text 'plans.csv:2:12: Payer: there is no payer "Prarie Helth". Did you mean "Prairie Health"\?' err.txt
expect_text 'plans.csv:3:1: NPI: there is no provider with the NPI 1558598797. Import the providers first' err.txt

# Nothing usable: exit 2, one line that says why.
nothing() {
	expect_exit 2 credence import "$1" "$2" >out.txt 2>err.txt
	[ "$(wc -l <err.txt)" = 1 ] || fail "more than one line: $(cat err.txt)"
	expect_text "$3" err.txt
}
nothing providers nowhere.csv 'cannot read nowhere.csv: No such file or directory'
nothing providers practice 'practice is a folder'
nothing horses roster.csv '"horses" cannot be imported, only providers, payers'
printf 'Last Name,First Name\nLarkspur,Ada\n' >headless.csv
nothing providers headless.csv 'headless.csv:1:1: no row is the header of a list of providers, which needs a column for npi'
: >empty.csv
nothing providers empty.csv 'the file is empty'
printf 'PK\003\004\000\000' >book.xlsx
nothing providers book.xlsx 'book.xlsx: it is no ZIP archive that can be read'
printf '\320\317\021\340\241\261' >old.xls
nothing providers old.xls 'old.xls:1:1: this is an Excel workbook .*Save it as "CSV UTF-8"'
printf 'NPI,"Last Name\n1234567893,Larkspur\n' >open.csv
nothing providers open.csv 'open.csv:1:5: the quote that opens here is never closed'
printf 'N\000PI,Last Name\n1234567893,Larkspur\n' >nul.csv
nothing providers nul.csv 'nul.csv:1:2: there is a NUL byte'

# A quote left open, a NUL byte, a row without end: each costs its own row, not those behind it.
{ printf 'NPI,Last Name\n1558598797,"Yarrow\n1770626038,Bri\000ar\n1972902351,'; head -c 1100000 /dev/zero | tr '\0' x
	printf '\n1497758544,"Quince, ""Q"""\n'; } >bites.csv
expect_exit 3 credence --json import providers bites.csv >out.json
expect_json '[.rows, .added, .refused]' '[4,1,3]' <out.json
expect_json '[.problems[] | "\(.line):\(.column) \(.message[0:12])"]' \
    '["2:12 the quote th","3:15 there is a N","4:1 the row that"]' <out.json
[ "$(sqlite3 practice/credence.db "SELECT last_name FROM provider WHERE npi = '1497758544'")" = 'Quince, "Q"' ]

# A file that breaks off: what was read is in, and it is said where it ends.
printf 'NPI,Last Name\n1245319599,Sorrel\n1003000126,"Foxg\n' >broken.csv
expect_exit 3 credence --json import providers broken.csv >out.json
expect_json '[.rows, .added, .refused, .problems[0].line, .problems[0].column]' '[2,1,1,3,12]' <out.json
credence verify >verify.txt

# Lists that are read without a map: names, days of CMS, certificates, and a folder of papers with its list. Each bad row
# is counted and named with its line and column; the good ones are in.
"$CREDENCE" --quiet init lists --timezone America/Chicago
lists() { "$CREDENCE" -C lists --now 2026-11-24T09:00 "$@"; }
places() { expect_exit 3 lists --json import "$@" | jq -c '[.rows, .added, .refused, [.problems[] | select(.severity == "error") | [.line, .column]]]'; }
same() { [ "$1" = "$2" ] || fail "$1 instead of $2"; }
lists --quiet provider add npi=1234567893 last_name=Larkspur practice_state=IL
printf '%s\n' 'NPI,Kind,Last Name' 1234567893,former,Rose 1234567893,odd,Rose ,former,X '1234567893,former,"Q"x' 1234567893,former, >names.csv
same "$(places provider_names names.csv)" '[5,1,4,[[3,12],[4,1],[5,22],[6,19]]]'
printf '%s\n' 'National Provider Identifier,Enrollment ID,Enrollment State Code,Revalidation Due Date' 1234567893,I1,IL,2027-13-01 \
    12345,I2,IL,2027-01-31 '1234567893,"I3"x,IL,2027-01-31' 1234567893,,IL,2027-01-31 1234567893,I4,IL,2027-01-31 >days.csv
same "$(places revalidations days.csv)" '[5,1,4,[[2,18],[3,1],[4,16],[5,12]]]'
printf '%s\n' 'NPI,Last Name,Policy Number,Policy Expiration Date' 1234567893,Larkspur,P-2,6/30/2027 1234567893,Larkspur,P-2,13/45/2027 \
    1003000126,X,, '1234567893,"X"y,,' >policies.csv
same "$(places certificates policies.csv)" '[4,1,3,[[3,25],[4,1],[5,15]]]'
lists --quiet credential add provider=1 credential_type=malpractice_insurance number=P-1 expires_day=2027-06-30
lists --json provider readiness 1 | expect_json '[.mismatches[] | [.what, .ours, .theirs, .where]]' \
    '[["policy number","P-1","P-2","certificate of insurance"]]'
printf '%s\n' 'NPI,Last Name,License Number,License State' 1234567893,Rosewood,1,IL >profiles.csv
lists --json import caqh_profiles profiles.csv | expect_json .added 1
lists --json import caqh_profiles profiles.csv | expect_json .unchanged 1
lists --json provider readiness 1 | expect_json '[.mismatches[] | [.what, .where]] | .[0]' '["last name","CAQH extract"]'
mkdir papers
printf '%%PDF-1.4 one' >papers/a.pdf
printf '%%PDF-1.4 two' >papers/b.pdf
: >papers/empty.pdf
ln -s /etc/passwd papers/link.pdf
printf x >papers/extra.txt
printf '%s\n' file,npi,kind,status a.pdf,1234567893,w9, b.pdf,1234567893,license,accepted no.pdf,1234567893,w9, \
    ../lists/credence.db,1234567893,w9, link.pdf,1234567893,w9, empty.pdf,1234567893,w9, a.pdf,1003000126,w9, \
    a.pdf,1234567893,w9,maybe ,1234567893,cv,requested 'a.pdf,"x"y,w9,' >papers/list.csv
same "$(places documents papers --map papers/list.csv --dry-run)" '[10,3,7,[[4,1],[5,1],[6,1],[7,1],[8,7],[9,21],[11,10]]]'
lists --json document list | expect_json . '[]'
[ -z "$(ls lists/documents)" ] || fail "kept by a dry run"
same "$(places documents papers --map papers/list.csv)" '[10,3,7,[[4,1],[5,1],[6,1],[7,1],[8,7],[9,21],[11,10]]]'
expect_exit 3 lists --json import documents papers --map papers/list.csv | jq -c '[.added, .unchanged, (.problems[] | select(.severity == "warning") | .message)]' >again
expect_text '0,3,"extra.txt: no row names this file' again
lists --json document list | expect_json 'map([.name, .status])' '[["a.pdf","received"],["b.pdf","accepted"],["cv","requested"]]'
