# main flow under the sanitizers
# OpenID Connect: whoever another server says is somebody who was added here comes in; who is not known, not
# verified, or brings a token that is not for this visit, does not.  Others are served while one waits for it.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

start asked.txt python3 "$TOP/tests/servers/oidc.py"
practice_make
wait_for test -s asked.txt
id=http://127.0.0.1:$(head -n 1 asked.txt)
say() { curl -sSf -o said.txt "$id/do/$1/$2"; }
printf 'not a secret\n' >practice/oidc.secret
chmod 600 practice/oidc.secret
sed -i '/^web:/d' practice/credence.yaml
cat >>practice/credence.yaml <<Y
web:
  port: $practice_port
  oidc: { issuer: "$id", client_id: credence-test, client_secret: "file:oidc.secret", label: Elm <account> }
Y
"$CREDENCE" --quiet -C practice check
echo 'four green apples' | "$CREDENCE" --quiet -C practice user add maria --role coordinator --password -
echo 'four green pears' | "$CREDENCE" --quiet -C practice user add ben --role billing --password -
"$CREDENCE" --quiet -C practice user mail maria maria@elm.example
expect_exit 2 "$CREDENCE" --quiet -C practice user mail ben MARIA@elm.example
for wrong in maria 'a b@c' '<a@b>' a@b@c @b; do expect_exit 2 "$CREDENCE" --quiet -C practice user mail ben "$wrong"; done
practice_serve practice
url=http://127.0.0.1:$practice_port
get() {	# WANT JAR URL
	local got
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$2" -c "$2" "$3")
	[ "$got" = "$1" ] || fail "$3 answers $got instead of $1: $(grep -A2 '<h1' page.html)"
}
away() {	# JAR: to the other server and back to our door, which is not opened yet
	get 303 "$1" "$url/sign-in/with?to=/cases"
	get 302 "$1" "$(sed -n 's/^Location: \(.*\)\r/\1/p' head)"
	back=$(sed -n 's/^Location: \(.*\)\r/\1/p' head)
}

get 200 m "$url/sign-in"
expect_text 'Sign in with Elm &lt;account&gt;' page.html
away m
case $back in "$url/sign-in/back?"*) ;; *) fail "back to $back" ;; esac
[ "$(grep -c "^#HttpOnly_127.0.0.1.*credence-away" m)" = 1 ]
! grep -q 'verifier\|cases' m || fail "what only we should know is in clear"
# Another browser cannot bring it, nor another answer; here it is good, and once.
get 403 other "$back"
get 403 m "${back%state=*}state=x"
get 303 m "$back"
expect_text '^Location: /cases' head
get 200 m "$url/cases"
expect_text '>maria</a>' page.html
get 403 m "$back"
"$CREDENCE" -C practice --json report audit >audit.json
expect_text 'sign-in by web.oidc' audit.json
say alg ES256
away e
get 303 e "$back"
get 200 e "$url/cases"

refused() {	# KEY VALUE WORDS
	say "$1" "$2"
	rm -f jar
	away jar
	get 403 jar "$back"
	expect_text "$3" page.html
	say "$1" "${4:--}"
	get 303 jar "$url/cases"
}
# An address may try 20 times a minute: the rest of what a token may lack is in tests/unit/test_jwt.c.
refused email eve@elm.example 'nobody here is known by eve@elm.example'
refused email_verified false 'did not verify the address'
refused iss elsewhere 'another issuer'
refused key other 'not signed by a key' own
say name elsewhere
get 400 jar "$url/sign-in/with"
expect_text 'calls itself otherwise' page.html
get 403 jar "$url/sign-in/back?error=access_denied&state=x"

# It takes its time: others are served, and the server ends all the same.
say name -
rm -f jar
away jar
say wait yes
before=$(grep -c '^/token' asked.txt)
posts() { [ "$(grep -c '^/token' asked.txt)" -gt "$before" ]; }
start waiting.txt curl -sS -b jar -o late.html -w '%{http_code}' "$back"
wait_for posts
get 200 m "$url/cases"
practice_stop_pages
