#!/bin/bash
# The audit log: searched by words, exported with its hashes, and a changed, lost or cut-off row is seen.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=$1 "$CREDENCE" --now "$2" --quiet -C p "${@:3}"; }
"$CREDENCE" --quiet init p --org 'Elm Street Clinic' --timezone America/Chicago --from office@elm.example
at maria 2026-11-01T09:00 payer add name='Prairie Health' email=desk@prairie.example
at sam 2026-11-02T23:30 payer set 1 email=new@prairie.example
at maria 2026-11-03T00:00 payer set 1 note='=Née Plains, "Inc"'

found() { at maria 2026-11-04 --json audit search "$@" | expect_json '[.[].at_ms[0:10]]' "$FOUND"; }
FOUND='["2026-11-02"]' found SAM prairie.example
FOUND='["2026-11-01","2026-11-02"]' found desk@prairie
FOUND='["2026-11-03"]' found nee plains
FOUND='[]' found maria sam
FOUND='["2026-11-01","2026-11-02"]' found payer --until 2026-11-02
FOUND='["2026-11-03"]' found payer --since 2026-11-03 --object 'payer 1'
FOUND='["2026-11-01"]' found payer --until 2026-11-02T09:00
FOUND='[]' found '%'
expect_exit 2 at maria 2026-11-04 audit search ' ' 2>err.txt
expect_text 'a word to search for is blank' err.txt
expect_exit 2 at maria 2026-11-04 audit search 1 2 3 4 5 6 7 8 9 2>err.txt
expect_exit 2 at maria 2026-11-04 audit list --since 2026-11-03 --until 2026-11-01 2>err.txt
expect_text 'since lies behind --until' err.txt
expect_exit 2 at maria 2026-11-04 audit list --until soon 2>err.txt

# The export stands in the log, and in itself; its rows are a chain for another reader, too.
at lee 2026-11-05T09:00 --json audit export log.csv | expect_json .rows 4
python3 - <<'END'
import csv
rows = list(csv.DictReader(open("log.csv", encoding="utf-8", newline="")))
assert [r["hash"] for r in rows[:-1]] == [r["prev_hash"] for r in rows[1:]]
assert rows[-1]["actor"] == "lee" and rows[-1]["action"] == "audit export"
assert any("=Née Plains" in r["detail"] for r in rows)
END
[ "$(stat -c %a log.csv)" = 600 ] || fail "everybody can read the log"
at lee 2026-11-05T09:00 audit export part.csv --since 2026-11-02 --until 2026-11-02
[ "$(wc -l <part.csv)" -eq 2 ] || fail "one day has one row"
expect_exit 2 at lee 2026-11-05T09:00 audit export nowhere/log.csv 2>err.txt
at lee 2026-11-05T09:00 verify

# What was tampered with is told.
tampered() {
	cp p/credence.db kept.db
	sqlite3 p/credence.db "$1"
	expect_exit 1 "$CREDENCE" --now 2026-11-06 -C p verify >said.txt
	expect_text "$2" said.txt
	rm -f p/credence.db-wal p/credence.db-shm
	cp kept.db p/credence.db
}
tampered "UPDATE audit SET actor = 'nobody' WHERE actor = 'sam'" 'the row was changed'
tampered "DELETE FROM audit WHERE actor = 'sam'" 'one was lost or put in'
tampered "DELETE FROM audit WHERE audit_id = (SELECT max(audit_id) FROM audit)" 'rows at its end were lost'
tampered "DELETE FROM audit" 'rows at its end were lost'
at lee 2026-11-06 verify
