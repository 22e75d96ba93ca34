# backup while others write, restore into a new folder: all is there, and nothing leaves before somebody says so.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@elm.example
run() {
	"$CREDENCE" -C "$1" --now 2026-11-24T09:00 "${@:2}"
}
run practice --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL
run practice --quiet payer add name='Prairie Health' email=enroll@prairie.example
run practice --quiet enrollment add provider=1 payer=1 state=IL
run practice --quiet tick
first=$(run practice --json case list --workflow payer_enrollment | jq '.[0].case_id')
run practice --quiet case event "$first" submit
printf 'Subject: unread\n\nhello\n' >practice/mail/inbox/new/1
echo 'catalog: of ours' >practice/maps/ours.yaml

# Somebody writes all the while.
(while [ ! -e stop ]; do run practice --quiet case note "$first" 'still here' || exit 1; done) 9>&- >notes 2>&1 &
writer=$!
run practice --json backup one.tar >saved
expect_json '.files > 20' true <saved
run practice --quiet backup two.tar
touch stop
wait "$writer" || fail "could not write while a backup was made: $(cat notes)"
[ "$(stat -c %a one.tar)" = 600 ] || fail "others may read the backup"
expect_exit 2 run practice backup one.tar 2>refusal
expect_text 'there already' refusal
[ "$(find . -maxdepth 1 -name '*.db' -o -maxdepth 1 -name '*.new' | wc -l)" -eq 0 ]

"$CREDENCE" --json --now 2026-11-24T09:00 restore two.tar restored >made
expect_json '[.held, .faults]' '[1,[]]' <made
diff -r practice/workflows restored/workflows
diff -r practice/catalogs restored/catalogs
cmp practice/credence.yaml restored/credence.yaml
cmp practice/maps/ours.yaml restored/maps/ours.yaml
cmp practice/secret.key restored/secret.key
cmp practice/mail/inbox/new/1 restored/mail/inbox/new/1
run restored --json verify >verdict
expect_json .faults '[]' <verdict
for list in 'provider list' 'enrollment list' 'payer list' 'audit list'; do
	# shellcheck disable=SC2086	# two words
	run practice --json $list >before
	# shellcheck disable=SC2086
	run restored --json $list >after
	jq 'map(select(.action != "case note" and .action != "backup"))' before >a
	jq 'map(select(.action != "case note" and .action != "backup"))' after >b
	cmp a b
done

# Not the waiting letter, nor one that is written afterwards.
run restored --json task list --role admin >tasks
expect_json 'map(.name)' '["restored"]' <tasks
run restored --quiet provider add npi=1245319599 last_name=Foxglove first_name=Ben
run restored --quiet enrollment add provider=2 payer=1 state=IL
run restored --quiet tick
second=$(run restored --json case list --provider 2 --workflow payer_enrollment | jq '.[0].case_id')
run restored --quiet case event "$second" submit
expect_exit 3 run restored --quiet mail send
[ "$(find restored/mail/sent/new -type f | wc -l)" -eq 0 ] || fail "a letter left a restored folder"
run restored --quiet mail release all
run restored --quiet mail send
[ "$(find restored/mail/sent/new -type f | wc -l)" -eq 2 ] || fail "released letters did not leave"

# refused WORDS FILE: no backup, and nothing is left behind.
refused() {
	expect_exit 2 "$CREDENCE" restore "$2" other 2>refusal
	expect_text "$1" refusal
	[ ! -e other ] || fail "a folder was made of $2"
	[ "$(find . -maxdepth 1 -name 'other*' | wc -l)" -eq 0 ] || fail "something is left of $2"
}
head -c 100000 one.tar >cut.tar
refused 'cut off' cut.tar
head -c "$(($(stat -c %s one.tar) - 12000))" one.tar >tail.tar
refused 'no backup' tail.tar
LC_ALL=C sed 's/Larkspur/Larkspus/g' one.tar >changed.tar
refused 'not as it was saved' changed.tar
echo hello >text.tar
refused 'no archive' text.tar
: >empty.tar
refused 'no backup' empty.tar
tar cf other.tar text.tar
mv other.tar foreign.tar
refused 'end is missing' foreign.tar
tar cPf out.tar --transform 's,^,../,' text.tar
refused 'no archive of ours' out.tar
ln -s /etc/passwd credence.db
tar cf link.tar credence.db
refused 'no archive of ours' link.tar
refused 'no file' nowhere.tar
expect_exit 2 "$CREDENCE" restore one.tar restored 2>refusal
expect_text 'there already' refusal

# Tried at once: nothing is left of the trial; without faults it ends its duty, with some the duty goes on and somebody hears.
sed -i '/^  restore_test:/,/}/s/every_months: 3,/& next: 2026-12-01,/' practice/catalogs/duties.yaml
run practice --quiet tick
ask() { sqlite3 practice/credence.db "$1"; }
sum=$(ask "SELECT hash FROM history WHERE history_id = 1")
ask "UPDATE history SET hash = 'broken' WHERE history_id = 1"
expect_exit 3 run practice --json backup three.tar --test >tried
expect_json '.faults | length > 0' true <tried
[ "$(ask "SELECT count(*) FROM task WHERE name = 'failed' AND status = 'open' AND role = 'admin'")" = 1 ] || fail "nobody hears of it"
[ "$(ask "SELECT next_day FROM duty WHERE key = 'restore_test'")" = 2026-12-01 ] || fail "the duty ended"
ask "UPDATE history SET hash = '$sum' WHERE history_id = 1"
run practice --json backup four.tar --test >tried
expect_json '[.faults, .checked > 10]' '[[],true]' <tried
[ "$(ask "SELECT done_evidence LIKE '%four.tar%no faults' FROM duty WHERE key = 'restore_test'")" = 1 ] || fail "it is not noted"
[ "$(ask "SELECT count(*) FROM task WHERE name = 'failed' AND status = 'open'")" = 0 ] || fail "the task stays"
[ "$(ask "SELECT next_day FROM duty WHERE key = 'restore_test'")" = 2027-03-01 ] || fail "it does not come again"
[ ! -e four.tar.trial ] || fail "the trial is left behind"
run practice --quiet backup five.tar --test
[ "$(ask "SELECT next_day FROM duty WHERE key = 'restore_test'")" = 2027-03-01 ] || fail "what is not due was done again"
