# What is read from Dovecot is read from Cyrus as well: with TLS and STARTTLS, several folders, a large message,
# news at once (IDLE), and mail that is settled moves away.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

cyrus_start cyrus team:one
ln -s cyrus dovecot		# whose certificates the settings name
SMTPS_PORT=465 SUBMISSION_PORT=587
mail_practice
sed -i 's/user: team@practice.test/user: team/' practice/credence.yaml
write() {	# NAME [LINES]
	{
		printf '%s\r\n' 'From: <enroll@payer.test>' 'To: <team@practice.test>' "Subject: mail $1" \
		    "Message-ID: <$1@payer.test>" 'Date: Mon, 23 Nov 2026 09:00:00 +0000' '' "This is mail $1."
		[ $# -lt 2 ] || seq -f 'This is line %08.0f of a long text that somebody wrote for a test, alas.' "$2" | sed 's/$/\r/'
	} >"$1.eml"
}
fetch() {	# WANT
	"$CREDENCE" -C practice mail fetch --json >fetch.json
	expect_json .fetched "$1" <fetch.json
}
for name in a b c; do
	write "$name"
done
write large 70000
cyrus_append cyrus INBOX a.eml b.eml large.eml
cyrus_append cyrus Sent c.eml
sed -i 's/^  letters_per_day/  more_folders: [Sent]\n  handled_folder: Credence\n&/' practice/credence.yaml
fetch 4
# Sealed: 32 bytes before, 17 with each piece of 64 KB.
bytes=$(stat -c %s large.eml)
[ "$(sql "SELECT length(mime) FROM message_raw JOIN message USING (message_id) WHERE subject = 'mail large'")" -eq \
    $((bytes + 32 + 17 * ((bytes + 65535) / 65536))) ]

# Settled, and moved; by STARTTLS now.
sql "UPDATE message SET status = 'handled' WHERE subject IN ('mail a', 'mail large')"
cp practice/credence.yaml implicit.yaml
sed -i "s/imap: { host: localhost, port: $IMAPS_PORT, tls: implicit/imap: { host: localhost, port: $IMAP_PORT, tls: starttls/" practice/credence.yaml
"$CREDENCE" -C practice mail fetch >out.txt
expect_text '2 handled messages moved away' out.txt
fetch 0
sed -i '/more_folders/d; s/handled_folder: Credence/folder: Credence/' practice/credence.yaml
"$CREDENCE" -C practice mail fetch --json >fetch.json
[ "$(sql "SELECT last_uid FROM mailbox WHERE folder = 'Credence'")" -eq 2 ]
mv implicit.yaml practice/credence.yaml

# Told at once: nobody looks for half an hour.
sed -i 's/^  letters_per_day/  look_seconds: 1740\n&/' practice/credence.yaml
before=$(sql 'SELECT min(synced_ms) FROM mailbox')
start daemon.log "$CREDENCE" -C practice run
read_once() {
	[ "$(sql 'SELECT min(synced_ms) FROM mailbox')" -gt "$before" ]
}
wait_for read_once
write d
cyrus_append cyrus INBOX d.eml
arrived() {
	[ "$(sql "SELECT count(*) FROM message WHERE subject = 'mail d'")" -eq 1 ]
}
wait_for arrived
