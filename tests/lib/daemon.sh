# daemon.sh: a daemon on a data folder, and its children.
#
#	daemon_start FOLDER [OPTION ...]	sets daemon_pid and daemon_port; its words go into daemon.log;
#						returns when it says that it is ready
#	daemon_children				process ids of its children
#	daemon_child KIND			the one of that kind; nothing when there is none

daemon_start() {
	local folder=$1
	shift
	free_port daemon_port
	printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' \
	    'mail: { from: team@practice.example }' "web: { port: $daemon_port }" \
	    >"$folder/credence.yaml"
	start daemon.log "$CREDENCE" -C "$folder" "$@" run
	daemon_pid=$started
	wait_for grep -q '^running' daemon.log
}

daemon_children() {
	or_nothing pgrep -P "$daemon_pid"
}

daemon_child() {
	or_nothing pgrep -P "$daemon_pid" -f " child $1 "
}
