# As soon as there is a user, pages want a session: a password chosen by an address that is good once, wrong ones
# that make a name wait, roles refused beside roles accepted, forms of another session refused, signing out.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
curl -sSf -o page.html "$PAGE/"			# nobody is there yet: this machine's pages are open
! grep -q 'Sign out' page.html || fail "somebody is signed in"

link=$("$CREDENCE" --quiet -C practice user add maria --role coordinator)
echo 'eleven blue lamps' | "$CREDENCE" --quiet -C practice user add ben --role billing --password -
echo 'eleven red lamps' | "$CREDENCE" --quiet -C practice user add rita --role reviewer --password -

# get WANT PERSON PATH: the page stands in page.html, its head in head.
get() {
	local got
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$2.jar" -c "$2.jar" "$PAGE$3")
	[ "$got" = "$1" ] || fail "$2: $3: $got instead of $1"
}
# post WANT PERSON PATH WORDS ...
post() {
	local got want=$1 person=$2 path=$3
	shift 3
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$person.jar" -c "$person.jar" "$@" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$person: $path: $got instead of $want"
}
# sign_in WANT PERSON PASSWORD
sign_in() {
	get 200 "$2" /sign-in
	post "$1" "$2" /sign-in -d "token=$(practice_hidden token)" -d "name=$2" --data-urlencode "password=$3"
}
touch nobody.jar maria.jar ben.jar rita.jar

# Every page that is not for anybody leads to the sign-in, every form is refused; nothing is shown.
paths=$(sed -n 's/.*{ "GET",  "\([^"]*\)",\t*RIGHT_.*/\1/p' "$TOP/src/web/router.c" | sed 's/:[a-z]*/1/g')
[ "$(wc -w <<<"$paths")" -ge 15 ] || fail "few routes: $paths"
for path in $paths; do
	case $path in
	/api/*)	get 401 nobody "$path" ;;	# programs are not led to a page
	*)	get 303 nobody "$path"
		expect_text '^Location: /sign-in' head ;;
	esac
done
for path in $(sed -n 's/.*{ "POST", "\([^"]*\)",\t*RIGHT_.*/\1/p' "$TOP/src/web/router.c" | sed 's/:[a-z]*/1/g'); do
	case $path in
	/api/*)	post 401 nobody "$path" -H 'Content-Type: application/json' -d '{}' ;;
	*)	post 403 nobody "$path" -d x=y ;;
	esac
done
get 200 nobody /sign-in
for header in "Content-Security-Policy: default-src 'none'" 'X-Frame-Options: DENY' 'Cache-Control: no-store' \
    'X-Content-Type-Options: nosniff' 'Referrer-Policy: same-origin'; do
	expect_text "^$header" head
done

# The address is good once.
post 403 maria "/password/${link##*/}" -d 'password=four green apples' -d 'again=four green apples'
get 200 maria "/password/${link##*/}"
token=$(practice_hidden token)
post 400 maria "/password/${link##*/}" -d "token=$token" -d 'password=Password2026!!!' -d 'again=Password2026!!!'
post 400 maria "/password/${link##*/}" -d "token=$token" -d 'password=four green apples' -d 'again=four'
post 303 maria "/password/${link##*/}" -d "token=$token" -d 'password=four green apples' -d 'again=four green apples'
get 404 maria "/password/${link##*/}"

# In, with a cookie that scripts and other sites do not get.
sign_in 303 maria 'four green apples'
expect_text '^Set-Cookie: credence=[a-z2-7]*; Path=/; HttpOnly; SameSite=Lax' head
! grep -q "$(sed -n 's/^Set-Cookie: credence=\([^;]*\).*/\1/p' head)" practice/credence.db* || fail "a secret is kept"
get 200 maria /
expect_text 'Sign out' page.html
task_id=$(sqlite3 practice/credence.db "SELECT min(task_id) FROM task WHERE status = 'open'")
case_id=$(sqlite3 practice/credence.db "SELECT case_id FROM task WHERE task_id = $task_id")
token=$(practice_hidden token)

