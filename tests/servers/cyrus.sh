# cyrus.sh: a second IMAP server, which is not Dovecot: Cyrus, with one mailbox.
#
#	cyrus_start FOLDER USER:PASSWORD
#
# sets IMAP_PORT (STARTTLS), IMAPS_PORT (TLS from the first byte), cyrus_pid; certificates in FOLDER/tls.
#	cyrus_append FOLDER MAILBOX FILE ...	puts messages into a mailbox, as another program does
#
# Debian's package cannot stand beside Dovecot's, so setup.sh unpacks it into a folder of its own.

cyrus_home=/usr/local/lib/credence-tests/cyrus

cyrus_start() {
	local folder=$1
	[ -x "$cyrus_home/usr/lib/cyrus/bin/imapd" ] || fail "Cyrus is not there: make setup-check unpacks it"
	server_folder "$folder"
	folder=$(cd "$folder" && pwd)
	certificates_make "$folder/tls"
	free_port IMAP_PORT
	free_port IMAPS_PORT
	echo "$2" >"$folder/user"
	mkdir -p "$folder/conf/db" "$folder/conf/socket" "$folder/conf/proc" "$folder/conf/lock" "$folder/spool"
	cyrus_settings >"$folder/imapd.conf"
	cyrus_services "$cyrus_home/usr/lib/cyrus/bin" >"$folder/cyrus.conf"
	if [ "$(id -u)" -eq 0 ]; then
		chown -R nobody:nogroup "$folder"
	fi
	start "$folder/passwords.out" "${nobody[@]}" /usr/bin/python3 "$TOP/tests/servers/saslauthd.py" "$folder/passwords" "$folder/user"
	# Its end is the end of its process group: not of ours.
	setsid "${nobody[@]}" env LD_LIBRARY_PATH="$cyrus_home/usr/lib/x86_64-linux-gnu" "$cyrus_home/usr/lib/cyrus/bin/master" \
	    -C "$folder/imapd.conf" -M "$folder/cyrus.conf" -p "$folder/pid" </dev/null >"$folder/out" 2>&1 9>&- &
	cyrus_pid=$!
	at_exit stop_process "$cyrus_pid"
	wait_for cyrus_answers "$folder"
}

cyrus_settings() {
	cat <<-CONF
	configdirectory: $folder/conf
	partition-default: $folder/spool
	defaultpartition: default
	unixhierarchysep: yes
	altnamespace: yes
	virtdomains: off
	allowplaintext: no
	sasl_pwcheck_method: saslauthd
	sasl_saslauthd_path: $folder/passwords
	sasl_mech_list: PLAIN
	autocreate_quota: 0
	autocreate_inbox_folders: Sent
	xlist-sent: Sent
	cyrus_user: $("${nobody[@]}" id -un)
	cyrus_group: $("${nobody[@]}" id -gn)
	tls_server_cert: $folder/tls/good.pem
	tls_server_key: $folder/tls/good.key
	idlesocket: $folder/conf/socket/idle
	CONF
}

cyrus_services() {
	cat <<-CONF
	START {
	  recover cmd="$1/ctl_cyrusdb -C $folder/imapd.conf -r"
	}
	SERVICES {
	  imap cmd="$1/imapd -C $folder/imapd.conf" listen="127.0.0.1:$IMAP_PORT" prefork=0
	  imaps cmd="$1/imapd -C $folder/imapd.conf -s" listen="127.0.0.1:$IMAPS_PORT" prefork=1
	}
	DAEMON {
	  idled cmd="$1/idled -C $folder/imapd.conf"
	}
	CONF
}

cyrus_answers() {
	gone "$cyrus_pid" && fail "Cyrus ended: $(cat "$1/out")"
	[ -S "$1/passwords" ] && port_open "$IMAP_PORT" && port_open "$IMAPS_PORT"
}

cyrus_append() {
	/usr/bin/python3 - "$IMAPS_PORT" "$1/user" "${@:2}" <<-'PYTHON'
	import imaplib, ssl, sys
	box = imaplib.IMAP4_SSL("localhost", int(sys.argv[1]), ssl_context=ssl._create_unverified_context())
	box.login(*open(sys.argv[2]).read().strip().split(":"))
	for path in sys.argv[4:]:
	    answer = box.append(sys.argv[3], "", None, open(path, "rb").read())
	    assert answer[0] == "OK", answer
	PYTHON
}
