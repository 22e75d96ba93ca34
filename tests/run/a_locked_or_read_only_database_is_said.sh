# Somebody else holds the database, or the folder may not be written: one line, exit 1, nothing changed.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet --now 2026-01-05 init practice
sqlite3 practice/credence.db "INSERT INTO provider (npi, last_name, practice_state, caqh_attested_day, created_ms, modified_ms)
    VALUES ('1234567893', 'Larkspur', 'TX', '2026-01-05', 0, 0);
    INSERT INTO changed (subject_type, subject_id, at_ms) VALUES ('provider', 1, 0)"

# Held until we say otherwise: who only looks is not stopped; who writes waits five seconds.
mkfifo hold
start holder.txt sqlite3 practice/credence.db 'BEGIN IMMEDIATE' 'SELECT 1' '.read hold'
exec 8>hold
held() {
	[ -s holder.txt ]
}
wait_for held
"$CREDENCE" -C practice --now 2026-01-05T09:00 case list >list.txt
expect_exit 1 "$CREDENCE" -C practice --now 2026-01-05T09:00 tick 2>error.txt
expect_text 'another process holds the database' error.txt
[ "$(wc -l <error.txt)" -eq 1 ]
echo 'ROLLBACK;' >&8
exec 8>&-
wait "$started"
"$CREDENCE" -C practice --now 2026-01-05T09:00 --json tick | expect_json .started 1

# As somebody who may only read: in a folder that other users can reach.
open=$(mktemp -d /tmp/credence.XXXXXX)
at_exit rm -rf "$open"
cp -r practice "$PROGRAM" "$open"
chmod -R a+rX "$open"
cd "$open"
may_only_read=()
if [ "$(id -u)" -eq 0 ]; then
	may_only_read=(setpriv --reuid=65534 --regid=65534 --clear-groups)
else
	chmod a-w practice practice/credence.db
	at_exit chmod u+w "$open/practice"
fi
before=$(sha256sum <practice/credence.db)
expect_exit 1 "${may_only_read[@]}" ./credence -C practice --now 2026-01-06T09:00 tick 2>"$OLDPWD/error.txt"
expect_text 'the database is read-only' "$OLDPWD/error.txt"
[ "$(wc -l <"$OLDPWD/error.txt")" -eq 1 ]
[ "$before" = "$(sha256sum <practice/credence.db)" ]
expect_exit 1 "${may_only_read[@]}" ./credence init practice/new 2>"$OLDPWD/error.txt"
expect_text 'Permission denied' "$OLDPWD/error.txt"
[ "$(wc -l <"$OLDPWD/error.txt")" -eq 1 ]
