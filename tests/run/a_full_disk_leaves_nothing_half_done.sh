# A disk that is full, wherever that strikes: one line, exit 1, and what was not finished is finished by
# the next tick, once.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-01-05 init practice
sqlite3 practice/credence.db "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400)
    INSERT INTO provider (npi, last_name, email, practice_state, caqh_attested_day, created_ms, modified_ms)
    SELECT printf('9%09d', i), 'P' || i, 'p' || i || '@elm.example', 'TX', '2026-01-05', 0, 0 FROM n;
    INSERT OR IGNORE INTO changed (subject_type, subject_id, at_ms) SELECT 'provider', provider_id, 0 FROM provider"
blocks=$(du -k --apparent-size practice/credence.db | cut -f 1)

failures=0
for more in 10 60 150 300 500; do
	rm -rf full
	cp -r practice full
	# No file may grow beyond this: what a full disk looks like to the program.
	status=0
	(ulimit -f $((blocks + more - 250)) && exec "$CREDENCE" -C full --now 2026-01-05T09:00 tick >out.txt 2>error.txt) ||
	    status=$?
	if [ "$status" -ne 0 ]; then
		[ "$status" -eq 1 ] || fail "exit $status: $(cat error.txt)"
		[ "$(wc -l <error.txt)" -eq 1 ] || fail "more than one line: $(cat error.txt)"
		expect_text '^credence: could not .*(disk|large)' error.txt
		failures=$((failures + 1))
	fi
	"$CREDENCE" -C full --json verify | expect_json .faults '[]'
	"$CREDENCE" -C full --now 2026-01-05T09:00 --quiet tick
	[ "$(sqlite3 full/credence.db 'SELECT count(*), count(DISTINCT subject_id), (SELECT count(*) FROM deadline) FROM case_file')" = '400|400|400' ]
	"$CREDENCE" -C full --json verify | expect_json .faults '[]'
done
[ "$failures" -ge 2 ] || fail "the disk was full only $failures times"

# A folder that could not be finished is not left behind.
expect_exit 1 bash -c 'ulimit -f 100; exec "$CREDENCE" init new' 2>error.txt
expect_text '^credence: could not' error.txt
[ ! -e new ]
[ -z "$(find . -maxdepth 1 -name 'new*')" ] || fail "left: $(ls -d new*)"
