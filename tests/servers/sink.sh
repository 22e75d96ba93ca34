# sink.sh: a server that takes every letter and throws it away: smtp-sink, without TLS.
#
#	sink_start FOLDER [OPTION ...]
#
# sets SINK_PORT, sink_pid.  Options are those of smtp-sink(1): -r and -q refuse, -W delays, ...
# For TLS and a password, take Postfix with POSTFIX_EXTRA='virtual_transport = discard'.

sink_start() {
	local folder=$1
	shift
	server_folder "$folder"
	folder=$(cd "$folder" && pwd)
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$folder"
	free_port SINK_PORT
	"${nobody[@]}" /usr/sbin/smtp-sink "$@" "127.0.0.1:$SINK_PORT" 100 \
	    >"$folder/log" 2>&1 </dev/null 9>&- &
	sink_pid=$!
	at_exit stop_process "$sink_pid"
	wait_for port_open "$SINK_PORT"
}
