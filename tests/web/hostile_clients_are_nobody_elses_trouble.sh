# Ten thousand connections that ask for nothing, slow ones, forms of 1 GB, what is no HTTP, paths out of the house: a
# clear answer or a hung-up line, nothing kept, and everybody else is served.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

hostile() { python3 "$TOP/tests/lib/hostile_client.py" "$@" "$practice_port"; }
served() { [ "$(curl -s -m 10 -o page.html -w '%{http_code}' "$PAGE/")" = 200 ] || fail "others are not served: $1"; }
size() { find practice -type f -printf '%s\n' | awk '{ n += $1 } END { print n }'; }
resident() { awk '/^VmHWM/ { print $2 }' "/proc/$practice_pid/status"; }
practice_pages
served 'at first'
before=$(size)

start crowd.txt python3 "$TOP/tests/lib/hostile_client.py" crowd "$practice_port"
crowd=$started
served 'while they come'
are_there() { grep -q there crowd.txt; }
wait_for are_there
served 'by ten thousand'
served 'by ten thousand, again'
stop_process "$crowd"
served 'after ten thousand'

hostile large >large.txt &
large=$!
served 'while 1 GB comes'
wait "$large"
[ "$(tr '\n' ' ' <large.txt)" = '413 413 ' ] || fail "1 GB: $(cat large.txt)"
[ "$(curl -s -o page.html -w '%{http_code}' -H 'Transfer-Encoding: chunked' -F "file=@$PROGRAM" "$PAGE/sign-in")" = 413 ]
expect_text 'this is more than can be sent here at once' page.html
[ "$(hostile torn)" = '20 20' ] || fail 'something that is no request was answered as one'
served 'after all that'

for path in /static/../../credence.yaml /static/..%2f..%2fcredence.yaml /static/%2e%2e/%2e%2e/secret.key \
    '/static/..\..\secret.key' /../practice/credence.db //etc/passwd /static//etc/passwd /static/style.css%00.html \
    '/document/1%2f..%2f2/file' '/workflow/1/letter/..%2f..%2f..%2fcredence.yaml' '/workflow/1/letter/%2Fetc%2Fpasswd' \
    '/my/..%2f..%2fsecret.key' '/feed/../credence.db.ics' '/edit/..%2fpayer/1'; do
	status=$(curl -s --path-as-is -m 10 -o page.html -w '%{http_code}' "$PAGE$path")
	[[ $status = 4* ]] || fail "$path: $status"
	! grep -aE 'root:|timezone:|SQLite' page.html || fail "$path gives a file out"
done
[ "$(size)" = "$before" ] || fail "something was kept: $before, now $(size)"
for path in /provider/1%00 /provider/%00 '/search?find=a%00b' '/search?a%00b=c' /api/providers/1%00 /feed/x%00.ics /%00; do
	status=$(curl -s -m 10 -o page.html -w '%{http_code}' "$PAGE$path")
	[ "$status" = 400 ] || fail "$path: $status"
done
[ "$(curl -s -m 10 -o page.html -w '%{http_code}' "$PAGE/search?find=a%2500b")" = 200 ] || fail "%2500 is no NUL byte"
[ "$(resident)" -lt 102400 ] || fail "$(resident) KB of memory"
practice_stop_pages
