# Papers are kept as long as the catalog says, from the day on which their provider left or somebody decided about
# them; what would go is only listed; a person destroys it, and a hold stops that; the record stays.
. "$TOP/tests/lib/run.sh"

at() {
	local now=$1
	shift
	"$CREDENCE" --now "$now" -C practice "$@"
}
ask() { sqlite3 practice/credence.db "$1"; }
shown() { at "$1" --json retention list | jq -r '.[] | "\(.document_id) \(.rule) \(.until_day) \(.is_held)"'; }
is() { [ "$1" = "$2" ] || fail "\"$1\" instead of \"$2\""; }

"$CREDENCE" --now 2016-01-04T09:00 --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago \
    --from team@elm.example
at 2016-01-05 --quiet provider add npi=1234567893 last_name=Larkspur
at 2016-01-05 --quiet provider add npi=1245319599 last_name=Foxglove
for name in one two three; do
	echo "$name" >$name.txt
done
at 2016-01-05 --quiet document add one.txt provider=1234567893 kind=licence
at 2016-01-05 --quiet document add two.txt provider=1234567893 kind=diploma
at 2016-01-05 --quiet document add three.txt provider=1245319599 kind=licence
at 2016-01-05 --quiet document add one.txt provider=1245319599 kind=letter
at 2016-01-06 --quiet document accept 1
at 2016-01-07 --quiet document reject 2 --reason blurred
is "$(shown 2040-01-01)" '2 replaced_papers 2026-01-07 false'

# Who leaves, comes back and leaves again; a day that a person knows better.
at 2016-02-01 --quiet provider set 1234567893 status=left
is "$(ask 'SELECT left_day FROM provider WHERE provider_id = 1')" 2016-02-01
at 2016-03-01 --quiet provider set 1234567893 status=active
is "$(ask 'SELECT left_day FROM provider WHERE provider_id = 1')" ''
at 2016-05-01 --quiet provider set 1234567893 status=left left_day=2016-02-29
at 2016-06-01 --quiet provider set 1245319599 status=left left_day=
is "$(shown 2026-02-28)" '2 replaced_papers 2026-01-07 false'
is "$(shown 2026-03-01)" '1 files_of_those_who_left 2026-02-28 false
2 replaced_papers 2026-01-07 false'
at 2026-03-01 retention list >out.txt
expect_text 'Larkspur  *licence  *one.txt' out.txt
ask "UPDATE provider SET left_day = NULL WHERE provider_id = 2"
at 2026-03-01 retention list 2>&1 >out.txt | cat >words
cat out.txt words >both
expect_text '^2 more wait for a day' both

# A hold on one, on all; lifted once.
at 2026-03-01 --json retention hold 1234567893 --reason 'claim of 2026' >hold.json
expect_json '.legal_hold_id, .npi, .reason' '1
"1234567893"
"claim of 2026"' <hold.json
is "$(shown 2026-03-01 | cut -d' ' -f4 | sort -u)" true
expect_exit 2 at 2026-03-01 retention destroy 2 --reason now 2>words
expect_text '0 documents would go, not 2' words
at 2026-03-01 --quiet retention lift 1 --reason settled
expect_exit 2 at 2026-03-01 retention lift 1 --reason again 2>words
expect_text 'lifted before' words
expect_exit 2 at 2026-03-01 retention hold all 2>words
expect_text 'say why' words
at 2026-03-01 --quiet retention hold all --reason 'audit'
is "$(shown 2026-03-01 | cut -d' ' -f4 | sort -u)" true
at 2026-03-01 --quiet retention lift 2 --reason "answered"

# Destroyed: as many as were seen, by somebody, for a reason.
expect_exit 2 at 2026-03-01 retention destroy 2 2>words
expect_exit 2 at 2026-03-01 retention destroy 3 --reason 'by the board' 2>words
expect_text '2 documents would go, not 3' words
is "$(find practice/documents -type f | wc -l)" 3
touch -d '2016-01-05' practice/documents/*
at 2026-03-01 --json retention destroy 2 --reason 'by the board' | expect_json '[.destroyed, .left]' '[2,0]'
is "$(find practice/documents -type f | wc -l)" 2	# one.txt is a letter of Foxglove, too
is "$(shown 2026-03-01)" ''
at 2026-03-01 --json document show 2 | expect_json '[.status, .sha256, .decided_reason]' \
    '["expired",null,"destroyed: replaced_papers, kept until 2026-01-07: by the board"]'
at 2026-03-01 --json retention destroyed | expect_json 'map([.document_id, .name, .rule, .is_gone])' \
    '[[2,"two.txt","replaced_papers",true],[1,"one.txt","files_of_those_who_left",true]]'
at 2026-03-01 --json audit list --object 'document 2' | expect_json '[.[] | select(.action == "document destroy")] | length' 1
expect_exit 2 at 2026-03-01 document save 2 two.back 2>words
at 2026-03-01 verify >verified

# A file that somebody met a moment ago waits for the next time.
at 2026-04-01 --quiet document add two.txt provider=1245319599 kind=copy
at 2026-04-01 --quiet document reject 5 --reason double
touch -d 2036-04-05T17:00Z practice/documents/*
expect_exit 3 at 2036-04-05T17:30Z --json retention destroy 1 --reason 'by the board' >out.json
expect_json .left 1 <out.json
[ "$(find practice/documents -type f | wc -l)" = 3 ] || fail 'a file in use is gone'
at 2036-04-06 --quiet document add three.txt kind=other name=again.txt
expect_exit 2 at 2036-04-06 retention destroy 1 --reason 'nothing is due' 2>words
at 2036-04-06T12:00 --quiet provider set 1245319599 left_day=2016-06-01
at 2036-04-06T12:00 --json retention destroy 2 --reason 'by the board' | expect_json '[.destroyed, .left]' '[2,0]'
# one.txt and two.txt; three.txt is named by another document.
is "$(find practice/documents -type f | wc -l)" 1
at 2036-04-06T12:00 verify >verified

# The catalog: all mistakes at once, at their places.
sed -i 's/after: decided/after: never/; s/\[rejected, expired\]/[rejected, lost]/; s/keep_years: 10/keep_years: 0/' practice/catalogs/retention.yaml
expect_exit 2 at 2036-04-06T12:00 check 2>words
expect_text 'retention.yaml:[0-9]*:[0-9]*: .*one of: left, decided' words
expect_text 'retention.yaml:[0-9]*:[0-9]*: .*a status is one of' words
[ "$(grep -c 'retention.yaml' words)" = 4 ] || fail "$(cat words)"
