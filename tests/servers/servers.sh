# servers.sh: real servers on loopback for one test, each in its own folder and on free ports.
# Source it after tests/lib/run.sh.  What is started here is stopped by process id when the test
# ends; the system's own instances and files are never touched.  README.md tells the rest.

PATH=$PATH:/usr/sbin:/sbin	# where Dovecot is, also for an ordinary user

. "$TOP/tests/servers/certificates.sh"
. "$TOP/tests/servers/dovecot.sh"
. "$TOP/tests/servers/cyrus.sh"
. "$TOP/tests/servers/postfix.sh"
. "$TOP/tests/servers/radicale.sh"
. "$TOP/tests/servers/sink.sh"

# Words before a command: when root, without root's rights, since Dovecot and Radicale need none.
# (Not a function: a background job's $! is then the server itself.)
nobody=()
if [ "$(id -u)" -eq 0 ]; then
	nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi

# as_root COMMAND ...: Postfix starts as root only.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@" || fail "Postfix needs root: \"sudo -n\" could not run $1"
	fi
}

# server_folder FOLDER: makes it, and lets the servers' users pass through the folders above.
server_folder() {
	local above
	mkdir -p "$1"
	chmod 755 "$1"
	above=$(cd "$1/.." && pwd)
	while [ "$above" != / ] && [ -O "$above" ]; do
		chmod a+x "$above"
		above=$(dirname "$above")
	done
}
