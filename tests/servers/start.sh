#!/bin/bash
# start.sh [FOLDER]: the mail and calendar servers for trying things by hand, until Ctrl-C.
# Prints settings for credence.yaml.  Mail stays in FOLDER (default: a new temporary one).

TOP=$(cd "$(dirname "$0")/../.." && pwd)
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

folder=${1:-$(mktemp -d)}
server_folder "$folder"
dovecot_start "$folder/dovecot" team@practice.test:secret enroll@payer.test:secret
postfix_start "$folder/postfix" "$folder/dovecot"
radicale_start "$folder/radicale" team:secret
ca=$(cd "$folder/dovecot/tls" && pwd)/ca.pem
cat <<EOT
Users team@practice.test and enroll@payer.test, password "secret".  In credence.yaml:

mail:
  from: team@practice.test
  transport: smtp
  smtp: { host: localhost, port: $SMTPS_PORT, tls: implicit, user: team@practice.test, password: "file:password", ca_file: $ca }
  imap: { host: localhost, port: $IMAPS_PORT, tls: implicit, user: team@practice.test, password: "file:password", ca_file: $ca }

With STARTTLS: ports $SUBMISSION_PORT (SMTP) and $IMAP_PORT (IMAP).  Answers come in without a
password at 127.0.0.1:$SMTP_PORT:
  swaks --server 127.0.0.1:$SMTP_PORT --from enroll@payer.test --to team@practice.test
Calendars: $CALDAV_URL, user team.  All files: $folder.  Ctrl-C ends everything.
EOT
trap 'exit 0' INT TERM
until gone "$postfix_pid"; do
	rest
done
