# The second factor: set up with a first code, asked for from then on, each code taken once, codes on paper once
# each, wrong ones make the name wait, and it ends by whoever knows the password or administers people.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
echo 'four green apples' | "$CREDENCE" --quiet -C practice user add maria --role admin --password -
# get WANT PATH, post WANT PATH WORDS...: as the one whose cookies are in $who.jar, from the
# address $from: one address may try 20 times a minute.
who=maria
from=127.0.0.1
get() {
	local got
	got=$(curl -sS --interface $from -o page.html -D head -w '%{http_code}' -b $who.jar -c $who.jar "$PAGE$2")
	[ "$got" = "$1" ] || fail "$who: $2: $got instead of $1"
}
post() {
	local got want=$1 path=$2
	shift 2
	got=$(curl -sS --interface $from -o page.html -D head -w '%{http_code}' -b $who.jar -c $who.jar \
	    -d "token=$(practice_hidden token)" "$@" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$who: $path: $got instead of $want: $(grep -A2 '<h1' page.html)"
}
password() {	# WANT: what the sign-in answers to it
	get 200 '/sign-in?to=/cases'
	post "$1" /sign-in -d name=maria --data-urlencode 'password=four green apples' -d to=/cases
}
code_at() {	# N: of that half minute, by the secret that the page showed
	python3 -c 'import base64, hashlib, hmac, struct, sys
d = hmac.new(base64.b32decode(sys.argv[1]), struct.pack(">Q", int(sys.argv[2])), hashlib.sha1).digest()
o = d[-1] & 15
print("%06d" % ((struct.unpack(">I", d[o:o + 4])[0] & 0x7fffffff) % 1000000))' "$secret" "$1"
}
touch maria.jar
password 303
expect_text '^Location: /cases' head

# Being set up changes nothing; a first code turns it on, and what was open elsewhere ends.
get 200 /account
get 404 /account/code
get 200 /account
post 303 /account/code
get 200 /account/code
secret=$(sed -n 's|.*<code class="hash">\([A-Z2-7 ]*\)</code>.*|\1|p' page.html | tr -d ' ')
[ ${#secret} = 32 ] || fail "secret: $secret"
! grep -qaF "$(echo "$secret" | base32 -d)" practice/credence.db* || fail "the secret lies in clear"
cp page.html setup.html
who=other; touch other.jar
password 303
expect_text '^Location: /cases' head
who=maria
cp setup.html page.html
now=$(($(date +%s) / 30))
post 403 /account/code/confirm -d code=12345
post 200 /account/code/confirm -d "code=$(code_at $now)"
mapfile -t paper < <(sed -n 's|.*<li><code>\(.*\)</code></li>.*|\1|p' page.html)
[ ${#paper[@]} = 8 ] || fail "codes: ${paper[*]}"
! grep -qa "${paper[0]//-/}" practice/credence.db* || fail "a code lies in clear"
get 200 /account
expect_text '8 codes on paper' page.html
post 409 /account/code
who=other
get 303 /cases

# From now on: the password alone opens nothing; the code does, once; then one on paper, once.
password 303
expect_text '^Location: /sign-in/code\?to=/cases' head
get 303 /cases
get 200 '/sign-in/code?to=/cases'
post 403 /sign-in/code -d "code=$(code_at $now)"		# taken already
expect_text 'was used before' page.html
post 303 /sign-in/code -d to=/cases -d "code=$(code_at $((now + 1)))"
expect_text '^Location: /cases' head
get 200 /cases
password 303
get 200 /sign-in/code
post 403 /sign-in/code -d "code=$(code_at $((now + 1)))"
post 303 /sign-in/code -d to=//evil.example -d "code=${paper[0]^^}"
expect_text '^Location: /' head
! grep -q evil head || fail "led elsewhere"
password 303
get 200 /sign-in/code
post 403 /sign-in/code -d "code=${paper[0]}"
for _ in 1 2 3; do post 403 /sign-in/code -d code=000000; done
post 429 /sign-in/code -d code=000000
post 429 /sign-in/code -d "code=${paper[1]}"			# the right one, too
password 429
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM audit WHERE action = 'recovery code used'")" = 1 ]

from=127.0.0.2

# Printed anew: earlier ones are void.  Ended with the password, not without.
who=maria
sqlite3 practice/credence.db 'DELETE FROM sign_in_failure'
get 200 /account
expect_text '7 codes on paper' page.html
post 200 /account/code/renew --data-urlencode 'old=four green apples'
who=other
password 303
get 200 /sign-in/code
post 403 /sign-in/code -d "code=${paper[2]}"
who=maria
get 200 /account
post 403 /account/code/end -d old=wrong
get 200 /account
post 303 /account/code/end --data-urlencode 'old=four green apples'
who=other
password 303
expect_text '^Location: /cases' head

# Taken away by whoever administers people.
who=maria
get 200 /account
post 303 /account/code
get 200 /account/code
secret=$(sed -n 's|.*<code class="hash">\([A-Z2-7 ]*\)</code>.*|\1|p' page.html | tr -d ' ')
post 200 /account/code/confirm -d "code=$(code_at $(($(date +%s) / 30)))"

browser_start
browser_cookie "$PAGE" credence "$(awk '/credence/ { print $7 }' maria.jar)"
sqlite3 practice/credence.db 'UPDATE user_totp SET confirmed_ms = NULL'
browser_size 360 900
for path in /account/code /account; do
	browser_open "$PAGE$path"
	[ "$page_status" = 200 ] || fail "$path answers $page_status"
	browser_axe >axe.txt
	[ ! -s axe.txt ] || fail "$path: $(cat axe.txt)"
	[ -z "${PICTURES:-}" ] || browser_picture "$PICTURES/360${path//\//_}.png"
done
sqlite3 practice/credence.db 'UPDATE user_totp SET confirmed_ms = 1'
get 200 /user/1
post 303 /user/1/recover
expect_exit 2 "$CREDENCE" -C practice user recover maria
practice_stop_pages

# Where the settings ask everybody for one, nothing else can be had before.
sed -i "s/port: $practice_port/&, needs_code: true/" practice/credence.yaml
"$CREDENCE" --quiet -C practice check
rm lifeline
practice_serve practice
for path in / /cases /users /events; do
	get 303 "$path"
	expect_text '^Location: /account.did=code-needed' head
done
get 403 /api/providers
get 200 '/account?did=code-needed'
expect_text 'set up a second factor here' page.html
post 403 /users -d name=eve
post 403 /account/code/end -d old=x
post 303 /account/code
get 200 /account/code
secret=$(sed -n 's|.*<code class="hash">\([A-Z2-7 ]*\)</code>.*|\1|p' page.html | tr -d ' ')
post 200 /account/code/confirm -d "code=$(code_at $(($(date +%s) / 30)))"
get 200 /users
practice_stop_pages
