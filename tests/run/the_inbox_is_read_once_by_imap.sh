# Mail comes in by IMAP, each message once: with TLS and STARTTLS, PLAIN and LOGIN, after the numbers of
# the mailbox changed, beside broken and large messages; nothing in the mailbox is changed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

SMTPS_PORT=465 SUBMISSION_PORT=587
dovecot_start dovecot team@practice.test:one
mail_practice
box=dovecot/mail/practice.test/team/Maildir

number=0
# some MAILS: that many small ones.
some() {
	local i
	for ((i = 0; i < $1; i++)); do
		number=$((number + 1))
		printf '%s\r\n' 'From: <enroll@payer.test>' 'To: <team@practice.test>' \
		    "Subject: mail $number" "Message-ID: <a$number@payer.test>" \
		    'Date: Mon, 23 Nov 2026 09:00:00 +0000' '' "This is mail $number." >"m$number.eml"
	done
	dovecot_deliver dovecot team@practice.test m*.eml
	rm m*.eml
}
fetch() {	# WANT: fetched and set aside, as JSON
	local status=0
	"$CREDENCE" -C practice mail fetch --json >fetch.json || status=$?
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "fetch ended with $status"
	expect_json '[.fetched, .set_aside]' "$1" <fetch.json
}

before=$(date +%s)
for way in implicit:plain starttls:plain implicit:login starttls:login; do
	MAIL_TLS=${way%:*} MAIL_AUTH=${way#*:} mail_settings
	some 3
	fetch '[3,0]'
	fetch '[0,0]'
done
expect_json '.fetched' 0 < <("$CREDENCE" -C practice mail fetch --json)
[ "$(sql 'SELECT count(DISTINCT subject) FROM message')" -eq 12 ]
synced=$(sql 'SELECT synced_ms / 1000 FROM mailbox')
[ "$synced" -ge "$before" ] || fail "the inbox is said to be read until $synced"
seen=$(find "$box" -name '*:2,*S*' | wc -l)
[ "$seen" -eq 0 ] || fail "$seen messages are marked as seen"

# More than one batch.
some 230
fetch '[230,0]'

# The numbers are new: everything is read again and nothing stored again.
dovecot_stop
rm -f "$box"/dovecot*
some 2
dovecot_start dovecot team@practice.test:one
fetch '[2,0]'
fetch '[0,0]'
[ "$(sql 'SELECT count(*) FROM message')" -eq 244 ]

# What is too large or no mail is set aside; the ones behind it come in.
cat >>practice/credence.yaml <<-YAML
YAML
sed -i 's/letters_per_day: 1000/letters_per_day: 1000, message_bytes_max: 65536/; s/^  letters_per_day: \(.*\), /  letters_per_day: \1\n  /' \
    practice/credence.yaml
{
	printf '%s\r\n' 'From: <a@payer.test>' 'Subject: large' 'Message-ID: <large@payer.test>' ''
	head -c 100000 /dev/zero | tr '\0' 'x'
} >large.eml
head -c 2000 /dev/urandom >noise.eml
dovecot_deliver dovecot team@practice.test large.eml noise.eml
some 2
fetch '[4,2]'
fetch '[0,0]'
"$CREDENCE" -C practice mail list --json >list.json
expect_json '[.[] | select(.status == "set aside")] | length' 2 <list.json

# A mailbox that is not there, and a server that is not there, are named.
sed -i 's/^  letters_per_day/  folder: Nowhere\n  letters_per_day/' practice/credence.yaml
expect_exit 2 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
expect_text 'Nowhere|mailbox' error.txt
dovecot_stop
expect_exit 1 "$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
expect_text 'could not connect to localhost port' error.txt
