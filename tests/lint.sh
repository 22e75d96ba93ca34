#!/bin/bash
# lint.sh TOOL: what one tool says of the sources; exit 1 when it says anything.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

packages=$(sed -n '/^packages :=/,/[^\\]$/p' Makefile | sed 's/^packages :=//; s/\\$//')
# shellcheck disable=SC2086
package_cflags=$(pkg-config --cflags $packages | sed 's/-I/-isystem /g')

cppcheck_all() {
	cppcheck --quiet --std=c11 --language=c -j2 --error-exitcode=1 --inline-suppr \
	    --enable=warning,performance,portability --suppress=missingInclude \
	    --suppress=varFuncNullUB --suppress=nullPointerRedundantCheck \
	    --suppress=autoVariables --suppress=legacyUninitvar --suppress='*:*/include/*' -D__linux__ -Isrc src
}

# A file at a time: the warnings that .clang-tidy chooses are errors.  The analyzer follows a tenth of the
# paths that it would by itself: a quarter of its time, and all that it ever found here.
clang_tidy_all() {
	# shellcheck disable=SC2086
	find src -name '*.c' -print0 | xargs -0 -n 4 -P 2 sh -c \
	    'clang-tidy --quiet --warnings-as-errors="*" "$@" -- -std=c17 -D_GNU_SOURCE -DCREDENCE_VERSION=\"0\" \
	        -Xclang -analyzer-config -Xclang max-nodes=20000 -Isrc '"$package_cflags"' 2>/dev/null' sh
}

shellcheck_all() {
	find . \( -name build -o -name node_modules \) -prune -o \
	    -type f \( -name '*.sh' -o -path ./.ci/run \) -print0 |
	    xargs -0 -n 40 -P 2 shellcheck --severity=warning --shell=bash --external-sources \
	    --exclude=SC1090,SC1091,SC2034,SC2154
}

case ${1:-} in
cppcheck)	cppcheck_all ;;
clang-tidy)	clang_tidy_all ;;
shellcheck)	shellcheck_all ;;
schema)		tests/schema.sh ;;
*)		echo "usage: lint.sh cppcheck|clang-tidy|shellcheck|schema" >&2; exit 2 ;;
esac
