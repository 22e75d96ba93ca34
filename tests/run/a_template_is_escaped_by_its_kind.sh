# A page's template is escaped as HTML, a letter's is text; an option says otherwise.
. "$TOP/tests/lib/run.sh"

printf '{"name": "Larkspur & <Sons>"}' >data.json
printf '{{name}} {{{name}}}\n' >letter.txt
cp letter.txt page.html
cp letter.txt page.mustache

# rendered WANT FILE OPTION ...
rendered() {
	want=$1
	shift
	[ "$("$CREDENCE" template render "$@" data.json)" = "$want" ] || fail "$* is not $want"
}
text='Larkspur & <Sons> Larkspur & <Sons>'
html='Larkspur &amp; &lt;Sons&gt; Larkspur & <Sons>'
rendered "$text" letter.txt
rendered "$html" --html letter.txt
rendered "$html" page.html
rendered "$html" page.mustache
rendered "$text" --text page.html
