# postfix.sh: an SMTP server that takes letters with a password and delivers them into Dovecot's
# mailboxes; for users and domains that do not exist it sends real bounces.
#
#	postfix_start FOLDER DOVECOT_FOLDER
#
# sets SUBMISSION_PORT (STARTTLS and a password asked for), SMTPS_PORT (the same, TLS from the
# first byte), SMTP_PORT (no password, for the domains of Dovecot's users alone: answers from
# outside come in here), postfix_pid.  POSTFIX_CERTIFICATE chooses another than "good".
# POSTFIX_EXTRA: more lines of main.cf; POSTFIX_SERVICES: of master.cf.  Passwords are those of Dovecot's users.

postfix_start() {
	local folder=$1 dovecot=$2 certificate=${POSTFIX_CERTIFICATE:-good} spool
	server_folder "$folder"
	folder=$(cd "$folder" && pwd)
	dovecot=$(cd "$dovecot" && pwd)
	if [ ! -e "$folder/ports" ]; then
		free_port SUBMISSION_PORT
		free_port SMTPS_PORT
		free_port SMTP_PORT
		echo "$SUBMISSION_PORT $SMTPS_PORT $SMTP_PORT" >"$folder/ports"
	fi
	read -r SUBMISSION_PORT SMTPS_PORT SMTP_PORT <"$folder/ports"
	as_root mkdir -p "$folder/etc" "$folder/spool" "$folder/data" "$folder/log"
	sed 's/^[^@]*@//; s/:.*//' "$dovecot/users" | sort -u >"$folder/domains"
	postfix_main | as_root tee "$folder/etc/main.cf" >/dev/null
	postfix_master | as_root tee "$folder/etc/master.cf" >/dev/null
	as_root chown postfix "$folder/data"
	as_root postfix -c "$folder/etc" start >"$folder/out" 2>&1 9>&- ||
	    fail "Postfix does not start: $(cat "$folder/out")"
	# Its own file of process ids, not a search by name.
	postfix_pid=$(as_root cat "$folder/spool/pid/master.pid" | tr -d ' ')
	at_exit postfix_stop
	wait_for postfix_answers
}

postfix_main() {
	cat <<-CONF
	compatibility_level = 3.6
	queue_directory = $folder/spool
	data_directory = $folder/data
	command_directory = /usr/sbin
	daemon_directory = /usr/lib/postfix/sbin
	mail_owner = postfix
	setgid_group = postdrop
	maillog_file_prefixes = $folder
	maillog_file = $folder/log/mail.log
	import_environment = MAIL_CONFIG TZ LANG
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	myhostname = mail.credence.test
	mydestination =
	local_recipient_maps =
	alias_maps =
	virtual_mailbox_domains = $(tr '\n' ' ' <"$folder/domains")
	virtual_transport = lmtp:inet:127.0.0.1:$LMTP_PORT
	default_transport = error:5.1.2 no such domain
	smtpd_reject_unlisted_recipient = no
	smtp_dns_support_level = disabled
	recipient_delimiter = +
	mynetworks =
	smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = $dovecot/run/auth-postfix
	smtpd_tls_cert_file = $dovecot/tls/$certificate.pem
	smtpd_tls_key_file = $dovecot/tls/$certificate.key
	smtpd_peername_lookup = no
	message_size_limit = 52428800
	in_flow_delay = 0
	smtpd_client_connection_count_limit = 0
	smtpd_error_sleep_time = 0
	minimal_backoff_time = 2s
	maximal_backoff_time = 10s
	queue_run_delay = 2s
	lmtp_destination_recipient_limit = 1
	${POSTFIX_EXTRA:-}
	CONF
}

# No service in a change-rooted folder: the certificates and Dovecot's socket stand outside.
postfix_master() {
	cat <<-CONF
	127.0.0.1:$SMTP_PORT inet n - n - - smtpd
	127.0.0.1:$SUBMISSION_PORT inet n - n - - smtpd
	  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
	  -o smtpd_tls_auth_only=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
	127.0.0.1:$SMTPS_PORT inet n - n - - smtpd
	  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
	  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
	pickup unix n - n 60 1 pickup
	cleanup unix n - n - 0 cleanup
	qmgr unix n - n 300 1 qmgr
	tlsmgr unix - - n 1000? 1 tlsmgr
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	trace unix - - n - 0 bounce
	verify unix - - n - 1 verify
	flush unix n - n 1000? 0 flush
	proxymap unix - - n - - proxymap
	smtp unix - - n - - smtp
	relay unix - - n - - smtp
	lmtp unix - - n - - lmtp
	error unix - - n - - error
	retry unix - - n - - error
	discard unix - - n - - discard
	local unix - n n - - local
	virtual unix - n n - - virtual
	showq unix n - n - - showq
	anvil unix - - n - 1 anvil
	scache unix - - n - 1 scache
	postlog unix-dgram n - n - 1 postlogd
	${POSTFIX_SERVICES:-}
	CONF
}

postfix_answers() {
	port_open "$SUBMISSION_PORT" && port_open "$SMTPS_PORT" && port_open "$SMTP_PORT"
}

postfix_stop() {
	local end=$((SECONDS + 10))
	gone "$postfix_pid" && return
	as_root kill -TERM "$postfix_pid"
	until gone "$postfix_pid" || [ "$SECONDS" -ge "$end" ]; do
		rest
	done
}

# postfix_idle FOLDER: nothing waits in its queue.
postfix_idle() {
	[ -z "$(as_root find "$1/spool/incoming" "$1/spool/active" "$1/spool/deferred" \
	    "$1/spool/maildrop" -type f)" ]
}
