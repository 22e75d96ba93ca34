# main flow under the sanitizers
# Each letter that left stands once, as read, in the mailbox's folder of sent mail: put there by its server
# or by us, found by its Message-ID; the folder is the one that the server names, the usual one, or that of
# the settings.  A mailbox without one is said once and disturbs nothing.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
postfix_start postfix dovecot
mail_practice
box=dovecot/mail/practice.test/team/Maildir
folder() {	# NAME
	"${nobody[@]}" mkdir -p "$box/.$1/cur" "$box/.$1/new" "$box/.$1/tmp"
}
copies() {	# NAME: how many, and all of them read
	find "$box/.$1/cur" "$box/.$1/new" -type f | wc -l
}
later() {	# COMMAND ...: after the server had its time
	"$CREDENCE" -C practice --now "$(date -d '+5 minutes' +%FT%H:%M)" "$@"
}

# No folder: said, and the inbox is read all the same.
letters_add 2
"$CREDENCE" -C practice mail send >out.txt
later mail fetch >out.txt 2>error.txt
expect_text 'letters are not copied into the mailbox: the mailbox has no folder for sent mail' error.txt
expect_text '0 messages fetched' out.txt

# Not before the server had its time; then each once.
folder "Sent Items"
"$CREDENCE" -C practice mail fetch >out.txt 2>error.txt
[ ! -s error.txt ]
[ "$(copies "Sent Items")" -eq 0 ]
later mail fetch >out.txt
expect_text '2 letters copied into the folder of sent mail' out.txt
later mail fetch >out.txt
[ "$(copies "Sent Items")" -eq 2 ]
[ "$(find "$box/.Sent Items/cur" -name '*S' | wc -l)" -eq 2 ]
copy=$(find "$box/.Sent Items/cur" -type f | sort | head -n 1)
expect_text 'Message-ID: <k[12]@practice.test>' "$copy"
expect_text 'Auto-Submitted: auto-generated' "$copy"

# The server put it there by itself; a copy that was put just before a crash is found as well.
letters_add 1
"$CREDENCE" -C practice mail send >out.txt
sql "SELECT CAST(mime AS TEXT) FROM outbox_raw WHERE outbox_id = 3" >own.eml
"${nobody[@]}" install -m 644 own.eml "$box/.Sent Items/new/own"
sql "UPDATE outbox SET filed_ms = NULL"
later mail fetch >out.txt
if grep -q 'copied' out.txt; then
	fail "a letter was copied though it was there: $(cat out.txt)"
fi
[ "$(copies "Sent Items")" -eq 3 ]
[ "$(sql "SELECT count(*) FROM outbox WHERE filed_ms IS NULL")" -eq 0 ]

# The sender died while two were under way: the copy that the server filed of one, under an id of its own, tells
# that it left; of the other nothing is there, which proves nothing.
letters_add 2
read -r left lost < <(sql "SELECT group_concat(outbox_id, ' ') FROM outbox WHERE status = 'ready'")
sql "UPDATE outbox SET status = 'sending', lease_token = 'dead' WHERE outbox_id IN ($left, $lost)"
expect_exit 3 "$CREDENCE" -C practice mail send >out.txt
"${nobody[@]}" tee "$box/.Sent Items/new/filed" >tee.txt <<END
From: team@practice.test
Subject: as it left
Message-ID: <another@server.example>
X-Microsoft-Original-Message-ID: $(sql "SELECT rfc_message_id FROM outbox WHERE outbox_id = $left")

Hello.
END
later mail fetch >out.txt
[ "$(sql "SELECT group_concat(status) FROM outbox WHERE outbox_id IN ($left, $lost)")" = done,held ]
[ "$(sql "SELECT reply FROM outbox WHERE outbox_id = $left")" = 'it left: a copy of it lies in the folder of sent mail' ]
[ "$(sql "SELECT group_concat(name) FROM task WHERE status = 'open' AND name LIKE 'letter %'")" = "letter $lost" ]
"$CREDENCE" -C practice mail release "$lost" --drop >out.txt
later mail fetch >out.txt
[ "$(copies "Sent Items")" -eq 4 ]
rm -f "$box/.Sent Items"/*/filed*

# An older database is put back: it writes three letters anew, of which two had left.  Nothing leaves before they
# were looked for; those that lie there are known to have left, the third is a person's to let go.
sql "SELECT outbox_id FROM outbox WHERE idem IN ('k1', 'k2')" | grep -c . | grep -qx 2
sql "UPDATE outbox SET status = 'ready', sent_ms = NULL, filed_ms = NULL, reason = NULL WHERE idem IN ('k1', 'k2');
    UPDATE fact SET value = '1' WHERE name = 'sent_high_water'"
letters_add 1
expect_exit 3 "$CREDENCE" -C practice mail send --json >send.json
expect_json '[.sent, .held]' '[0,3]' <send.json
expect_exit 2 "$CREDENCE" -C practice mail release all 2>error.txt
expect_text '3 held letters were not looked for in the folder of sent mail yet' error.txt
later mail fetch >out.txt
[ "$(sql "SELECT group_concat(status || ' ' || coalesce(reply, '-')) FROM outbox WHERE idem IN ('k1', 'k2')" | grep -o 'done it left before' | wc -l)" -eq 2 ]
"$CREDENCE" -C practice mail held --json | expect_json '[.[].reason | test("and no copy of it lies in the folder of sent mail$")]' '[true]'
"$CREDENCE" -C practice mail release all >out.txt
"$CREDENCE" -C practice mail send --json | expect_json '[.sent, .held]' '[1,0]'
later mail fetch >out.txt
[ "$(copies "Sent Items")" -eq 4 ]

# A folder of the settings; none; one that does not exist; old letters stay where they are.
sed -i 's/^  letters_per_day:/  sent_folder: Archive\n&/' practice/credence.yaml
folder Archive
letters_add 1
"$CREDENCE" -C practice mail send >out.txt
later mail fetch >out.txt
[ "$(copies Archive)" -eq 1 ]
sed -i 's/sent_folder: Archive/sent_folder: none/' practice/credence.yaml
letters_add 1
"$CREDENCE" -C practice mail send >out.txt
later mail fetch >out.txt
[ "$(copies Archive)" -eq 1 ]
sed -i 's/sent_folder: none/sent_folder: Nowhere/' practice/credence.yaml
later mail fetch >out.txt 2>error.txt
expect_text 'letters are not copied into the mailbox: localhost port .* refuses to open the mailbox' error.txt
sed -i 's/sent_folder: Nowhere/sent_folder: Archive/' practice/credence.yaml
"$CREDENCE" -C practice --now "$(date -d '+9 days' +%FT%H:%M)" mail fetch >out.txt
[ "$(copies Archive)" -eq 1 ]

# The server says which folder it is, whatever its name.
dovecot_stop
DOVECOT_EXTRA='namespace inbox {
  inbox = yes
  mailbox Gesendet {
    special_use = \Sent
    auto = create
  }
}' dovecot_start dovecot team@practice.test:one enroll@payer.test:two
sed -i '/sent_folder:/d' practice/credence.yaml
letters_add 1
"$CREDENCE" -C practice mail send >out.txt
later mail fetch >out.txt
expect_text '2 letters copied' out.txt
[ "$(copies Gesendet)" -eq 2 ]
[ "$(copies "Sent Items")" -eq 4 ]

# No letter in the inbox was touched.
[ "$(dovecot_count dovecot team@practice.test)" -eq 0 ]
