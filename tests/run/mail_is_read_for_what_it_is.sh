# main flow under the sanitizers
# Each message of the corpus is read as the JSON beside it says; what is no mail is refused in one line.
. "$TOP/tests/lib/run.sh"

mkdir got
for mail in "$TOP"/tests/corpus/mail/*.eml; do
	name=$(basename "$mail" .eml)
	many mail read "$mail" --json
	mv many.out "got/$name.json"
	case $many_status in
	0)	[ ! -s many.err ] || fail "$name: read, but said: $(cat many.err)" ;;
	2)	[ ! -s "got/$name.json" ] || fail "$name: refused, but printed something"
		sed "s|^credence: $mail \(.*\)|{\"refused\": \"\1\"}|" many.err >"got/$name.json" ;;
	*)	fail "$name: exit $many_status: $(cat many.err)" ;;
	esac
done
(cd "$TOP/tests/corpus/mail" && jq -S '{(input_filename): .}' ./*.json) >want
# What explains the verdict is for people, and is worded in one place only; there is always something.
(cd got && jq -S '{(input_filename): del(.evidence, .score, .because, .forged, .reason_class)}' ./*.json) >got.all
(cd got && jq 'select(has("kind")) | select((.evidence | length == 0) or (.kind == "bounce") != (.reason_class != null)) |
    input_filename' ./*.json) >unexplained
[ ! -s unexplained ] || fail "no word of why: $(cat unexplained)"
diff -u want got.all || fail "some messages are read as something else"
[ "$(ls got | wc -l)" -ge 100 ] || fail "only $(ls got | wc -l) messages in the corpus"
