# Six readers by other people see the same events on the same days as the database has, with the same
# words, also where names and titles try to be more than text; a seventh, written from the RFCs alone,
# finds no breach.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

# Names as people have them, and as nobody should.  (No backslash before an n: Python's icalendar reads
# the escaped backslash of "\\\\n" as a line end.)
cat >providers_more.csv <<'CSV'
NPI,Last Name,First Name,State,Email,Start Date,CAQH Last Attested
1679576722,"O'Neill; Jr., \Q","Zoë ""Zo""",IL,zoe@elm.example,2020-12-01,2026-10-01
1952307852,Nguyễn-Đặng-von-und-zu-Hohenfels-Straßenbauer-Żółkiewska-Ćwiertniewicz-ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ,日本語日本語日本語日本語日本語,TX,n@elm.example,2020-12-01,2026-10-02
1336194471,"END:VEVENT BEGIN:VALARM","SUMMARY:x;VALUE=y",TX,v@elm.example,2020-12-01,2026-10-03
CSV
printf '%s\n' 'Name,Email,State' '"Plan, ""A""; B\END:VCALENDAR",a@plan.example,IL' >payers_more.csv
printf '%s\n' 'NPI,Payer,State' '1679576722,"Plan, ""A""; B\END:VCALENDAR",IL' >enrollments_more.csv
practice_more=(providers_more.csv payers_more.csv enrollments_more.csv)
practice_make
sql() { sqlite3 practice/credence.db "$1"; }
# Line ends, control bytes and what is no text at all come in by no import: laid in by hand.
sql "UPDATE deadline SET title = title || char(13, 10) || 'ATTACH:http://evil.example/' || char(10) ||
    'END:VEVENT' || char(7, 11, 133, 8232) || 'end' WHERE deadline_id = 1;
    UPDATE deadline SET kind = 'a,b;c' || char(10) || 'X-EVIL:1' WHERE deadline_id = 2;
    UPDATE task SET title = CAST(x'626164c328ff' AS TEXT) || title WHERE task_id = 1;
    UPDATE deadline SET status = 'done', sequence = 1 WHERE deadline_id = 3;
    UPDATE deadline SET status = 'cancelled', sequence = 2 WHERE deadline_id = 4;
    UPDATE case_file SET workflow = workflow || ',;\\x' || char(10) || 'X-EVIL:2' WHERE case_id = 1"
"$CREDENCE" --quiet -C practice feed add everyone >address.txt
for detail in full initials busy; do
	"$CREDENCE" --quiet -C practice feed add "$detail" --detail "$detail" >address.txt
	"$CREDENCE" -C practice feed print "$detail" >"$detail.ics"
	python3 "$TOP/tests/lib/ical_check.py" "$detail.ics" || fail "a breach of the RFCs"
	! grep -aE '^(ATTACH|X-EVIL)' "$detail.ics" || fail "a text became a property"
done

mkdir seen
for detail in full initials busy; do
	"$TOP/tests/readers/read_all.sh" "$detail.ics" seen
	python3 "$TOP/tests/lib/ical_check.py" --events "$detail.ics" | sort >seen/checked
	for reader in seen/read_*; do
		diff seen/checked "$reader" >seen/diff || fail "$reader of $detail sees otherwise: $(cat seen/diff)"
	done
	sql "SELECT on_day || char(9) || sequence FROM deadline UNION ALL
	    SELECT due_day || char(9) || sequence FROM task WHERE due_day IS NOT NULL" | sort >wanted
	cut -f 1,3 seen/checked | sort | diff wanted - || fail "other days than the database has"
done
"$CREDENCE" -C practice workflow simulate recredentialing --until +48mo --ics simulated.ics >simulated.txt
python3 "$TOP/tests/lib/ical_check.py" simulated.ics
