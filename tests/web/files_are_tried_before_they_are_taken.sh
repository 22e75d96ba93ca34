# A spreadsheet brought by the browser is tried first: what its columns are taken for, what is wrong by line and column, what
# to mend; then its good rows are taken in, once, and the refused ones come back.  Workbooks too; what is no table is told.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_pages
# bring STATUS FILE [FIELD=VALUE...]: the form of /import, as a browser sends it
bring() {
	local want=$1 file=$2 got word sent=()
	shift 2
	for word; do sent+=(-F "$word"); done
	curl -sSf -o page.html "$PAGE/import"
	got=$(curl -s -o answer.html -D head -w '%{http_code}' -F "token=$(practice_hidden token)" -F "once=$(practice_hidden once)" \
	    -F "file=@$file" "${sent[@]}" "$PAGE/import")
	[ "$got" = "$want" ] || fail "$file answers $got: $(grep -A2 '<h1' answer.html)"
}
look() { curl -sSf -o page.html "$PAGE/import/$1"; }
say() { practice_form "$1" "/import/$2" "${@:3}"; }

printf '%s\n' 'Roster' 'Key,Last Name,First Name,Lic #,Locker,Start Date' '1003000126,Sorrel,Cai,036-1,7,12/1/2026' \
    '1234567890,Fox & <b>glove,Ben,9,8,12/1/2026' '1245319599,Foxglove,Ben,10,=1+1,13/13/2026' >roster.csv
bring 303 roster.csv kind=providers
expect_text '^Location: /import/1\?did=unusable' head
look 1
expect_text 'needs a column for npi' page.html
expect_text 'aria-label="Meaning of Key, column 1"' page.html
say 400 1 do=try column.0=npy
expect_text 'Did you mean &quot;npi&quot;' answer.html
say 409 1 do=take shown=tried
say 303 1 do=try column.0=npi column.1=last_name column.2=first_name column.3=license.number column.4=ignore \
    column.5=start_day value.0=license.state is.0=TX
expect_text 'did=tried' head
look 1
expect_text '<td class="number" data-label="Line">4</td><td class="number" data-label="Column">1</td>.*check digit is wrong' page.html
expect_text '<td class="number" data-label="Line">5</td><td class="number" data-label="Column">[0-9]+</td>.*has no month 13' page.html
expect_text '<dt>Would be added</dt><dd>1</dd>' page.html
expect_text 'Take in the good rows \(1\)' page.html
expect_text 'What to mend first' page.html
[ "$(ask "SELECT count(*) FROM provider")" = 2 ] || fail "a trial changed the records"
[ ! -e practice/maps/providers.yaml ] || fail "a trial kept the map"
[ "$(ask "SELECT count(*) FROM import_draft WHERE result LIKE '%glove%'")" = 0 ] || fail "what is in the file stands in clear"
curl -sSf -o refused.csv "$PAGE/import/1/refused.csv"
expect_text '^1234567890,Fox & <b>glove,Ben,9,8,12/1/2026,.*check digit' refused.csv
expect_text ",\"'=1\\+1\",13/13/2026,.*month 13" refused.csv

for did in taken again; do
	say 303 1 do=take shown=tried
	expect_text "did=$did" head
done
[ "$(ask "SELECT last_name || number || state FROM provider JOIN credential USING (provider_id) WHERE npi = '1003000126'")" = Sorrel036-1TX ]
expect_text '"Key": "npi"' practice/maps/providers.yaml
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'import' AND detail LIKE 'roster.csv: 3 rows, 1 added%'")" = 1 ]
look 1
expect_text 'Today</a> shows what is due' page.html

# Mended, the refused rows are brought: the map is known.
sed -i -e 's/1234567890/1003000134/' -e 's,13/13/2026,12/13/2026,' refused.csv
bring 303 refused.csv kind=providers
expect_text '^Location: /import/2\?did=tried' head
look 2
expect_text '<dt>Refused</dt><dd>0</dd>' page.html
say 303 2 do=drop
[ "$(ask "SELECT count(*) FROM provider")" = 3 ] || fail "what was put away is in"
say 303 2 do=take shown=tried
expect_text 'did=again' head

# A workbook, which is not a CSV file by another name; what is no table; what is not sent as it should be.
mkdir out
"$CREDENCE" --quiet -C practice export payers out --xlsx
bring 303 out/payer*.xlsx kind=payers
look 3
expect_text '<dt>Unchanged</dt><dd>2</dd>' page.html
head -c 3000 /dev/urandom >noise.csv
bring 303 noise.csv kind=payers
expect_text 'did=unusable' head
bring 303 roster.csv kind=payers sheet=2
look 5
expect_text 'roster.csv is no workbook' page.html
bring 400 roster.csv kind=mail
bring 400 roster.csv kind=payers "file=@refused.csv"
expect_text 'one file at a time' answer.html
practice_form 400 /import kind=payers "once=$(practice_hidden once)"
[ "$(curl -s -o answer.html -w '%{http_code}' -F token=forged -F once=x -F kind=payers -F file=@roster.csv "$PAGE/import")" = 403 ]

# The rows of somebody else are theirs; after a day the bytes are away.
ask "UPDATE import_draft SET added_by = 'maria' WHERE import_draft_id = 3"
[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE/import/3")" = 403 ] || fail "somebody else sees the rows"
ask "UPDATE import_draft SET added_ms = added_ms - 90000000"
touch -d '2 hours ago' practice/documents/*
before=$(find practice/documents -type f | wc -l)
bring 303 roster.csv kind=providers
[ "$(find practice/documents -type f | wc -l)" -lt "$before" ] || fail "old files stay"
[ "$(ask "SELECT count(*) FROM import_draft WHERE sha256 IS NOT NULL")" -le 3 ] || fail "old files are named"
say 404 4 do=try
expect_text 'Bring it again' answer.html
