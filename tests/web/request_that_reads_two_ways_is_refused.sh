# A request whose end can be seen in two places is refused, and what is hidden behind it is never run.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
note() { sqlite3 practice/credence.db "SELECT count(*) FROM history WHERE rule = 'note'"; }
curl -sSf -o page.html "$PAGE/case/1"
token=$(practice_hidden token)
body="token=$token&once=smuggler&text=smuggled"
hidden="POST /case/1/note HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${#body}\r\n\r\n$body"

# talk BYTES: what the server says until it closes; only where it refuses may it close before it has
# read them all.
trap '' PIPE
talk() {
	local cut=no
	exec 5<>"/dev/tcp/127.0.0.1/$practice_port"
	printf '%b' "$1" >&5 2>/dev/null || cut=yes
	timeout 10 cat <&5 >answer || fail "the connection stays open"
	exec 5>&-
	[ $cut = no ] || expect_text '^HTTP/1.1 400' answer
}
# refused HEAD BODY: answered once, with 400.
refused() {
	talk "POST /case/1/note HTTP/1.1\r\n$1\r\n\r\n$2"
	expect_text '^HTTP/1.1 400' answer
	[ "$(grep -c '^HTTP/1.1' answer)" -eq 1 ] || fail "two answers to: $1"
	[ "$(note)" -eq 0 ] || fail "a hidden request was run: $1"
}
form='Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded'
refused "$form\r\nContent-Length: 4\r\nTransfer-Encoding: chunked" "0\r\n\r\n$hidden"
refused "$form\r\nTransfer-Encoding: chunked\r\nContent-Length: ${#hidden}" "0\r\n\r\n$hidden"
refused "$form\r\nContent-Length: 0\r\nContent-Length: 5" "$hidden"
refused "$form\r\nContent-Length: 5\r\nContent-Length: 5" "a=b&c$hidden"
refused "$form\r\nHost: localhost\r\nContent-Length: 0" "$hidden"
refused "$form\r\nTransfer-Encoding: xchunked" "$hidden"

# Said plainly, it is done.
talk "${hidden/Content-Length/Connection: close\\r\\nContent-Length}"
expect_text '^HTTP/1.1 303' answer
[ "$(note)" -eq 1 ]
