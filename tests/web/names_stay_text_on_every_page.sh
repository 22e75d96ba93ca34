# Names, addresses and notes that look like HTML stand on every page as they were typed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

cat >providers_hostile.csv <<-'CSV'
	NPI,Last Name,First Name,State,Email,Start Date,CAQH Last Attested,Specialty
	1679576722,<script>alert(1)</script>,"""Bob' & <b>",IL,evil@elm.example,2020-12-01,2026-06-01,"<img src=x onerror=alert(2)>"
CSV
cat >payers_hostile.csv <<-'CSV'
	Name,Email,State
	"""><script>alert(3)</script>",x@evil.example,IL
CSV
cat >enrollments_hostile.csv <<-'CSV'
	NPI,Payer,State
	1679576722,"""><script>alert(3)</script>",IL
CSV
practice_more=(providers_hostile.csv payers_hostile.csv enrollments_hostile.csv)
practice_pages
case_id=$(sqlite3 practice/credence.db "SELECT max(case_id) FROM case_file WHERE provider_id = 3")
"$CREDENCE" --quiet -C practice case note "CR-$case_id" '<script>alert(4)</script> </textarea>'
"$CREDENCE" --quiet -C practice feed add '<script>alert(5)</script>' >/dev/null
seen=0
for path in / /providers /provider/3 /cases /feeds '/providers?find=%22%3E%3Cscript%3Ealert(6)' \
    $(sqlite3 practice/credence.db "SELECT '/case/' || case_id, '/why/case/' || case_id
    FROM case_file WHERE provider_id = 3" | tr '|' ' ') \
    $(sqlite3 practice/credence.db "SELECT '/why/task/' || task_id FROM task") \
    '/%3Cscript%3Ealert(7)%3C/script%3E' '/provider/%3Cscript%3E' '/case/1?did=%3Cscript%3E'; do
	curl -sS "$PAGE$path" | grep -v '^<script src="/static/[a-z]*\.[a-z0-9]*\.js" defer></script>$' >page.html
	! grep -Eio '<script|<img|<b>|onerror=[^&]*"' page.html || fail "$path is open"
	seen=$((seen + $(or_nothing grep -c '&lt;script&gt;' page.html)))
done
[ "$seen" -ge 8 ] || fail "the hostile names do not even show: $seen"
