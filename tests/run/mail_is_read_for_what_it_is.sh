# main flow under the sanitizers
# Each message of the corpus is read as the JSON beside it says; what is no mail is refused in one line.
. "$TOP/tests/lib/run.sh"

mkdir got
for mail in "$TOP"/tests/corpus/mail/*.eml; do
	name=$(basename "$mail" .eml)
	status=0
	"$CREDENCE" mail read "$mail" --json >"got/$name.json" 2>words || status=$?
	case $status in
	0)	[ ! -s words ] || fail "$name: read, but said: $(cat words)"
		expect_json '(.evidence | length > 0) and ((.kind == "bounce") == (.reason_class != null))' true <"got/$name.json"
		# What explains the verdict is for people, and is worded in one place only.
		jq 'del(.evidence, .score, .because, .forged, .reason_class)' "got/$name.json" >bare
		mv bare "got/$name.json" ;;
	2)	[ ! -s "got/$name.json" ] || fail "$name: refused, but printed something"
		sed "s|^credence: $mail \(.*\)|{\"refused\": \"\1\"}|" words >"got/$name.json" ;;
	*)	fail "$name: exit $status: $(cat words)" ;;
	esac
done
(cd "$TOP/tests/corpus/mail" && jq -S '{(input_filename): .}' ./*.json) >want
(cd got && jq -S '{(input_filename): .}' ./*.json) >got.all
diff -u want got.all || fail "some messages are read as something else"
[ "$(ls got | wc -l)" -ge 100 ] || fail "only $(ls got | wc -l) messages in the corpus"
