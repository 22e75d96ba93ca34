# A form that another web site sends, one without our token, and a foreign name for this machine are
# refused, and nothing is changed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
task_id=$(sqlite3 practice/credence.db "SELECT min(task_id) FROM task WHERE status = 'open'")
case_id=$(sqlite3 practice/credence.db "SELECT case_id FROM task WHERE task_id = $task_id")
curl -sSf -o page.html "$PAGE/case/$case_id"
token=$(practice_hidden token)
done_url=$PAGE/task/$task_id/done

# refused STATUS CURL-WORDS ...
refused() {
	local want=$1 got
	shift
	got=$(curl -s -o page.html -w '%{http_code}' "$@")
	[ "$got" = "$want" ] || fail "$got instead of $want: $*"
	[ "$(sqlite3 practice/credence.db \
	    "SELECT status FROM task WHERE task_id = $task_id")" = open ] || fail "it was done: $*"
}
refused 403 -d "token=$token" -H 'Origin: https://evil.example' "$done_url"
refused 403 -d "token=$token" -H 'Origin: null' "$done_url"
refused 403 -d "token=$token" -H 'Sec-Fetch-Site: cross-site' "$done_url"
refused 403 -d "token=$token" -H "Origin: http://127.0.0.1:1" "$done_url"
refused 403 -d "token=${token%?}x" "$done_url"
refused 403 -d 'back=case' "$done_url"
refused 405 "$done_url"
refused 405 -X PUT -d "token=$token" "$done_url"
refused 415 -H 'Content-Type: application/json' -d '{}' "$done_url"
refused 415 -H 'Content-Type: text/plain' -d "token=$token" "$done_url"
refused 413 -d "token=$token&x=$(head -c 70000 /dev/zero | tr '\0' x)" "$done_url"
refused 421 -d "token=$token" -H 'Host: evil.example' "$done_url"
refused 421 -H 'Host: evil.example' "$PAGE/"

# The same form, sent by a page of ours.
curl -sS -o page.html -D head -d "token=$token" -H "Origin: $PAGE" -H 'Sec-Fetch-Site: same-origin' \
    "$done_url"
expect_text '^HTTP/1.1 303' head
[ "$(sqlite3 practice/credence.db "SELECT status FROM task WHERE task_id = $task_id")" = "done" ]
[ "$(sqlite3 practice/credence.db \
    "SELECT actor FROM audit WHERE object = 'task $task_id'")" = 'web page' ]

# What every page forbids.
curl -sS -D head -o page.html "$PAGE/"
expect_text "^Content-Security-Policy: default-src 'none'" head
expect_text '^X-Content-Type-Options: nosniff' head
expect_text '^X-Frame-Options: DENY' head
expect_text '^Cache-Control: no-store' head
expect_text "^Content-Security-Policy: default-src 'none'; script-src 'self'; " head
! grep -i "^Content-Security-Policy.*unsafe" head || fail "scripts within pages are allowed"
