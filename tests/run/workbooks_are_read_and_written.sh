#!/bin/bash
# A workbook is read as the same table in CSV would be: days by their style, texts shared or not, the saved
# value of formulas, the sheet that was named; what is broken, locked or a bomb is refused and costs little.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago
run() { "$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"; }

# Written by hand, part by part, as a spreadsheet program would: nothing of ours has made it.
cat >book.py <<'END'
import sys, zipfile
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
def book(path, rows, shared="", date1904="", second="", styles=None, doctype=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/worksheets/sheet1.xml", f"<?xml version='1.0'?>{doctype}<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>")
        z.writestr("xl/worksheets/other.xml", f"<worksheet {NS}><sheetData>{second}</sheetData></worksheet>")
        z.writestr("xl/workbook.xml", f'<workbook {NS} {REL}><workbookPr {date1904}/><sheets>'
                   '<sheet name="Hidden" sheetId="3" state="hidden" r:id="rId2"/>'
                   '<sheet name="Roster" sheetId="1" r:id="rId1"/><sheet name="Äpfel" sheetId="2" r:id="rId2"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/other.xml"/></Relationships>')
        z.writestr("xl/styles.xml", styles or f'<styleSheet {NS}><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\-mmm\\-yyyy;@"/>'
                   '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
                   '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>')
        z.writestr("xl/sharedStrings.xml", f"<sst {NS}>{shared}</sst>")
def text(*cells):
    return "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in cells)
SHARED = ("<si><t>NPI</t></si><si><r><t>Last </t></r><r><t>Name</t></r><rPh><t>spoken</t></rPh></si><si><t>Start Date</t></si>"
          "<si><t>Larkspur, &quot;Ada&quot;</t></si><si><t>Active</t></si>")
ROWS = ('<row r="1"><c r="A1" t="inlineStr"><is><t>Our providers; 2026</t></is></c></row>'
        '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c>'
        '<c r="E3" t="inlineStr"><is><t>DOB</t></is></c><c r="F3" t="inlineStr"><is><t>Note</t></is></c></row>'
        '<row r="4"><c r="A4"><v>1.234567893E9</v></c><c r="B4" t="s"><v>3</v></c><c r="D4" s="1"><f>TODAY()</f><v>46357.75</v></c>'
        '<c r="E4" s="2"><v>59</v></c><c r="F4" t="str"><f>"a"&amp;"b"</f><v>=1+1\nsecond</v></c></row>'
        '<row r="6"><c r="A6"><v>1234567890</v></c><c r="B6" t="inlineStr"><is><t>Wrong</t></is></c></row>')
book("good.xlsx", ROWS, SHARED, second="<row>" + text("Payer", "TAT", "CAQH") + "</row><row>" + text("Prairie") +
     '<c s="3"><v>60</v></c><c t="b"><v>0</v></c></row>')
book("mac.xlsx", "<row>" + text("NPI", "Last", "Start") + "</row><row><c><v>1234567893</v></c>" + text("Larkspur") +
     '<c s="1"><v>44895</v></c></row>', date1904='date1904="1"')
book("lost.xlsx", '<row r="1"><c t="s"><v>7</v></c></row>')
book("back.xlsx", '<row r="5"/><row r="2"/>')
book("wide.xlsx", '<row r="1"><c r="XFD1"><v>1</v></c></row>')
book("entity.xlsx", "<row><c><v>&x;</v></c></row>", doctype='<!DOCTYPE w [<!ENTITY x "y">]>')
book("bomb.xlsx", " " * 60000000)
with zipfile.ZipFile("archive.xlsx", "w") as z:
    z.writestr("letter.txt", "no workbook")
data = open("good.xlsx", "rb").read()
open("cut.xlsx", "wb").write(data[:len(data) // 2])
END
python3 book.py

expect_exit 3 run --json import providers good.xlsx >out
expect_json '[.rows, .added, .refused]' '[2,1,1]' <out
expect_json '.problems[] | select(.severity == "error") | [.line, .column]' '[6,1]' <out
[ "$(sqlite3 practice/credence.db "SELECT npi, last_name, start_day, note FROM provider")" = \
    '1234567893|Larkspur, "Ada"|2026-12-01|=1+1; second' ] && [ "$(run provider reveal 1 birth_day)" = 1900-02-28 ] || fail "other cells were read"
run --json import payers good.xlsx --sheet Äpfel | expect_json .added 1
expect_exit 0 run --json import payers good.xlsx --sheet 3 >out
expect_json .unchanged 1 <out
[ "$(sqlite3 practice/credence.db "SELECT turnaround_days, is_caqh_used FROM payer")" = '60|0' ]
run --quiet import providers mac.xlsx
[ "$(sqlite3 practice/credence.db "SELECT start_day FROM provider")" = 2026-12-01 ] || fail "another calendar"

refused() {
	expect_exit 2 run import "${@:2}" 2>said
	expect_text "$1" said
}
refused 'no sheet "Pears". It has "Hidden", "Roster"' providers good.xlsx --sheet Pears
refused 'a text that is not there' providers lost.xlsx
refused 'rows are out of order' providers back.xlsx
refused 'too many columns' providers wide.xlsx
refused 'document type is not taken' providers entity.xlsx
refused 'unpacks to more than' providers bomb.xlsx
refused 'holds no xl/workbook.xml' providers archive.xlsx
refused 'ZIP archive' providers cut.xlsx
printf 'NPI,Last\n1234567893,L\n' >plain.csv
refused 'is no workbook' providers plain.csv --sheet One

# Written: each noun comes back from its workbook as it was, formulas as text.
run --quiet provider set 1 note='=1+1' first_name='-Zoë'
run --quiet enrollment add provider=1 payer=1 state=IL submitted_day=2026-10-01
run --json export all books --xlsx --with-birth-days >out
expect_json '.files | map(.file) | index("enrollments.xlsx") != null and index("audit.xlsx") != null' true <out
[ "$(stat -c %a books/providers.xlsx)" = 600 ] || fail "others may read it"
unzip -p books/providers.xlsx xl/worksheets/sheet1.xml >sheet.xml
if grep -q '<f>' sheet.xml; then
	fail "a formula was written"
fi
"$CREDENCE" --quiet init copy --timezone America/Chicago
for kind in providers payers enrollments; do
	run --json import "$kind" "books/$kind.xlsx" | expect_json '[.unchanged, .refused]' '[1,0]'
	"$CREDENCE" -C copy --now 2026-11-24T09:00 --json import "$kind" "books/$kind.xlsx" | expect_json .added 1
	"$CREDENCE" -C copy --quiet export "$kind" second --with-birth-days
	run --quiet export "$kind" first --with-birth-days
	cmp <(sed 's/,[^,]*,[^,]*\r$//' "first/$kind.csv") <(sed 's/,[^,]*,[^,]*\r$//' "second/$kind.csv")
done
expect_exit 2 run export all both --xlsx --fhir 2>said
