# Whoever administers people adds the first on a page, and from then on everybody signs in; roles, lost passwords,
# leaving, as by the command; one's own password is changed by whoever knows the old one, other sessions end.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
# get WANT PERSON PATH, post WANT PERSON PATH WORDS...: as the one whose cookies are in PERSON.jar
get() {
	local got
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$2.jar" -c "$2.jar" "$PAGE$3")
	[ "$got" = "$1" ] || fail "$2: $3: $got instead of $1"
}
post() {
	local got want=$1 person=$2 path=$3
	shift 3
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$person.jar" -c "$person.jar" \
	    -d "token=$(practice_hidden token)" "$@" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$person: $path: $got instead of $want: $(grep -A2 '<h1' page.html)"
}
sign_in() {	# WANT PERSON PASSWORD
	local name=${2%_*}
	get 200 "$2" /sign-in
	post "$1" "$2" /sign-in -d "name=$name" --data-urlencode "password=$3"
}
choose() {	# PERSON PASSWORD: by the address that the page shows
	local path
	path=$(sed -n 's|.*\(/password/[a-z2-7]*\).*|\1|p' page.html)
	get 200 "$1" "$path"
	post 303 "$1" "$path" -d "password=$2" -d "again=$2"
}
touch nobody.jar

# The first one administers; what is not whole adds nobody.
get 404 nobody /account
get 200 nobody /users
expect_text 'Nobody yet' page.html
post 400 nobody /users -d name=maria -d role=coordinator
expect_text 'the first one who signs in administers people' page.html
get 200 nobody /users
post 400 nobody /users -d name=maria -d role=king
get 200 nobody /users
post 400 nobody /users -d 'name=  ' -d role=admin
get 200 nobody /users
post 200 nobody /users -d name=maria -d 'person=Maria <b>Lopez' -d role=admin -d role=coordinator
expect_text 'Maria &lt;b&gt;Lopez' page.html
choose nobody 'four green apples'
get 303 nobody /users
sign_in 303 maria 'four green apples'

get 200 maria /users
post 200 maria /users -d name=ben -d role=billing
cp page.html first.html
choose ben 'eleven blue lamps'
get 200 maria /users
post 409 maria /users -d name=BEN -d role=billing
sign_in 303 ben 'eleven blue lamps'
get 403 ben /users
get 403 ben /user/1
get 200 ben /account
expect_text 'Here as billing: see names, payers, sites and days' page.html

# Roles: seen meanwhile by somebody else, and by nobody; the last administrator stays one.
get 200 maria /user/2
shown=$(practice_hidden shown)
post 400 maria /user/2/role -d "shown=$shown"
get 200 maria /user/2
post 303 maria /user/2/role -d "shown=$shown" -d role=reviewer
get 303 ben /account
get 200 maria /user/2
post 409 maria /user/2/role -d "shown=$shown" -d role=auditor
expect_text 'they were billing, are reviewer now, and you chose auditor' page.html
get 200 maria /user/1
post 409 maria /user/1/role -d "shown=$(practice_hidden shown)" -d role=coordinator
expect_text '&quot;maria&quot; is the only one who administers people' page.html
get 200 maria /user/1
post 409 maria /user/1/retire
expect_exit 2 "$CREDENCE" -C practice user retire maria

# Her own: the old password is asked for, a session elsewhere ends.
sign_in 303 maria_2 'four green apples'
sign_in 303 maria_3 'four green apples'
get 200 maria /account
[ "$(grep -c 'Another browser' page.html)" = 2 ] || fail "sessions: $(grep -c 'Another browser' page.html)"
other=$(sed -n 's|.*/account/session/\([0-9a-f]*\)/end.*|\1|p' page.html | sed -n 1p)
post 303 maria "/account/session/$other/end"
get 200 maria /account
[ "$(grep -c 'Another browser' page.html)" = 1 ] || fail "a session did not end"
sign_in 303 ben 'eleven blue lamps'		# nobody ends another one's
own=$(sqlite3 practice/credence.db "SELECT secret_sha256 FROM session WHERE user_id = 1 LIMIT 1")
get 200 ben /account
post 303 ben "/account/session/$own/end"
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM session WHERE secret_sha256 = '$own'")" = 1 ]
get 200 maria /account
post 303 maria /account/sessions/end
get 303 maria_2 /cases
get 303 maria_3 /cases
sign_in 303 maria_2 'four green apples'
get 200 maria /account
post 403 maria /account/password -d 'old=four red apples' -d 'password=nine grey stones' -d 'again=nine grey stones'
post 400 maria /account/password -d 'old=four green apples' -d 'password=nine grey stones' -d 'again=nine grey'
expect_text 'The two passwords differ' page.html
post 303 maria /account/password -d 'old=four green apples' -d 'password=nine grey stones' -d 'again=nine grey stones'
get 200 maria /account
get 303 maria_2 /cases
sign_in 403 maria_2 'four green apples'
sign_in 303 maria_2 'nine grey stones'

# Leaving: out at once; the name is not given again.
get 200 ben /account
get 200 maria /user/2
post 303 maria /user/2/retire
get 303 ben /account
get 200 maria /user/2
! grep -q '/user/2/link' page.html || fail "a retired one gets an address"
post 409 maria /user/2/link
[ "$(sqlite3 practice/credence.db "SELECT group_concat(action) FROM (SELECT action FROM audit WHERE
    object = 'user 2' ORDER BY audit_id)")" = "user add,user password,sign-in,user role,sign-in,user retire" ]

# On a phone and a desk, in both lights.
browser_start
browser_cookie "$PAGE" credence "$(awk '/credence/ { print $7 }' maria.jar)"
for look in 'light 1440' 'dark 360'; do
	browser_scheme "${look% *}"
	browser_size "${look#* }" 900
	for path in /account /users /user/1 /user/2; do
		browser_open "$PAGE$path"
		[ "$page_status" = 200 ] || fail "$path answers $page_status"
		browser_axe >axe.txt
		[ ! -s axe.txt ] || fail "$path, $look: $(cat axe.txt)"
		[ -z "${PICTURES:-}" ] || browser_picture "$PICTURES/${look#* }${path//\//_}.png"
	done
done
practice_stop_pages
