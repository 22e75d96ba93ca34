# A spreadsheet with a byte order mark, as Excel writes it, gives the same rows, the same answers and
# the same places of mistakes as one without.
. "$TOP/tests/lib/run.sh"

printf '%s\n' 'NPI,Last Name,First Name,State,Email' '1234567893,Larkspur,Zoë,IL,ada@elm.example' \
    '1245319599,"Foxglove, jr.",Ben,TX,ben@elm.example' '1234567890,Wrong,Number,IL,' \
    '1245319599,Twice,In a file,Nowhere,x@elm.example' >providers.csv
printf '%s\n' '"Payer Name","E-mail",State' 'Prairie Health,desk@prairie.example,IL' 'No State,no mail,ZZ' >payers.csv
printf '%s\n' 'npi;type;number;state;expires' '1234567893;state license;036-1;IL;12/31/2027' \
    '1234567893;no such type;1;IL;' >credentials.csv
printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' '1234567893,Unknown Payer,IL' >enrollments.csv

for mark in without with; do
	"$CREDENCE" --quiet --now 2026-11-22T08:00 init "$mark" --org Practice --timezone America/Chicago \
	    --from team@practice.example
	for kind in providers payers credentials enrollments; do
		{
			[ $mark = without ] || printf '\xef\xbb\xbf'
			cat "$kind.csv"
		} >import.csv
		status=0
		"$CREDENCE" --json -C "$mark" --now 2026-11-22T09:00 import "$kind" import.csv >>"$mark.json" \
		    2>>"$mark.txt" || status=$?
		[ $status -eq 3 ] || fail "$kind $mark a mark: exit $status"
	done
	for table in provider payer credential enrollment; do
		sqlite3 "$mark/credence.db" "SELECT * FROM $table ORDER BY 1"
	done >"$mark.rows"
	cp -r "$mark/maps" "$mark.maps"
done
[ "$(grep -c . without.rows)" -ge 5 ] || fail "few rows: $(cat without.rows)"
expect_text '"line":4|"line": 4' without.json
cmp without.json with.json
cmp without.txt with.txt
cmp without.rows with.rows
diff -r without.maps with.maps

# A mark inside the text is a character as others are; a file of nothing but a mark has no header.
printf '\xef\xbb\xbf' >empty.csv
expect_exit 2 "$CREDENCE" -C with import providers empty.csv 2>error.txt
expect_text '^empty\.csv|no header|is empty' error.txt
