# bench_fetch: 10,000 messages from Dovecot into the database, by "mail fetch".
#
#	against mbsync		default settings, into a Maildir on the same disk: at least 1.5 of its rate
#	against the bare loop	yard_fetch.c: at least 0.6 of its rate
#	with attachments made documents, sealed, against the bare loop that makes files of them: 0.6
#	memory			of the fetcher and of its confined readers, each: below 64 MB
#
# They take turns, each by TLS, on the same mailbox, which nobody changes; the first fetch of
# all, by which the server learns its own mailbox, does not count.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/bench/practice.sh"

messages=${FETCH_MESSAGES:-10000}
cases=2000
rounds=${FETCH_ROUNDS:-3}
memory_kb_max=65536

dovecot_start dovecot team@practice.test:one
box=$PWD/dovecot/mail/practice.test/team/Maildir
mkdir -p "$box/new" "$box/cur" "$box/tmp"
run_bench make_mail "$box/new" "$messages" "$cases"
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup dovecot/mail

bench_practice practice "$cases"
(umask 077 && echo one >practice/password)
cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  imap: { host: localhost, port: $IMAPS_PORT, user: team@practice.test,
	    password: "file:password", ca_file: "$PWD/dovecot/tls/ca.pem" }
YAML
bench_sql practice "UPDATE outbox SET status = 'done', idem = 'b' || case_id,
    rfc_message_id = '<b' || case_id || '@practice.test>'; PRAGMA wal_checkpoint(TRUNCATE)" >checkpoint

cat >mbsyncrc <<-CONF
	IMAPStore far
	Host localhost
	Port $IMAPS_PORT
	SSLType IMAPS
	CertificateFile $PWD/dovecot/tls/ca.pem
	User team@practice.test
	Pass one

	MaildirStore near
	Inbox $PWD/maildir/

	Channel all
	Far :far:
	Near :near:
	Create Near
	Sync Pull
	SyncState *
CONF

# Each sets "took" (seconds) and "peak" (kilobytes).
ours() {	# MAIL|DOCUMENTS
	rm -rf ours
	cp -r practice ours
	[ "$1" = documents ] || printf 'documents: { bytes_max: 0 }\n' >>ours/credence.yaml
	read -r took peak < <(run_bench measure "$CREDENCE" --quiet -C ours mail fetch)
	[ "$(bench_sql ours 'SELECT count(*) FROM message')" -eq "$messages" ] ||
	    fail "not every message was stored"
	peaks+=("$peak")
}
bare() {	# [FOLDER]
	rm -rf bare.db* files
	mkdir files
	read -r took peak < <(run_bench measure "$BUILD/bench/yard_fetch" localhost "$IMAPS_PORT" \
	    team@practice.test one bare.db "$@")
	[ "$(sqlite3 bare.db 'SELECT count(*) FROM message')" -eq "$messages" ] ||
	    fail "the bare loop left messages out"
}
mbsync_all() {
	rm -rf maildir
	mkdir maildir
	read -r took peak < <(run_bench measure mbsync -q -c mbsyncrc all)
	[ "$(find maildir/new maildir/cur -type f | wc -l)" -eq "$messages" ] ||
	    fail "mbsync left messages out"
}

bare
against_bare=() against_mbsync=() against_files=() peaks=()
our_times=() bare_times=() mbsync_times=() document_times=() file_times=()
for ((round = 0; round < rounds; round++)); do
	ours mail
	ours_took=$took
	our_times+=("$took")
	bare
	bare_times+=("$took") against_bare+=("$(of "$took / $ours_took")")
	mbsync_all
	mbsync_times+=("$took") against_mbsync+=("$(of "$took / $ours_took")")
	ours documents
	document_times+=("$took")
	bare files
	file_times+=("$took") against_files+=("$(of "$took / ${document_times[-1]}")")
	echo "round $round: ours $ours_took s, bare ${bare_times[-1]} s, mbsync ${mbsync_times[-1]} s," \
	    "ours with documents ${document_times[-1]} s, bare with files $took s" >&2
done
matched=$(bench_sql ours 'SELECT count(*) FROM message WHERE case_id IS NOT NULL')
[ "$matched" -gt $((messages * 9 / 10)) ] || fail "only $matched messages were matched"
documents=$(bench_sql ours 'SELECT count(*) FROM document')
[ "$documents" -gt $((messages / 10)) ] || fail "only $documents attachments became documents"

rate() {
	printf '%.0f/s' "$(of "$messages / $1")"
}
row "fetch of $messages messages, against mbsync" "$(rate "$(median "${our_times[@]}")")" \
    "$(rate "$(median "${mbsync_times[@]}")"); at least 1.5" "$(median "${against_mbsync[@]}")" 1.5
row "fetch of $messages messages, against a bare loop" "$(rate "$(median "${our_times[@]}")")" \
    "$(rate "$(median "${bare_times[@]}")"); at least 0.6" "$(median "${against_bare[@]}")" 0.6
row "the same, $documents attachments made documents" "$(rate "$(median "${document_times[@]}")")" \
    "$(rate "$(median "${file_times[@]}")"), files not sealed; at least 0.6" "$(median "${against_files[@]}")" 0.6
peak=$(printf '%s\n' "${peaks[@]}" | sort -n | tail -n 1)
row "memory of the largest process while fetching" "$((peak / 1024)) MB" "below 64 MB" \
    "$(of "$memory_kb_max / $peak")" 1
