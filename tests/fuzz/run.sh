#!/bin/bash
# run.sh: each parser gets FUZZ_SECONDS (30) of invented bytes; the first that dies ends it.
# Seeds: tests/fuzz/NAME/*, tests/corpus/*, workflows/* and config/*.  What broke it is left in BUILD/crashes/.
set -uo pipefail
TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$TOP/build/fuzz}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
mkdir -p "$BUILD/crashes"
count=0
for file in "$TOP"/tests/fuzz/fuzz_*.c; do
	name=$(basename "$file" .c)
	seeds=()
	for folder in "$TOP/tests/fuzz/${name#fuzz_}" "$TOP"/tests/corpus/*/ "$TOP/workflows" "$TOP/config"; do
		[ ! -d "$folder" ] || seeds+=("$folder")
	done
	work=$(mktemp -d)
	echo "$name: ${FUZZ_SECONDS:-30} s"
	if ! "$BUILD/fuzzers/$name" -max_total_time="${FUZZ_SECONDS:-30}" -print_final_stats=0 -verbosity=0 \
	    -timeout=10 -rss_limit_mb=1024 -artifact_prefix="$BUILD/crashes/$name-" \
	    "$work" "${seeds[@]}" >"$work.log" 2>&1; then
		tail -n 40 "$work.log"
		echo "$name: broken; the bytes are in $BUILD/crashes"
		exit 1
	fi
	rm -rf "$work" "$work.log"
	count=$((count + 1))
done
echo "$count parsers held"
[ "$count" -gt 0 ]
