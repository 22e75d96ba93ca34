#!/bin/sh
# exim_fetch.sh FOLDER: unpacks Exim there, for the tests.  It cannot be installed: Debian's mail servers exclude
# each other, and Postfix is installed.  apt-get alone brings it; nothing outside of FOLDER is changed.
set -eu

folder=$1
if [ -e "$folder/whole" ]; then
	echo "Exim is there."
	exit 0
fi
mkdir -p "$folder"
cd "$folder"
# With what it leans on, where that is not installed; what is, is the same.
set -- exim4-daemon-light libidn12 libgnutls-dane0 libunbound8 libnsl2
if ! apt-get download -q "$@"; then
	if [ "$(id -u)" -eq 0 ]; then apt-get update -q; else sudo apt-get update -q; fi
	apt-get download -q "$@"
fi
for package in ./*.deb; do
	dpkg -x "$package" .
done
rm -f ./*.deb
# Root starts it: with the mark of its owner, who is whoever unpacked it, it would not look into this folder.
chmod u-s usr/sbin/exim4
touch whole
