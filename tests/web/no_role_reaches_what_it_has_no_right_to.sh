# Every address with every role: what its row in the table of routes does not allow is refused, on pages and under /api/,
# to whoever has not signed in as well; and nothing is changed by having tried.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
credence() { "$CREDENCE" --quiet -C practice "$@"; }
for role in coordinator manager reviewer billing auditor admin; do
	echo 'four green apples' | credence user add "a-$role" --role "$role" --password -
done
practice_serve practice
rows() { sqlite3 practice/credence.db .dump | grep -vE '^INSERT INTO "?(session|sign_in_failure|api_token|sqlite_sequence)"?|^PRAGMA' | sha256sum; }
sign_in() {
	rm -f jar
	curl -sS -o page.html -b jar -c jar "$PAGE/sign-in"
	curl -sS -o page.html -b jar -c jar -d "token=$(practice_hidden token)" -d "name=a-$1" -d 'password=four green apples' "$PAGE/sign-in"
	awk '$6 == "credence" { print "credence=" $7 }' jar | grep . || fail "a-$1 is not let in"
}
walk() {	# WHO RIGHTS CREDENTIAL
	python3 "$TOP/tests/lib/walk_routes.py" "$TOP/src/web/router.c" "$practice_port" "$@" >walked.txt ||
		fail "not refused: $(head -n 20 walked.txt)"
	[ "$(tail -n 1 walked.txt)" -gt 0 ] || [ "$1" = all ] || fail "nothing was asked as $1"
}

# What each role may, once more, so that a right given away by mistake is seen here.
declare -A may=(
	[coordinator]='names read work' [manager]='names read work audit' [reviewer]='names read decide'
	[billing]='names' [auditor]='names read audit' [admin]='names read audit admin'
)
declare -A cookie
for role in "${!may[@]}"; do
	cookie[$role]=$(sign_in "$role")
done
before=$(rows)
walk nobody '' -
for role in "${!may[@]}"; do
	walk "$role" "${may[$role]}" "${cookie[$role]}"
done
[ "$(rows)" = "$before" ] || fail "something was changed by who may not"

# A token may no more than its scopes, whatever its owner may.
token=$(credence user token add a-manager narrow --scope names)
before=$(rows)
walk 'a narrow token' names "Bearer $token"
[ "$(rows)" = "$before" ] || fail "something was changed by a narrow token"
practice_stop_pages
