# A database put back from an older copy does not know which letters left since: all that wait are held
# until a person lets them go.  A database with its own mark, behind its mark only by a crash, or
# beside another folder's mark sends as ever.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/mail.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test

# send EXIT [SENT, HELD]
send() {
	expect_exit "$1" "$CREDENCE" -C practice mail send --json >send.json
	expect_json '[.sent, .held]' "$2" <send.json
}
# What the Maildir got, by the letter's identity.
left() {
	(cd practice/mail/sent/new && echo *)
}
mark() {
	sed 's/.* //' practice/credence.sent
}
copy() {
	rm -f "$1"
	sql ".backup $1"
}
put_back() {
	rm -f practice/credence.db-wal practice/credence.db-shm
	cp "$1" practice/credence.db
}

letters_add 2
send 0 '[2,0]'
[ "$(mark)" -eq 2 ]
copy older.db
cp practice/credence.sent older.sent
letters_add 3
send 0 '[3,0]'
[ "$(mark)" -eq 5 ]
copy newer.db

# The older copy beside the newer mark.  The engine writes the same letters again; all are held, those
# that come later, too.
put_back older.db
letters=2
letters_add 3
rm practice/mail/sent/new/*
send 3 '[0,3]'
[ "$(left)" = '*' ] || fail "after the restore there left: $(left)"
"$CREDENCE" -C practice mail held --json | expect_json \
    '[.[].reason | test("^the database was restored from an older copy")]' '[true,true,true]'
"$CREDENCE" -C practice task list --role admin --json | expect_json \
    '[.[].title | test("restored from an older copy.*mail held, mail release")]' '[true]'
letters_add 1
send 3 '[0,1]'
[ "$(left)" = '*' ]
# The question is asked once.
"$CREDENCE" -C practice task list --role admin --json | expect_json length 1

# One by one, or all: a person has looked.
expect_exit 2 "$CREDENCE" -C practice mail release all --resend 2>error.txt
expect_text '"all" takes no option' error.txt
third=$(sql "SELECT outbox_id FROM outbox WHERE idem = 'k3'")
"$CREDENCE" -C practice mail release "$third" --sent
[ "$(sql "SELECT status FROM outbox WHERE idem = 'k3'")" = 'done' ]
send 0 '[0,0]'
"$CREDENCE" -C practice mail release all
"$CREDENCE" -C practice task list --role admin --json | expect_json length 0
send 0 '[3,0]'
[ "$(left)" = 'k4.eml k5.eml k6.eml' ] || fail "let go, there left: $(left)"
letters_add 1
send 0 '[1,0]'

# Folder and mark of the same copy: nothing left since, as far as anybody can know.
put_back older.db
cp older.sent practice/credence.sent
letters=2
letters_add 1
send 0 '[1,0]'
[ "$(mark)" -eq 3 ]

# The mark is behind: the machine stopped between the commit and the note.
put_back newer.db
echo "$(sed 's/ .*//' older.sent) 4" >practice/credence.sent
letters=5
letters_add 1
send 0 '[1,0]'
[ "$(mark)" -eq 6 ]

# A mark that is missing, of another database, or no mark at all.
for text in '' 'another-database 900' 'nonsense' "$(sed 's/ .*//' older.sent) 9x"; do
	put_back newer.db
	printf '%s' "$text" >practice/credence.sent
	letters=5
	letters_add 1
	send 0 '[1,0]'
	[ "$(mark)" -eq 6 ] || fail "after \"$text\" the mark says $(cat practice/credence.sent)"
done
