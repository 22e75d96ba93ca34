# Settings and catalogs in the browser: checked while somebody types and when it is saved, each mistake with its line and
# column; nothing is saved with one, without a note, or over somebody else's change; each version is kept, counts at once,
# and is brought back; what leads to secrets or servers is refused. Papers whose time is over are destroyed after somebody
# saw the list, and a legal hold stops that. The other workers of the daemon begin anew with what was saved.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_make
credence() { "$CREDENCE" --quiet -C practice "$@"; }
printf 'smtp-okapi\n' >practice/smtp.password
echo 'registry: { lookup: false, sam_key: "file:smtp.password" }' >>practice/credence.yaml
for name in one two; do
	echo "$name" >$name.txt
	credence --now 2016-01-05 document add $name.txt provider=1234567893 kind=diploma
done
credence --now 2016-01-06 document reject 1 --reason blurred
credence --now 2016-01-06 document reject 2 --reason blurred
start daemon.log "$CREDENCE" -C practice run
wait_for port_open "$practice_port"
load() {	# FILE
	curl -sSf -o page.html "$PAGE/settings/$1"
	seen=seen=$(practice_hidden seen)
}
send() {	# STATUS FILE DO NOTE
	practice_form "$1" "/settings/$2" "$seen" "do=$3" "note=$4" text@new
}

# A catalog.
file=practice/catalogs/retention.yaml
load retention.yaml
expect_text 'No mistakes' page.html
cp $file before
sed 's/keep_years: /keep_years: x/' $file >new
send 200 retention.yaml check ''
expect_text 'Line [0-9]+, column [0-9]+</strong>: .*x' answer.html
send 400 retention.yaml save 'a try'
cp $file new
send 409 retention.yaml save 'nothing new'
sed '0,/keep_years: [0-9]*/s//keep_years: 17/' $file >new
send 400 retention.yaml save ' '
echo '# Somebody else.' >>$file
send 409 retention.yaml save 'a try'
expect_text 'keep_years: 17' answer.html
cp before $file
[ "$(ask "SELECT count(*) FROM catalog_version WHERE note IS NOT NULL")" = 0 ]
send 303 retention.yaml save 'the board asked for 17 years'
cmp new $file
curl -sSf -o page.html "$PAGE/administration"
expect_text '17 years after' page.html
load retention.yaml
expect_text 'the board asked for 17 years' page.html
[ "$(ask "SELECT detail LIKE '%the board asked for 17 years' FROM audit WHERE object = 'catalog retention.yaml' ORDER BY audit_id DESC LIMIT 1")" = 1 ]
version=$(ask "SELECT max(version) - 1 FROM catalog_version WHERE name = 'retention.yaml'")
curl -sSf -o page.html "$PAGE/settings/retention.yaml?version=$version"
expect_text 'Saving it brings it back' page.html
! grep -q 'keep_years: 17' page.html || fail "version $version is not shown"
cp before new
send 303 retention.yaml save 'as it was'
cmp before $file
[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE/settings/retention.yaml?version=99")" = 404 ]
for name in secret.key credence.db us_other.yaml ..%2fcredence.yaml; do
	[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE/settings/$name")" = 404 ] || fail "$name is shown"
done

# A type that the list of requirements names cannot go.
load credential_types.yaml
sed '/^  dea:/,+1d' practice/catalogs/credential_types.yaml >new
send 400 credential_types.yaml save 'no dea'
expect_text 'catalogs/requirements.yaml, Line [0-9]+' answer.html

# Settings: what is of this house may be changed, where secrets go may not; no secret is ever on the page.
load credence.yaml
! grep -q okapi page.html || fail "a secret is shown"
sed 's/America\/Chicago/America\/Denver/; s/lookup: false/lookup: true/' practice/credence.yaml >new
send 303 credence.yaml save 'we moved to Denver'
curl -sSf -o page.html "$PAGE/administration"
expect_text 'America/Denver' page.html
load credence.yaml
for change in 's/file:smtp.password/command:touch okapi/' 's/sam_key:/sam_url: "https:\/\/okapi.example", sam_key:/' \
    's/^web:.*/web: { port: 1 }/' 's/from: team@elm.example/from: team@elm.example, transport: smtp, smtp: { host: okapi.example }/' \
    's/file:smtp.password/hunter2/'; do
	sed "$change" practice/credence.yaml >new
	! cmp -s new practice/credence.yaml || fail "nothing is changed by $change"
	send 400 credence.yaml save 'a try'
	expect_text 'Line [0-9]+, column [0-9]+</strong>: .*(leads to secrets, servers or files|never written in clear)' answer.html
done
expect_text 'America/Denver' practice/credence.yaml
begun() { [ "$(grep -c 'the settings were changed: the .* begins anew' daemon.log)" -ge 1 ]; }
wait_for begun
! grep -E 'WARN|ERROR' daemon.log || fail "the daemon complains"

# The file was broken on the machine: its text is not shown.
echo 'okapi: 1' >>practice/credence.yaml
[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE/settings/credence.yaml")" = 409 ]
! grep -q 'okapi' answer.html || fail "a text that cannot be read is shown"
sed -i '$d' practice/credence.yaml

# Retention.
curl -sSf -o page.html "$PAGE/administration"
once=once=$(practice_hidden once)
expect_text 'Destroy these 2' page.html
practice_form 404 /holds "$once" provider=1245319593 reason='a claim'
practice_form 400 /holds "$once" reason=' '
practice_form 303 /holds "$once" provider=1234567893 reason='a <b>claim'
practice_form 303 /holds "$once" provider=1234567893 reason='a <b>claim'
practice_form 409 /retention/destroy count=2 reason='their time is over'
curl -sSf -o page.html "$PAGE/administration"
expect_text 'a &lt;b&gt;claim: Larkspur' page.html
practice_form 400 /hold/1/lift reason=''
practice_form 303 /hold/1/lift reason='it was settled'
practice_form 409 /hold/1/lift reason='it was settled'
practice_form 400 /retention/destroy count=2 reason=' '
practice_form 409 /retention/destroy count=1 reason='their time is over'
practice_form 303 /retention/destroy count=2 reason='their time is over, approved by the board'
practice_form 409 /retention/destroy count=2 reason='their time is over, approved by the board'
[ "$(ask 'SELECT count(*) FROM legal_hold')" = 1 ]
[ "$(ask "SELECT group_concat(status) FROM document")" = expired,expired ]

# While typing, without a button.
browser_start
browser_open "$PAGE/settings/duties.yaml"
browser_value 'const text = document.getElementById("text"); text.value = text.value.replace("duties:", "dutys:");
    text.dispatchEvent(new Event("input", {bubbles: true})); text.value.length > 0' >typed
told() { [ "$(browser_value 'document.getElementById("checked").textContent.includes("Line 1")')" = true ]; }
wait_for told
browser_value 'document.getElementById("checked").textContent' >said
expect_text dutys said
[ "$(browser_value 'document.getElementById("text").value.includes("dutys:")')" = true ] || fail "what was typed is gone"
