# dovecot.sh: an IMAP server with mailboxes, and the door by which Postfix brings mail into them.
#
#	dovecot_start FOLDER ADDRESS:PASSWORD ...
#
# sets IMAP_PORT (STARTTLS), IMAPS_PORT (TLS from the first byte), LMTP_PORT, dovecot_pid.
# DOVECOT_TOKENS is an address (RFC 7662) that says whose a token is: logins by token alone, by the
# mechanisms of DOVECOT_MECHANISMS (default: xoauth2 oauthbearer).
# DOVECOT_EXTRA holds more lines of configuration.
# DOVECOT_CERTIFICATE chooses another than "good" (see certificates.sh); plain passwords are
# refused before TLS.  Mail stands in FOLDER/mail/DOMAIN/USER/Maildir; user+word@domain is user's.
# May be called again with the same FOLDER after dovecot_stop: mail and ports stay.

dovecot_start() {
	local folder=$1 user word certificate=${DOVECOT_CERTIFICATE:-good}
	shift
	server_folder "$folder"
	folder=$(cd "$folder" && pwd)
	[ -e "$folder/tls/ca.pem" ] || certificates_make "$folder/tls"
	if [ ! -e "$folder/ports" ]; then
		free_port IMAP_PORT
		free_port IMAPS_PORT
		free_port LMTP_PORT
		echo "$IMAP_PORT $IMAPS_PORT $LMTP_PORT" >"$folder/ports"
	fi
	read -r IMAP_PORT IMAPS_PORT LMTP_PORT <"$folder/ports"
	user=$("${nobody[@]}" id -un)
	for word; do
		echo "${word%%:*}:{PLAIN}${word#*:}"
	done >"$folder/users"
	dovecot_passdb "$folder" >"$folder/passdb.conf"
	mkdir -p "$folder/mail" "$folder/run" "$folder/state"
	cat >"$folder/dovecot.conf" <<-CONF
	base_dir = $folder/run
	state_dir = $folder/state
	log_path = $folder/log
	protocols = imap lmtp
	listen = 127.0.0.1
	default_internal_user = $user
	default_internal_group = $("${nobody[@]}" id -gn)
	default_login_user = $user
	first_valid_uid = 1
	first_valid_gid = 1
	ssl = required
	ssl_cert = <$folder/tls/$certificate.pem
	ssl_key = <$folder/tls/$certificate.key
	disable_plaintext_auth = yes
	auth_failure_delay = 0
	mail_max_userip_connections = 100
	mail_fsync = never
	recipient_delimiter = +
	lmtp_save_to_detail_mailbox = no
	mail_location = maildir:~/Maildir
	!include $folder/passdb.conf
	${DOVECOT_EXTRA:-}
	userdb {
	  driver = static
	  args = uid=$user gid=$("${nobody[@]}" id -gn) home=$folder/mail/%Ld/%Ln
	}
	service anvil {
	  chroot =
	  # No growing pause after a refused login.
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	service stats {
	  chroot =
	}
	service imap-login {
	  chroot =
	  inet_listener imap {
	    port = $IMAP_PORT
	  }
	  inet_listener imaps {
	    port = $IMAPS_PORT
	    ssl = yes
	  }
	}
	service lmtp {
	  inet_listener lmtp {
	    address = 127.0.0.1
	    port = $LMTP_PORT
	  }
	}
	service auth {
	  unix_listener auth-postfix {
	    mode = 0666
	  }
	}
	CONF
	if [ "$(id -u)" -eq 0 ]; then
		chown -R nobody:nogroup "$folder"
	fi
	"${nobody[@]}" dovecot -F -c "$folder/dovecot.conf" </dev/null >>"$folder/out" 2>&1 9>&- &
	dovecot_pid=$!
	at_exit stop_process "$dovecot_pid"
	wait_for dovecot_answers
}

dovecot_passdb() {
	if [ -z "${DOVECOT_TOKENS:-}" ]; then
		echo "auth_mechanisms = plain login"
		echo "passdb {"
		echo "  driver = passwd-file"
		echo "  args = scheme=PLAIN username_format=%Lu $1/users"
		echo "}"
		return
	fi
	printf '%s\n' "introspection_url = $DOVECOT_TOKENS" "introspection_mode = post" \
	    "username_attribute = username" "active_attribute = active" "active_value = true" \
	    >"$1/tokens.conf"
	echo "auth_mechanisms = ${DOVECOT_MECHANISMS:-xoauth2 oauthbearer}"
	echo "passdb {"
	echo "  driver = oauth2"
	echo "  mechanisms = xoauth2 oauthbearer"
	echo "  args = $1/tokens.conf"
	echo "}"
}

# It greets on all its ports.
dovecot_answers() {
	gone "$dovecot_pid" && fail "Dovecot ended: $(cat "$folder/out" "$folder/log")"
	port_open "$IMAP_PORT" && port_open "$IMAPS_PORT" && port_open "$LMTP_PORT"
}

dovecot_stop() {
	stop_process "$dovecot_pid"
}

# dovecot_count FOLDER ADDRESS: how many messages its INBOX holds, seen or not.
dovecot_count() {
	local box=$1/mail/${2#*@}/${2%@*}/Maildir
	find "$box/new" "$box/cur" -type f 2>/dev/null | wc -l
}

# dovecot_deliver FOLDER ADDRESS FILE ...: puts messages into the INBOX, as a delivery does.
dovecot_deliver() {
	local box=$1/mail/${2#*@}/${2%@*}/Maildir file
	local -i serial=0
	shift 2
	"${nobody[@]}" mkdir -p "$box/tmp" "$box/new" "$box/cur"
	for file; do
		serial+=1
		install -m 644 "$file" "$box/tmp/$$.$serial"
		[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$box/tmp/$$.$serial"
		mv "$box/tmp/$$.$serial" "$box/new/$EPOCHREALTIME.$$.$serial.test"
	done
}
