#!/bin/bash
# identifier check: valid ones exit 0, others 2 with the reason.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --json identifier check npi 1234567893 | expect_json . '{"kind":"npi","reason":null,"valid":true,"value":"1234567893"}'
expect_exit 2 "$CREDENCE" --json identifier check npi 1234567890 >out.json
expect_json '[.valid, (.reason | test("check digit"))]' '[false,true]' <out.json
expect_exit 2 "$CREDENCE" identifier check npi 1234567890 >out.txt
expect_text 'the check digit is wrong' out.txt
expect_exit 2 "$CREDENCE" identifier check passport 1 2>err.txt
expect_text 'Kinds are: npi, dea, caqh' err.txt

while read -r kind value valid; do
	[ "$kind" = '#' ] || expect_exit $((valid ? 0 : 2)) "$CREDENCE" --quiet identifier check "$kind" "$value"
done <"$TOP/tests/corpus/identifiers/check_digits.txt"
