# A workflow in the browser: checked while somebody types, played out, published with a note; with a mistake, without
# a note, under a version that is taken or over somebody else's change nothing is published and the text stays.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_pages
file=practice/workflows/caqh_attestation.yaml
id=$(ask "SELECT definition_id FROM definition WHERE name = 'caqh_attestation' AND is_current")
version=$(sed -n 's/^version: //p' "$file")
next=$((version + 1))
curl -sSf -o page.html "$PAGE/workflow/$id"
expect_text "href=\"/workflow/$id/edit\"" page.html
curl -sSf -o page.html "$PAGE/workflow/$id/edit"
expect_text 'No mistakes' page.html
seen=seen=$(practice_hidden seen)
send() {	# STATUS DO NOTE
	practice_form "$1" "/workflow/$id/edit" "$seen" "do=$2" "note=$3" source@new.yaml
}

cp "$file" new.yaml
send 200 simulate ''
expect_text 'What would happen' answer.html
expect_text '>Line</th>' answer.html
sed 's/^version:.*/&\nnonsense: 1/' "$file" >new.yaml
send 200 check ''
expect_text 'Line [0-9]+</strong>: .*nonsense' answer.html
send 400 publish 'a try'
expect_text 'nonsense: 1' answer.html
echo '# Okapis first.' | cat "$file" - >new.yaml
send 400 publish 'a try'
expect_text "Write &quot;version: $next&quot;" answer.html
sed -i "s/^version: .*/version: $next/" new.yaml
send 400 publish ''
expect_text 'say why it is changed' answer.html
cp "$file" before.yaml
echo '# Somebody else.' >>"$file"
send 409 publish 'a try'
expect_text '# Okapis first' answer.html
cp before.yaml "$file"
[ "$(ask "SELECT max(version) FROM definition WHERE name = 'caqh_attestation'")" = "$version" ]
send 303 publish 'okapis come first'
cmp new.yaml "$file"
[ "$(ask "SELECT version FROM definition WHERE name = 'caqh_attestation' AND is_current")" = "$next" ]
[ "$(ask "SELECT detail FROM audit WHERE object = 'workflow caqh_attestation version $next'")" = 'okapis come first' ]

# While typing, without a button.
browser_start
browser_open "$PAGE/workflow/$id/edit"
browser_value 'const text = document.getElementById("source"); text.value = text.value.replace("states:", "staets:");
    text.dispatchEvent(new Event("input", {bubbles: true})); text.value.length > 0' >typed
told() { [ "$(browser_value 'document.getElementById("checked").textContent.includes("staets")')" = true ]; }
wait_for told
[ "$(browser_value 'document.getElementById("source").value.includes("staets:")')" = true ] || fail "what was typed is gone"

# A letter: shown with the data of a case while somebody types; a field that has no value is named; published, it gives
# its workflow the next version.
id=$(ask "SELECT definition_id FROM definition WHERE name = 'payer_enrollment' AND is_current")
version=$(ask "SELECT version FROM definition WHERE definition_id = $id")
letter=practice/workflows/letters/enroll_chase.txt
curl -sSf -o page.html "$PAGE/workflow/$id/letter/enroll_chase.txt"
expect_text '&quot;subject.submitted_day&quot; has no value' page.html
seen=seen=$(practice_hidden seen)
write() {	# STATUS DO NOTE
	practice_form "$1" "/workflow/$id/letter/enroll_chase.txt" "$seen" "do=$2" "note=$3" case=CR-1 text@new.txt
}
case_id=$(ask "SELECT min(case_id) FROM case_file WHERE workflow = 'payer_enrollment' AND provider_id = 2")
printf 'Subject: Dr {{provider.last_name}}\n\nDear {{payer.nonsense}},\n' >new.txt
practice_form 200 "/workflow/$id/letter/enroll_chase.txt" "$seen" do=show "case=CR-$case_id" text@new.txt
expect_text 'line [0-9]+: &quot;payer.nonsense&quot; has no value' answer.html
printf 'Subject: Dr {{provider.last_name}}\n\nDear {{payer.name}},\nokapi\n' >new.txt
practice_form 200 "/workflow/$id/letter/enroll_chase.txt" "$seen" do=show "case=CR-$case_id" text@new.txt
expect_text 'Dear Lone Star Plan,' answer.html
write 400 publish ''
write 303 publish 'okapis'
cmp new.txt "$letter"
[ "$(ask "SELECT version FROM definition WHERE name = 'payer_enrollment' AND is_current")" = $((version + 1)) ]
expect_text "^version: $((version + 1))" practice/workflows/payer_enrollment.yaml
write 409 publish 'once more'
[ "$(curl -s -o got -w '%{http_code}' "$PAGE/workflow/$id/letter/us_business.yaml")" = 404 ]
