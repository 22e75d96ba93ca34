# "template render" fills a letter as the engine would: plain, escaped for pages, or strict as letters
# are; what is wrong with the letter or the data is said with its line, and nothing is printed then.
. "$TOP/tests/lib/run.sh"

cat >letter.txt <<'TXT'
Subject: About {{provider.name}}

{{#items}}- {{name}}{{#due}} by {{due}}{{/due}}
{{/items}}{{^items}}Nothing is missing.
{{/items}}{{! not for readers }}{{{raw}}} & {{escaped}}
TXT
echo '{"provider": {"name": "Dr. Larkspur"}, "items": [{"name": "license", "due": "2026-12-01"},
    {"name": "DEA"}], "raw": "<b>", "escaped": "<i> & \"q\""}' >data.json
"$CREDENCE" template render letter.txt data.json >plain.txt
printf '%s\n' 'Subject: About Dr. Larkspur' '' '- license by 2026-12-01' '- DEA' '<b> & <i> & "q"' >want.txt
diff want.txt plain.txt
"$CREDENCE" template render letter.txt data.json --html >page.txt
expect_text '^<b> & &lt;i&gt; &amp; &quot;q&quot;$' page.txt
"$CREDENCE" template render letter.txt data.json --strict | diff want.txt -

echo '{"items": [], "raw": "", "escaped": ""}' >less.json
"$CREDENCE" template render letter.txt less.json >plain.txt
expect_text '^Subject: About $' plain.txt
expect_text '^Nothing is missing\.$' plain.txt

refused() {	# WORDS ARGUMENT ...
	local words=$1
	shift
	expect_exit 2 "$CREDENCE" template render "$@" >out.txt 2>error.txt
	expect_text "$words" error.txt
	[ "$(wc -l <error.txt)" -eq 1 ]
	[ ! -s out.txt ] || fail "printed: $(cat out.txt)"
}
refused 'letter\.txt: line 1: "provider\.name" has no value' letter.txt less.json --strict
printf 'Hello\n{{#open}}\n' >open.txt
refused 'open\.txt: line 2: section "open" is never closed' open.txt data.json
printf 'Hello {{name\n' >half.txt
refused 'half\.txt: line 1: this tag is never closed' half.txt data.json
printf '{"a": 1,\n"b"}' >broken.json
refused 'broken\.json: line 2' letter.txt broken.json
head -c 4096 /dev/zero >zeros
refused 'zeros' zeros data.json
refused 'zeros' letter.txt zeros
expect_exit 2 "$CREDENCE" template render nothing.txt data.json 2>error.txt
expect_text 'nothing\.txt: No such file' error.txt
