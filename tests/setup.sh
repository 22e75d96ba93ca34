#!/bin/sh
# setup.sh PACKAGE ...: installs Debian packages with apt-get, through sudo when not root.
# setup.sh --unpack FOLDER PACKAGE ...: only unpacks them there, for those that cannot stand beside another.
# Starts no server: a package's own instance of Dovecot or Postfix is not what the tests use.
set -eu

as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
fi
if [ "${1:-}" = --unpack ]; then
	folder=$2
	shift 2
	if [ -e "$folder/unpacked" ] && [ "$(cat "$folder/unpacked")" = "$*" ]; then
		exit 0
	fi
	echo "Unpacking into $folder: $*"
	fetched=$(mktemp -d)
	trap 'rm -rf "$fetched"' EXIT
	chmod a+rx "$fetched"
	$as_root apt-get update -q
	(cd "$fetched" && apt-get download -q "$@")
	$as_root rm -rf "$folder"
	$as_root mkdir -p "$folder"
	for file in "$fetched"/*.deb; do
		$as_root dpkg -x "$file" "$folder"
	done
	echo "$*" | $as_root tee "$folder/unpacked" >/dev/null
	exit 0
fi
missing=
for package; do
	if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed'; then
		missing="$missing $package"
	fi
done
if [ -z "$missing" ]; then
	echo "All packages are there."
	exit 0
fi
echo "Installing with apt-get:$missing"
$as_root apt-get update -q
# Word splitting is meant: one package a word.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
