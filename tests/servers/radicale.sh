# radicale.sh: a CalDAV server with one user.
#
#	radicale_start FOLDER USER:PASSWORD
#
# sets CALDAV_URL, radicale_pid.  Collections stand in FOLDER/collections.  RADICALE_CERTIFICATE=good (or another
# of certificates.sh): with TLS, certificates in FOLDER/tls.  Called again with the same FOLDER: same port.

radicale_start() {
	local folder=$1 port secure=()
	server_folder "$folder"
	folder=$(cd "$folder" && pwd)
	[ -e "$folder/ports" ] || { free_port port; echo "$port" >"$folder/ports"; }
	read -r port <"$folder/ports"
	CALDAV_URL=http://127.0.0.1:$port
	if [ -n "${RADICALE_CERTIFICATE:-}" ]; then
		[ -e "$folder/tls/ca.pem" ] || certificates_make "$folder/tls"
		CALDAV_URL=https://localhost:$port
		secure=('ssl = True' "certificate = $folder/tls/$RADICALE_CERTIFICATE.pem"
		    "key = $folder/tls/$RADICALE_CERTIFICATE.key")
	fi
	echo "$2" >"$folder/users"
	printf '%s\n' '[server]' "hosts = 127.0.0.1:$port" "${secure[@]}" '[auth]' 'type = htpasswd' \
	    "htpasswd_filename = $folder/users" 'htpasswd_encryption = plain' '[storage]' \
	    "filesystem_folder = $folder/collections" '[rights]' 'type = owner_only' >"$folder/config"
	[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$folder"
	"${nobody[@]}" radicale --config "$folder/config" >>"$folder/log" 2>&1 </dev/null 9>&- &
	radicale_pid=$!
	at_exit stop_process "$radicale_pid"
	wait_for port_open "$port"
}
