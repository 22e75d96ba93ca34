#!/bin/sh
# setup.sh PACKAGE ...: installs Debian packages with apt-get, through sudo when not root.
# Starts no server: a package's own instance of Dovecot or Postfix is not what the tests use.
set -eu

as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
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
