#!/bin/bash
# layers.sh [--self-test]: do the rooms under src/ keep to the map of README.md?
# Prints "file:line: what" for each breach.  --self-test: is every kind of breach caught?
#
# The tables below are the map: who may include whom, and whose library is whose.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# A room, and the rooms that it may include besides itself.
rooms='
base
workflow	base
reading		base
core		base workflow
db		base
http		base
trust		base workflow core http
store		base workflow reading core db
engine		base workflow core db store
mail		base workflow reading core db http store engine
calendar	base workflow core db http store
registry	base workflow core db http store
cmd		base workflow reading core db http trust store engine mail calendar registry
web		base workflow reading core db http trust store engine mail calendar registry
daemon		base workflow reading core db http trust store engine mail calendar registry
main		base workflow reading core db http trust store engine mail calendar registry cmd web daemon
'

# The places where an edge has to know another: file, and what it may include besides.
exceptions='
cmd/run.c	daemon	"run" is a command
cmd/demo.c	daemon	"demo" runs what it made
daemon/web.c	web	the web child serves the pages
'

# A header or folder of headers, and the one room that includes it; a header by its name goes before its folder.
libraries='
sodium.h	base
sodium/		base
utf8proc.h	base
yaml.h		base
jansson.h	base
archive.h	base
archive_entry.h	base
expat.h		base
xlsxwriter.h	base
pango/		base
cairo-pdf.h	base
liboath/	base
sqlite3.h	db
curl/		http
libical/	calendar
libetpan/	mail
gmime/		mail
gnutls/		mail
gnutls/abstract.h	trust
gnutls/crypto.h	trust
gnutls/x509.h	trust
seccomp.h	mail
sasl/		mail
microhttpd.h	web
malloc.h	web
zlib.h		web
qrencode.h	web
'

# Where an instant may be asked for, words logged, the program ended, output printed.
edges='cmd web daemon main'

# look SRC FILE ...: all rules over these files below it.
look() {
	local src=$1
	shift
	awk -v rooms="$rooms" -v exceptions="$exceptions" -v libraries="$libraries" \
	    -v edges="$edges" -v src="$src" -f tests/lib/layers.awk "$@"
}

# caught WHAT FILE TEXT: a breach written into an empty house (self_test makes it) is reported with these words.
caught() {
	local words
	mkdir -p "$house/${2%/*}"
	printf '%b#include "base/banned.h"\n' "$3" >"$house/$2"
	words=$(look "$house" "$house/$2")
	case $1:$words in
	nothing:)	;;
	nothing:*)	echo "$2 is well but gives: $words"; return 1 ;;
	*:*"$1"*)	;;
	*)		echo "not caught in $2: $1"; return 1 ;;
	esac
}

self_test() {
	local status=0 above lib room house
	house=$(mktemp -d)
	caught nothing engine/a.c '#include "store/task.h"\n#include <stdio.h>\n' || status=1
	caught nothing mail/a.c '#include "engine/engine.h"\n#include <gmime/gmime.h>\n' || status=1
	caught nothing daemon/a.c 'int64_t now = clock_now_ms();\nlog_info("x");\nexit(1);\n' || status=1
	caught nothing store/a.c 'x = "SELECT name FROM payer";\n' || status=1
	caught nothing core/a.c '/* clock_now_ms() and "SELECT a FROM b" are not for us. */\n' || status=1
	caught nothing cmd/run.c '#include "daemon/run.h"\n' || status=1
	for above in core:store workflow:core reading:core reading:workflow workflow:reading \
	    base:core db:core store:engine engine:mail calendar:mail mail:calendar \
	    registry:mail calendar:engine http:store trust:store trust:mail mail:trust cmd:web web:daemon daemon:cmd cmd:daemon; do
		caught "must not include ${above#*:}/" "${above%:*}/a.c" \
		    "#include \"${above#*:}/a.h\"\n" || status=1
	done
	caught 'no such room' core/a.c '#include "shed/a.h"\n' || status=1
	caught 'no such room' shed/a.c '' || status=1
	while read -r lib room; do
		[ -n "$lib" ] || continue
		case $lib in */) lib=${lib}a.h ;; esac
		caught "belongs to $room/ alone" store/a.c "#include <$lib>\n" || status=1
	done <<<"$libraries"
	caught 'no known library' cmd/a.c '#include <ncurses.h>\n' || status=1
	caught 'SQL belongs to store/' cmd/a.c 'x = "SELECT name FROM payer";\n' || status=1
	caught 'SQL belongs to store/' engine/a.c 'x = "UPDATE payer SET name = :n";\n' || status=1
	caught 'SQL belongs to store/' web/a.c 'x = "INSERT INTO payer VALUES (1)";\n' || status=1
	caught 'SQL belongs to store/' mail/a.c 'x = "DELETE FROM payer";\n' || status=1
	caught 'SQL belongs to store/' cmd/a.c 'query_open(&q, db, text);\n' || status=1
	caught 'asks for the time' engine/a.c 'now = clock_now_ms();\n' || status=1
	caught 'asks for the time' core/a.c 'now = time(NULL);\n' || status=1
	caught 'asks for the time' store/a.c 'clock_gettime(CLOCK_REALTIME, &ts);\n' || status=1
	caught 'logs or ends' store/a.c 'log_info("x");\n' || status=1
	caught 'logs or ends' mail/a.c 'exit(1);\n' || status=1
	caught 'prints' core/a.c 'printf("x");\n' || status=1
	caught 'the last include is base/banned.h' core/a.c '#include "base/banned.h"\n#include <stdio.h>\n//' || status=1
	rm -rf "$house"
	return "$status"
}

case ${1:-} in
--self-test)	self_test ;;
'')
	mapfile -t files < <(find src -name '*.[ch]' | sort)
	words=$(look src "${files[@]}")
	[ -z "$words" ] || { echo "$words"; exit 1; }
	;;
*)		echo "usage: layers.sh [--self-test]" >&2; exit 2 ;;
esac
