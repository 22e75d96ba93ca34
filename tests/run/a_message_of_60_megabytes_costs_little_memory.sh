# A message of 60 MB comes by way of the disk: the fetcher stays small, and the file in it becomes a document
# with all its bytes.  One of 110 MB is set aside and says why.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

dovecot_start dovecot team@practice.test:one
practice() {
	"$CREDENCE" -C practice "$@"
}
sql() {
	sqlite3 -cmd '.timeout 10000' practice/credence.db "$1"
}
"$CREDENCE" --quiet init practice --timezone America/Chicago --from team@practice.test
practice --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada provider_type=MD \
	practice_state=IL email=ada@elm.example
practice --quiet payer add name='Prairie Health' email=enroll@prairie.example state=IL
practice --quiet enrollment add provider=1 payer=1 state=IL
practice --quiet tick
case=$(practice --json case list --workflow payer_enrollment | jq '.[0].case_id')
(umask 077 && echo one >practice/password)
cat >practice/credence.yaml <<-YAML
org: { timezone: America/Chicago }
mail:
  from: team@practice.test
  imap: { host: localhost, port: $IMAPS_PORT, user: team@practice.test, password: "file:password",
    ca_file: "$PWD/dovecot/tls/ca.pem" }
  message_bytes_max: 104857600
web: { port: 0 }
YAML

# message NAME BYTES: with a file of so many bytes, for the case.
message() {
	printf '%s\r\n' 'From: enroll@prairie.example' 'To: team@practice.test' "Subject: [CR-$case] $1" \
	    "Message-ID: <$1@prairie.example>" 'Date: Mon, 23 Nov 2026 09:00:00 +0000' 'MIME-Version: 1.0' \
	    'Content-Type: multipart/mixed; boundary=b' '' '--b' 'Content-Type: text/plain' '' 'The file.' '--b' \
	    "Content-Type: application/pdf; name=\"$1.pdf\"" 'Content-Transfer-Encoding: base64' \
	    'Content-Disposition: attachment' ''
	{ printf '%%PDF-1.4 '; head -c "$2" /dev/zero; } | tee "$1.pdf" | base64 | sed 's/$/\r/'
	printf -- '--b--\r\n'
}
message scan 44000000 >scan.eml
message film 80000000 >film.eml
message note 100 >note.eml
dovecot_deliver dovecot team@practice.test scan.eml film.eml note.eml
[ "$(stat -c %s scan.eml)" -gt 60000000 ]

start daemon.log "$CREDENCE" -C practice run
arrived() {
	[ "$(sql 'SELECT count(*) FROM document WHERE sha256 IS NOT NULL')" = 2 ]
}
wait_for arrived
fetcher=$(pgrep -P "$started" -f fetcher)
peak=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$fetcher/status")
stop_process "$started"
[ "$peak" -lt 40000 ] || fail "the fetcher took $peak kB"
[ "$(sql 'SELECT count(*) FROM message WHERE kind = '\''reply'\')" = 2 ]
practice --json mail show "$(sql "SELECT message_id FROM message WHERE status = 'set aside'")" >mail.json
expect_json .verdict.reason '"it is larger than message_bytes_max"' <mail.json
practice document save "$(sql "SELECT document_id FROM document WHERE name = 'scan.pdf'")" scan.out
cmp scan.pdf scan.out
[ -z "$(find practice/mail -name 'large*')" ]
