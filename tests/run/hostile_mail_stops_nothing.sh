# Messages made to choke a reader are refused in one line, soon, and with bounded memory.
. "$TOP/tests/lib/run.sh"

# refused FILE PATTERN: exit 2 and one line that says so.
refused() {
	expect_exit 2 "$CREDENCE" mail read "$1" >out 2>words
	[ ! -s out ] || fail "$1: refused, but printed something"
	[ "$(wc -l <words)" -eq 1 ] || fail "$1: more than one line: $(cat words)"
	expect_text "$2" words
}

head='From: a@b.example\nSubject: hostile\nDate: Mon, 23 Nov 2026 09:00:00 -0600\n'

# many COUNT TEXT: the text so often.
many() {
	local line
	printf -v line '%b' "$2"
	awk -v n="$1" -v line="$line" 'BEGIN { while (n-- > 0) printf "%s", line }'
}

# An address list that overflows the parser's stack: its process dies, ours does not.
{ printf 'From: '; many 60000 a:; printf '\nSubject: x\n\nhi\n'; } >addresses.eml
refused addresses.eml 'killed the reader|cannot be read'

{ printf '%b' "$head"; head -c 300000 /dev/zero | tr '\0' x | sed 's/^/X-Long: /'; printf '\n\nhi\n'; } >header.eml
refused header.eml 'header is larger than 262144 bytes'

{ printf '%b' "$head"; many 40000 'X-Many: 1\n'; printf '\nhi\n'; } >headers.eml
refused headers.eml 'header is larger'

{ printf '%bContent-Type: multipart/mixed; boundary=b\n\n' "$head"; many 30000 '--b\n\n'; } >parts.eml
refused parts.eml 'more than 10000 parts'

truncate -s 100M hundred.bin
{ printf '%b\n' "$head"; cat hundred.bin; } >hundred.eml
refused hundred.eml 'larger than 26214400 bytes'
refused hundred.bin 'larger than|empty'

refused / 'is a folder'
refused "$PROGRAM" 'larger than|does not begin with the header'
refused /dev/null 'is empty'
refused missing.eml 'No such file'

# Nested deeper than any mail: read as far as it makes sense.
{ printf '%bContent-Type: multipart/mixed; boundary=b0\n\n' "$head"
  awk 'BEGIN { for (i = 0; i < 9000; i++) printf "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i, i + 1 }'; } >nested.eml
"$CREDENCE" mail read nested.eml --json | expect_json .kind other

{ printf '%bContent-Type: message/rfc822\n\n' "$head"; many 30000 'Content-Type: message/rfc822\n\n'; } >letters.eml
"$CREDENCE" mail read letters.eml --json | expect_json .kind other

# What a terminal could obey does not reach it.
printf '%b\nred \033[31m and a bell \007\n' "$head" >terminal.eml
"$CREDENCE" mail read terminal.eml >out
! grep -q $'[\033\007]' out || fail "control bytes reach the terminal"
