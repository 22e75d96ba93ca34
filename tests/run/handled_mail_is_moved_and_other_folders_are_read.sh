# Several folders are read, each with its own numbers; mail that a person settled is moved into a folder of
# its own, with MOVE or with UIDPLUS, and never without; a program that reads the same mailbox keeps what it
# marked, and what it moved or expunged is not read twice.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

SMTPS_PORT=465 SUBMISSION_PORT=587
dovecot_start dovecot team@practice.test:one
mail_practice
box=dovecot/mail/practice.test/team/Maildir
write() {	# NAME: a mail
	printf '%s\r\n' 'From: <enroll@payer.test>' 'To: <team@practice.test>' "Subject: mail $1" \
	    "Message-ID: <$1@payer.test>" 'Date: Mon, 23 Nov 2026 09:00:00 +0000' '' "This is mail $1." >"$1.eml"
}
deliver() {	# NAME ...: into the inbox
	local name
	for name; do
		write "$name"
	done
	dovecot_deliver dovecot team@practice.test "${@/%/.eml}"
}
# other WORDS: another program at the same mailbox: Python between "box" (logged in, INBOX open) and its end.
other() {
	python3 - "$IMAPS_PORT" "$1" <<-'PYTHON'
	import imaplib, ssl, sys
	box = imaplib.IMAP4_SSL("localhost", int(sys.argv[1]), ssl_context=ssl._create_unverified_context())
	box.login("team@practice.test", "one")
	box.select("INBOX")
	exec(sys.argv[2])
	PYTHON
}
count() {	# FOLDER
	other "print(int(box.select('$1', readonly=True)[1][0]))"
}
fetch() {	# EXIT FETCHED
	local status=0
	"$CREDENCE" -C practice mail fetch --json >fetch.json 2>error.txt || status=$?
	[ "$status" -eq "$1" ] || fail "fetch ended with $status: $(cat error.txt)"
	expect_json .fetched "$2" <fetch.json
}
settle() {	# NAME ...: as the page does it
	local name
	for name; do
		sql "UPDATE message SET status = 'handled' WHERE subject = 'mail $name'"
	done
}

# A folder that is not there keeps none away, and is named; it holds no follow-up back.
sed -i 's/^  letters_per_day/  more_folders: ["Junk Email", Nowhere]\n  handled_folder: Credence\n&/' practice/credence.yaml
other "box.create('\"Junk Email\"')"
deliver a b c d
write junk
other "box.append('\"Junk Email\"', '', None, open('junk.eml', 'rb').read())"
fetch 3 5
expect_text 'the folder "Nowhere" is not read: .*refuses to open the mailbox' error.txt
[ "$(sql 'SELECT count(*) FROM mailbox WHERE synced_ms IS NOT NULL AND last_uid > 0')" -eq 2 ]
sed -i 's/, Nowhere//' practice/credence.yaml
fetch 0 0
[ ! -s error.txt ]

# Moved when it is settled; what another program marked, and its flags, stay.
other "box.uid('STORE', '2', '+FLAGS', r'(\Deleted \Seen)'); box.uid('STORE', '3', '+FLAGS', r'(\Flagged)')"
settle a c junk
fetch 0 0
[ "$(count INBOX)/$(count Credence)/$(count '"Junk Email"')" = 2/3/0 ]
other "box.select('INBOX', readonly=True); print(box.uid('FETCH', '1:*', 'FLAGS')[1])" >flags.txt
expect_text 'Seen' flags.txt
expect_text 'Deleted' flags.txt
other "box.select('Credence', readonly=True); print(box.fetch('1:*', 'FLAGS')[1])" >flags.txt
expect_text 'Flagged' flags.txt
[ "$(sql 'SELECT count(*) FROM mail_place WHERE moved_ms IS NOT NULL')" -eq 3 ]

# A person brings one back: it stays.  One that moved to a folder that is read, too, is known.  One that was
# expunged before it was to be moved is no trouble.
other "box.select('Credence'); box.uid('MOVE', '1', 'INBOX')"
other "box.uid('MOVE', '4', '\"Junk Email\"')"
settle b
other "box.expunge()"
fetch 0 0
[ "$(count INBOX)/$(count Credence)/$(count '"Junk Email"')" = 1/2/1 ]
[ "$(sql 'SELECT count(*) FROM message')" -eq 5 ]

# A server without MOVE: copied, and expunged alone, by UID.
dovecot_stop
DOVECOT_EXTRA='imap_capability = IMAP4rev1 SASL-IR IDLE UIDPLUS' dovecot_start dovecot team@practice.test:one
deliver e f
fetch 0 2
other "box.uid('STORE', '6', '+FLAGS', r'(\Deleted)'); print(box.uid('FETCH', '1:*', 'UID')[1])" >uids.txt
settle d e
fetch 0 0
[ "$(count INBOX)/$(count Credence)/$(count '"Junk Email"')" = 2/4/0 ]

# A server with neither: everything stays, and it is said.
dovecot_stop
DOVECOT_EXTRA='imap_capability = IMAP4rev1 SASL-IR IDLE' dovecot_start dovecot team@practice.test:one
settle f
fetch 0 0
expect_text 'handled mail is not moved into "Credence": the server knows neither MOVE nor UIDPLUS' error.txt
[ "$(count INBOX)/$(count Credence)" = 2/4 ]

# What the settings need.
sed -i 's/handled_folder: Credence/handled_folder: INBOX/; s/"Junk Email"/"Junk Email", INBOX/' practice/credence.yaml
expect_exit 2 "$CREDENCE" -C practice check >out.txt 2>error.txt
expect_text 'the folder "INBOX" is named twice' error.txt
expect_text 'nothing can be moved there' error.txt
