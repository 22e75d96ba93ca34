#!/bin/bash
# main flow under the sanitizers
# "No match" is kept as proof: which lists, who under which names, what was decided by whom; as a page and
# as JSON; signed, and told apart when something changed afterwards.
. "$TOP/tests/lib/run.sh"

day=2026-11-22
credence() { CREDENCE_USER=maria "$CREDENCE" --now $day -C p "$@"; }
one() { sqlite3 p/credence.db "$1"; }
corpus=$TOP/tests/corpus/exclusion
"$CREDENCE" --quiet init p --org "Elm & Oak <Clinic>" --timezone America/Chicago --from team@elm.example
cat >roster.csv <<'END'
NPI,Last Name,First Name,Middle Name,Date of Birth,State
1234567893,Larkspur,Ada,M,1971-03-04,IL
1558598797,O'Hara|Pipe,Robert,,1990-10-30,TX
END
"$CREDENCE" --quiet --now 2026-11-02 -C p import providers roster.csv
one "INSERT INTO provider_name (provider_id, kind, last_name) VALUES (1, 'former', 'Thorne')"

# A month in which nobody was screened proves nothing, and nobody can sign it.
credence --json screen proof | expect_json '[.is_complete, .runs, [.not_screened[].npi]]' \
    '[false,[],["1234567893","1558598797"]]'
expect_exit 2 credence screen proof --sign --anyway 2>err.txt
expect_text 'nobody was screened in 2026-11' err.txt
for month in 2026-13 26-11 2026-1 november 2026-11-01; do
	expect_exit 2 credence screen proof --month $month 2>err.txt
	expect_text "is no month. One is written 2026-11" err.txt
done
expect_exit 2 credence screen proof --month 2026-12 2>err.txt
expect_text '2026-12 has not begun yet' err.txt

expect_exit 3 credence --quiet screen load leie "$corpus/leie.csv" --date 2026-11-12
credence --quiet screen run
credence --json screen proof >proof.json
expect_json 'keys' '["first_day","is_complete","last_day","lists","matches","month","not_screened","provider_id","runs","screened","sha256","signed"]' <proof.json
expect_json '[.month, .first_day, .last_day, .is_complete, .signed]' '["2026-11","2026-11-01","2026-11-30",false,null]' <proof.json
expect_json '.lists[0] | [.name, .date, .rows, .malformed, .reinstated, .file, .loaded_by]' '["leie","2026-11-12",7,1,1,"leie.csv","maria"]' <proof.json
[ "$(jq -r '.lists[0].sha256' <proof.json)" = "$(sha256sum <"$corpus/leie.csv" | cut -d' ' -f1)" ] || fail "digest of the list"
expect_json '[.screened[] | [.npi, .result, .names, .is_birth_known, .by]]' \
    "[[\"1234567893\",\"see matches\",[\"Ada M Larkspur\",\"Ada M Thorne (former)\"],true,\"maria\"],[\"1558598797\",\"no match\",[\"Robert O'Hara Pipe\"],true,\"maria\"]]" <proof.json
expect_json '[.matches[] | [.match_id, .status, .names[0], .row.LASTNAME]]' '[[1,"open","Ada M Larkspur","LARKSPUR"]]' <proof.json
expect_json 'tostring | test("1971-03-04")' false <proof.json

# The page says the same, escaped; an open match must not be signed away unseen.
credence screen proof >page.html
for words in 'Elm &amp; Oak &lt;Clinic&gt;' 'Not complete' 'Ada M Thorne (former)' 'no match' 'not decided yet' "$(jq -r .sha256 <proof.json)"; do
	grep -qF "$words" page.html || fail "the page does not say $words"
done
expect_exit 2 credence screen proof --sign 2>err.txt
expect_text 'still waits for a decision' err.txt
credence --quiet screen resolve 1 --as false --reason "another SSN, checked at OIG"

credence --json screen proof --sign >signed.json
expect_json '[.is_complete, .signed.by, .signed.is_unchanged]' '[true,"maria",true]' <signed.json
credence screen proof >page.html
grep -qF 'Nothing on this page has changed since' page.html || fail "the page is not signed"
grep -qF 'somebody else</strong>, by maria' page.html || fail "the page does not say who decided"
credence --json audit list | expect_json '[.[] | select(.action == "screening sign")] | length' 1

# The same on paper, for all and for one; a reason makes no line of its own.
credence --quiet screen resolve 1 --as open --reason again
credence --quiet screen resolve 1 --as false --reason 'another SSN
* Signed by mallory (no'
credence --quiet screen proof --pdf >page.pdf
credence --quiet screen proof --provider 1558598797 --pdf >one.pdf
pages() {
	pdftotext -layout "$1" - | tr -s ' '
}
pages page.pdf >page.txt
pages one.pdf >one.txt
for words in 'Elm & Oak <Clinic>. From 2026-11-01' 'leie of 2026-11-12: 7 rows' 'Ada M Thorne (former)' \
    'another SSN * Signed by mallory (no' 'page 1 of '; do
	grep -qF "$words" page.txt || fail "the PDF does not say $words: $(cat page.txt)"
done
expect_exit 1 grep -q '^ *Signed by mallory' page.txt
grep -qF "O'Hara Pipe alone" one.txt || fail 'the page of one is not of one'
expect_exit 1 grep -q Thorne one.txt
expect_text '^ ?Name$' one.txt
expect_exit 2 credence --json screen proof --pdf 2>err.txt
credence --quiet screen proof --sign --pdf >page.pdf
pages page.pdf >page.txt
grep -qF 'Signed by maria' page.txt || fail 'the PDF is not signed'

# Later runs and later names: the page of the month keeps those that were looked for then.
credence --quiet provider set 1234567893 last_name=Rowan
day=2026-12-03
credence --json screen proof --month 2026-11 | expect_json '[.signed.is_unchanged, .screened[0].names[0]]' '[true,"Ada M Larkspur"]'
credence --quiet provider add npi=1245319599 last_name=Late first_name=Lou
credence --quiet screen run
credence --json screen proof --month 2026-11 | expect_json '[.signed.is_unchanged, .screened[0].names[0], .not_screened]' '[true,"Ada M Larkspur",[]]'
credence --json screen proof | expect_json '[.screened[] | .names[0]]' "[\"Ada M Rowan\",\"Robert O'Hara Pipe\",\"Lou Late\"]"
credence --json screen proof --provider 1245319599 | expect_json '[.provider_id, (.screened | length), (.runs | length)]' '[3,1,1]'
credence screen proof --provider 1245319599 >page.html
grep -qF 'Lou Late alone' page.html || fail "whose page it is"
credence --quiet screen resolve 1 --as open --reason "look again"
credence --json screen proof --month 2026-11 | expect_json '[.is_complete, .signed.is_unchanged]' '[false,false]'
credence screen proof --month 2026-11 >page.html
grep -qF 'changed since: it should be signed again' page.html || fail "a changed page"
credence --json screen proof --month 2026-11 --sign --anyway | expect_json '.signed.is_unchanged' true

# What is kept of a run can be checked: a name that somebody changes in it is found.
"$CREDENCE" -C p verify >/dev/null
one "UPDATE screening_identity SET text = (SELECT o.text FROM screening_identity o WHERE o.subject_id <> screening_identity.subject_id LIMIT 1)"
expect_exit 1 "$CREDENCE" -C p --json verify >faults.json
expect_json '[.faults[] | select(.what == "screening") | .where]' '["screening run 1","screening run 2"]' <faults.json
