#!/bin/bash
# schema.sh [--write]: is schema/README.md what schema/*.sql say, and has every column a meaning?
# --write: brings it up to date (the part below its marker).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

marker='<!-- From here on written by tests/schema.sh --write. -->'
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{
	awk -v marker="$marker" '{ print } $0 == marker { found = 1; exit } END { exit !found }' \
	    schema/README.md &&
	    awk -f tests/lib/dictionary.awk schema/README.md schema/*.sql
} >"$new" || exit 1
if [ "${1:-}" = --write ]; then
	cat "$new" >schema/README.md
else
	diff -u schema/README.md "$new" || { echo "run tests/schema.sh --write"; exit 1; }
fi