# What is sensitive is masked until somebody who may asks for it, which is noted; at the shell as well.
"$CREDENCE" --quiet -C practice provider set 1 ssn=219-09-9999 bank_account=00123456
get 200 maria /provider/1
expect_text '\*\*\*\*' page.html
! grep -E '219-09-9999|00123456' page.html || fail "shown to everybody"
fresh=$(practice_hidden token)
post 200 maria /provider/1/reveal -d "token=$fresh" -d field=ssn
expect_text '219-09-9999' page.html
! grep -q 00123456 page.html || fail "more than was asked for"
expect_text '^Cache-Control: no-store' head
post 403 maria /provider/1/reveal -d "token=$fresh" -d field=bank_account
expect_text 'see bank accounts, which the roles manager' page.html
post 400 maria /provider/1/reveal -d "token=$fresh" -d field=npi
post 403 maria /provider/1/reveal -d field=ssn
get 200 maria /provider/1
! grep -q 219-09-9999 page.html || fail "still shown"
[ "$(sqlite3 practice/credence.db "SELECT actor || ' ' || detail FROM audit WHERE action = 'provider reveal'")" = 'maria ssn' ]
expect_exit 1 env CREDENCE_USER=maria "$CREDENCE" -C practice provider reveal 1 bank_account 2>refusal
expect_text 'maria may not see bank accounts. Who may: people with the role manager' refusal
expect_exit 1 env CREDENCE_USER=maria "$CREDENCE" -C practice export providers taken --with-sensitive 2>refusal
[ ! -e taken ] || fail "written nevertheless"
get 200 maria /edit/provider/1
expect_text 'name="f.ssn" type="text" value=""' page.html
! grep -q 'f.bank_account' page.html || fail "may type what she may not see"
post 303 maria /edit/provider/1 -d "token=$(practice_hidden token)" -d "once=$(practice_hidden once)" \
    --data-urlencode "seen=$(practice_hidden seen)" -d f.ssn= -d f.phone=312-555-0100
post 200 maria /provider/1/reveal -d "token=$fresh" -d field=ssn
expect_text '219-09-9999' page.html

# Billing sees names and days, and no more; a reviewer decides only what waits for one.
sign_in 303 ben 'eleven blue lamps'
get 200 ben /grid
get 200 ben /providers
for path in / /cases "/case/$case_id" /reports /inbox /search; do
	get 403 ben "$path"
	expect_text 'this needs the right to read whole files, which the roles coordinator' page.html
done
get 200 ben /grid
post 403 ben "/task/$task_id/done" -d "token=$(practice_hidden token)"
post 403 ben /provider/1/reveal -d "token=$(practice_hidden token)" -d field=birth_day
sign_in 303 rita 'eleven red lamps'
get 200 rita "/case/$case_id"
post 403 rita "/task/$task_id/done" -d "token=$(practice_hidden token)"
expect_text "CR-$case_id does not wait for a reviewer" page.html
get 403 rita '/reports?name=audit'
get 200 rita /reports

# A committee's member reads the file and votes in her own name; who may only work notes what the votes carry.
"$CREDENCE" --quiet -C practice committee plan "$(practice_day 30)"
"$CREDENCE" --quiet -C practice committee add 1 1
get 200 rita /committee/1
expect_text 'missing: malpractice insurance' page.html
! grep -q '/committee/1/decide' page.html || fail "a reviewer notes decisions"
vote=$(practice_hidden token)
post 400 rita /committee/1/vote -d "token=$vote" -d vote=recuse
post 303 rita /committee/1/vote -d "token=$vote" -d vote=approve
post 403 rita /committee/1/decide -d "token=$vote" -d decision=approved
post 403 maria /committee/1/vote -d "token=$token" -d vote=approve
get 200 maria /committee/1
expect_text 'rita: <strong>approve</strong>' page.html
post 400 maria /committee/1/decide -d "token=$token" -d "once=$(practice_hidden once)" -d decision=conditional
get 200 maria /committee/1
post 303 maria /committee/1/decide -d "token=$token" -d "once=$(practice_hidden once)" -d decision=approved
get 200 maria /committee
expect_text 'Decisions that the provider was not told yet' page.html
get 403 ben /committee

# Another session's form does nothing; her own does, in her name.
get 200 rita "/case/$case_id"
post 403 maria "/task/$task_id/done" -d "token=$(practice_hidden token)"
post 403 maria "/task/$task_id/done" -d x=y
post 303 maria "/task/$task_id/done" -d "token=$token"
[ "$(sqlite3 practice/credence.db "SELECT actor FROM audit WHERE object = 'task $task_id'")" = maria ]

# Tasks go to people who are here.
other=$(sqlite3 practice/credence.db "SELECT min(task_id) FROM task WHERE status = 'open'")
expect_exit 2 "$CREDENCE" -C practice task assign "$other" somebody
"$CREDENCE" --quiet -C practice task assign "$other" maria

# The fifth wrong password makes the name wait, the right one, too; a name that nobody has is answered alike.
for name in ben nobody; do
	for _ in 1 2 3 4; do sign_in 403 "$name" 'wrong wrong wrong'; done
	expect_text 'Name or password is wrong' page.html
	sign_in 429 "$name" 'wrong wrong wrong'
	sign_in 429 "$name" 'eleven blue lamps'
	expect_text '^Retry-After: [0-9]' head
	expect_text 'Too many wrong passwords' page.html
done
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM audit WHERE action = 'sign-in locked'")" = 1 ]

# Out: the cookie that was copied before is of no use.
cp maria.jar copied.jar
get 200 maria /
post 303 maria /sign-out -d "token=$(practice_hidden token)"
get 303 copied /
# Whoever is retired is out at once.
get 200 rita /cases
"$CREDENCE" --quiet -C practice user retire rita
get 303 rita /cases
practice_stop_pages
