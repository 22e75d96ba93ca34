#!/bin/bash
# read_all.sh CALENDAR FOLDER: FOLDER/NAME gets what each reader sees, sorted; the first that fails, or
# that complains, ends it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$here/node_modules" ] || npm ci --no-audit --no-fund --loglevel=error --prefix "$here" >&2	# as make setup-check does
for reader in "$here"/read_*.py "$here"/read_*.rb "$here"/read_*.mjs; do
	case $reader in
	*.py)	command=(/usr/bin/python3 "$reader") ;;
	*.rb)	command=(ruby "$reader") ;;
	*)	command=(node "$reader") ;;
	esac
	name=$(basename "$reader")
	"${command[@]}" "$1" >"$2/unsorted" 2>"$2/said" || { echo "$name:"; cat "$2/said"; exit 1; } >&2
	[ ! -s "$2/said" ] || { echo "$name complains:"; cat "$2/said"; exit 1; } >&2
	sort "$2/unsorted" >"$2/$name"
done
rm -f "$2/unsorted" "$2/said"
