# mail.sh: a practice whose mail goes over Dovecot and Postfix of tests/servers.  Source it after both.
#
#	mail_practice			makes the folder "practice" and its settings
#	mail_settings			writes them: MAIL_TLS is implicit (default) or starttls, MAIL_AUTH
#					plain (default) or login
#	sql WORDS			asks its database
#	letters_add COUNT [ADDRESS]	letters without a case, as the engine would have left them

mail_practice() {
	"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago \
	    --from team@practice.test
	(umask 077 && echo one >practice/password)
	mail_settings
}

mail_settings() {
	local tls=${MAIL_TLS:-implicit} auth=${MAIL_AUTH:-plain} smtp=$SMTPS_PORT imap=$IMAPS_PORT
	if [ "$tls" = starttls ]; then
		smtp=$SUBMISSION_PORT imap=$IMAP_PORT
	fi
	cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: localhost, port: $smtp, tls: $tls, user: team@practice.test, auth: $auth,
	    password: "file:password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	  imap: { host: localhost, port: $imap, tls: $tls, user: team@practice.test, auth: $auth,
	    password: "file:password", ca_file: "$PWD/dovecot/tls/ca.pem" }
	  letters_per_day: 1000
	  letters_per_minute: ${LETTERS_PER_MINUTE:-0}
	  timeout_seconds: ${TIMEOUT_SECONDS:-20}
	web: { port: 0 }
	YAML
}

sql() {
	sqlite3 -cmd '.timeout 10000' practice/credence.db "$1"
}

letters=0
letters_add() {
	local to=${2:-enroll@payer.test}
	sql "WITH RECURSIVE n (i) AS (VALUES ($letters + 1) UNION ALL
	      SELECT i + 1 FROM n WHERE i < $letters + $1)
	    INSERT INTO outbox (seq, ord, rule, name, letter, idem, rfc_message_id, recipient,
	      subject, body, is_automatic, status, not_before_ms, next_ms, expires_ms, created_ms)
	    SELECT i, 0, 'test', 'test', 'test.txt', 'k' || i, '<k' || i || '@practice.test>', '$to',
	      'Letter ' || i, 'Hello.' || char(10) || '.a dot first' || char(10) || '.' || char(10),
	      1, 'ready', 0, 0, 9000000000000, 0 FROM n"
	letters=$((letters + $1))
}
