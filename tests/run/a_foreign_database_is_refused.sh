# A database of a newer program, of another schema, of no program at all, or damaged: one line that says
# so, and not a byte of it is changed.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice

# refused EXIT PATTERN: every command that opens the database says this, and leaves it as it is.
refused() {
	local before command
	before=$(sha256sum <broken/credence.db)
	for command in tick 'case list' verify check 'case note 1 hello'; do
		# shellcheck disable=SC2086 # two words each
		expect_exit "$1" "$CREDENCE" -C broken $command >out.txt 2>error.txt
		expect_text "$2" error.txt
		[ "$(wc -l <error.txt)" -eq 1 ] || fail "$command says more than one line: $(cat error.txt)"
	done
	[ "$before" = "$(sha256sum <broken/credence.db)" ] || fail 'the file was changed'
	rm -r broken
}

copy() {
	cp -r practice broken
}

copy
sqlite3 broken/credence.db "INSERT INTO migration VALUES ('schema/9999_future.sql', 'x', 0)"
refused 2 'of a newer program'

copy
sqlite3 broken/credence.db "UPDATE migration SET sha256 = 'x' WHERE file LIKE '%0007%'"
refused 2 'made with another schema/0007_case.sql'

copy
echo 'no database' >broken/credence.db
refused 1 'is not a Credence database'

copy
head -c 20000 practice/credence.db >broken/credence.db
refused 1 'damaged'

# Without a database it is no data folder, and none is made there.
copy
rm broken/credence.db
expect_exit 2 "$CREDENCE" -C broken tick 2>error.txt
expect_text 'is no data folder' error.txt
[ ! -e broken/credence.db ]
