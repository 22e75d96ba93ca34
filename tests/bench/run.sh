#!/bin/bash
# run.sh: runs every measurement beside it and prints one table.
#
# A measurement is bench_NAME.c (linked with the library) or bench_NAME.sh (CREDENCE and TOP set, an
# empty folder as its own).  It prints on standard output lines of four fields, separated by tabs:
#
#	what is measured <tab> ours <tab> what it is held against <tab> ratio or limit, "ok" or "missed"
#
# Below it stands why a figure that was missed may be missed.  Exit 1 only when a measurement could not be made: figures depend on the machine, and a ratio that
# is missed on a busy one is shown, not hidden.  Words: names to run, default all.

set -uo pipefail
TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
export TOP BUILD CREDENCE=$BUILD/credence LC_ALL=C.UTF-8
root=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
trap 'rm -rf "$root"' EXIT
chmod 711 "$root"

wanted=" ${*:-all} "
status=0
printf 'measured\tours\theld against\tratio\tresult\n' >"$root/table"
for file in "$TOP"/tests/bench/bench_*; do
	name=$(basename "${file%.*}")
	case $wanted in *" all "* | *" ${name#bench_} "*) ;; *) continue ;; esac
	case $file in
	*.c)	command=("$BUILD/bench/$name") ;;
	*.sh)	command=(bash "$file") ;;
	*)	continue ;;
	esac
	mkdir "$root/$name"
	chmod 711 "$root/$name"
	echo "measuring ${name#bench_} ..." >&2
	if (cd "$root/$name" && "${command[@]}") >"$root/out" 2>"$root/err" </dev/null; then
		cat "$root/out" >>"$root/table"
	else
		echo "$name could not be measured:" >&2
		tail -n 20 "$root/err" "$root/out" >&2
		status=1
	fi
	rm -rf "${root:?}/$name"
done
column -t -s '	' "$root/table"

# Each figure that was missed is explained: why.txt has what a row begins with, and why it may be.
while IFS='	' read -r row why; do
	! awk -F '	' -v row="$row" 'index($1, row) == 1 && $5 == "missed" { found = 1 } END { exit !found }' "$root/table" ||
		printf '\n%s: %s\n' "$row" "$why" | fold -s -w 110
done <"$TOP/tests/bench/why.txt"
awk -F '	' 'NR == FNR { known[$1]; next } $5 == "missed" { for (row in known) if (index($1, row) == 1) next
    print "\n" $1 ": missed, and nobody has said why" }' "$TOP/tests/bench/why.txt" "$root/table"
exit "$status"
