#!/bin/bash
# run.sh [NAME ...]: each parser (or those named: csv, mime ...) gets FUZZ_SECONDS (30) of invented bytes, FUZZ_TIMEOUT (10) s for each.
# One that breaks does not spare the others; then it ends with 1.
# Seeds: tests/fuzz/NAME/* (words: tests/fuzz/NAME.dict), tests/corpus/*, workflows/* and config/*.  What broke it is left in BUILD/crashes/.
set -uo pipefail
TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$TOP/build/fuzz}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
mkdir -p "$BUILD/crashes"
if [ $# -eq 0 ]; then
	mapfile -t parsers < <(basename -s .c "$TOP"/tests/fuzz/fuzz_*.c)
	set -- "${parsers[@]#fuzz_}"
fi
broken=0
for parser; do
	name=fuzz_$parser
	seeds=()
	for folder in "$TOP/tests/fuzz/$parser" "$TOP"/tests/corpus/*/ "$TOP/workflows" "$TOP/config"; do
		[ ! -d "$folder" ] || seeds+=("$folder")
	done
	words=()
	[ ! -f "$TOP/tests/fuzz/$parser.dict" ] || words=("-dict=$TOP/tests/fuzz/$parser.dict")
	work=$(mktemp -d)
	if [ "$parser" = mime ]; then	# each of the many messages is a seed of its own
		csplit -s -z -n 4 -f "$work/mail." <(cat "$TOP"/tests/corpus/mail/*.mails) '/^@@@ /' '{*}'
		sed -i 1,2d "$work"/mail.*
	fi
	echo "$name: ${FUZZ_SECONDS:-30} s"
	if ! "$BUILD/fuzzers/$name" -max_total_time="${FUZZ_SECONDS:-30}" -print_final_stats=0 -verbosity=0 \
	    -timeout="${FUZZ_TIMEOUT:-10}" -max_len=100000 -rss_limit_mb=1024 -artifact_prefix="$BUILD/crashes/$name-" \
	    "${words[@]}" "$work" "${seeds[@]}" >"$work.log" 2>&1; then
		tail -n 40 "$work.log"
		echo "$name: broken; the bytes are in $BUILD/crashes"
		broken=$((broken + 1))
	fi
	rm -rf "$work" "$work.log"
done
echo "$(($# - broken)) parsers held, $broken broke"
[ "$broken" -eq 0 ]
