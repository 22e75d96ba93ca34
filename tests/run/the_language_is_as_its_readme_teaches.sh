# The files that are shipped have nothing to be said against them.  Each example in workflows/README.md is taken
# by the program, each refused one with the very message that stands under it, and with the wrong words marked in
# their line.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice
cd practice/workflows
"$CREDENCE" workflow check ./*.yaml >counts.txt 2>said.txt || fail "$(cat said.txt)"
expect_text "^$(ls ./*.yaml | wc -l) files checked, 0 errors, 0 warnings$" counts.txt
rm ./*.yaml

# examples/N.KIND: the text behind "```yaml KIND"; examples/N.says: the text behind the next "```".
mkdir ../examples
awk '
/^```yaml (accepted|refused)$/ { file = sprintf("../examples/%02d.%s", ++n, $2); printf "" >file; next }
/^```says$/ { file = sprintf("../examples/%02d.says", n); printf "" >file; next }
/^```/ { file = ""; next }
file != "" { print >file }' "$TOP/workflows/README.md"

# A part of a file gets the rest around it; sets "before", the lines in front of it.
complete() {
	before=0
	! grep -q '^weekend:' "$1" || {		# a calendar
		cp "$1" ../catalogs/other.yaml
		set -- ../examples/with_calendar
		printf '%s\n' 'workflow: example' 'version: 1' 'subject: enrollment' 'calendar: other' >"$1"
	}
	grep -q '^workflow:' "$1" || {
		printf '%s\n' 'workflow: example' 'version: 1' 'subject: enrollment' 'calendar: us_business'
		before=4
	}
	cat "$1"
	grep -q '^states:' "$1" || printf '%s\n' 'states:' \
	    '  draft: {initial: true, on: [{event: user.done, go: over}]}' '  over: {final: true}'
}

count=0
for example in ../examples/*.accepted ../examples/*.refused; do
	complete "$example" >example.yaml
	status=0
	"$CREDENCE" workflow check example.yaml >counts.txt 2>said.txt || status=$?
	awk -v before="$before" -F: -v OFS=: '
	    /^[^ ]*(example|other).yaml:/ { sub("^[^:]*.yaml:", ""); $0 = $0; $1 -= before; print }' said.txt >says.txt
	[ "$(grep -c '^ *| *^~*$' said.txt)" -eq "$(wc -l <says.txt)" ] || fail "$example: not each is marked: $(cat said.txt)"
	says=${example%.*}.says
	[ -f "$says" ] || : >"$says"
	case $example in
	*.accepted)	[ "$status" -eq 0 ] || fail "$example is refused: $(cat "$example" said.txt)" ;;
	*.refused)	[ "$status" -eq 2 ] || fail "$example is taken: $(cat "$example")" ;;
	esac
	cmp -s "$says" says.txt || fail "$example: $(cat "$example"; diff "$says" says.txt)"
	rm -f example.yaml ../catalogs/other.yaml
	count=$((count + 1))
done
[ "$count" -ge 40 ] || fail "only $count examples"
