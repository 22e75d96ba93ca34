# A workflow is drawn: DOT that graphviz reads, an SVG that is well-formed and holds every state, with
# the place of a case in it.  Names that are none, and workflows and cases that are not there, are refused.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
# well_formed FILE: the root's name and the text in it, a line each.
well_formed() {
	python3 -c 'import sys, xml.dom.minidom as m
root = m.parse(sys.argv[1]).documentElement
print(root.tagName)
for t in root.getElementsByTagName("text"):
    print("".join(c.data for c in t.childNodes))' "$1"
}

for file in practice/workflows/*.yaml; do
	name=$(basename "$file" .yaml)
	"$CREDENCE" -C practice workflow graph "$name" >graph.dot
	expect_text "^digraph \"$name\" \{" graph.dot
	dot -Tcanon graph.dot >canon.dot
	"$CREDENCE" -C practice workflow graph "$name" --svg >graph.svg
	well_formed graph.svg >texts.txt
	[ "$(sed -n 1p texts.txt)" = svg ]
	# Every state is in both.
	sed -n '/^states:/,/^[a-z]*:$/s/^  \([a-z_]*\):.*/\1/p' "$file" >states.txt
	[ -s states.txt ]
	while read -r state; do
		expect_text "^	\"$state\" \[label=" graph.dot
		grep -Fxq "${state//_/ }" texts.txt || fail "$name.svg has no state $state"
	done <states.txt
done

# Where a case stands.
state=$("$CREDENCE" -C practice case show CR-1 --json | jq -r .state)
"$CREDENCE" -C practice workflow graph CR-1 >graph.dot
expect_text "^	\"$state\" \[.*class=here" graph.dot
[ "$(grep -c 'class=here' graph.dot)" -eq 1 ]
"$CREDENCE" -C practice workflow graph CR-1 --svg >graph.svg
well_formed graph.svg >texts.txt

# A name that would have to be escaped is no name: it is refused at its place.
for name in '"a<b"' "'say \"hi\"'" '"a&b"'; do
	printf '%s\n' 'workflow: odd' 'version: 1' 'subject: provider' 'states:' "  $name:" \
	    '    initial: true' '    final: true' >odd.yaml
	expect_exit 2 "$CREDENCE" -C practice workflow check odd.yaml >out.txt 2>error.txt
	expect_text '^odd\.yaml:5:3: .* should be small letters, digits and _' error.txt
done

refused() {	# WORDS ARGUMENT
	expect_exit 2 "$CREDENCE" -C practice workflow graph "$2" >out.txt 2>error.txt
	expect_text "$1" error.txt
	[ "$(wc -l <error.txt)" -eq 1 ]
	[ ! -s out.txt ]
}
refused 'no workflow "nothing"' nothing
refused 'CR-999' CR-999

# Without graphviz the picture fails in one line, and the graph is there as ever.
mkdir empty
expect_exit 1 env PATH="$PWD/empty" "$CREDENCE" -C practice workflow graph caqh_attestation --svg \
    >out.txt 2>error.txt
expect_text 'could not draw the workflow: could not run dot: .* Install graphviz' error.txt
[ ! -s out.txt ]
PATH="$PWD/empty" "$CREDENCE" -C practice workflow graph caqh_attestation >graph.dot
