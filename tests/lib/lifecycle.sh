# lifecycle.sh: a small practice whose cases are walked through months and years in seconds.
#
#	lifecycle_start			the folder "practice": one provider, three payers
#	add_enrollment PAYER [COLUMN=VALUE ...]	sets "enrollment"; the state is that of the provider
#	add_credential TYPE [COLUMN=VALUE ...]	sets "credential"
#	at DAY[THH:MM] COMMAND ...		a command of the program on that day (09:30)
#	walk FROM TO				on each day when something is due the inbox is read and a tick
#						made; the last one on TO
#	event DAY CASE EVENT [KEY=VALUE ...]	something happens to a case
#	sql TEXT				asks the database
#	is WANT TEXT				the database's answer is this

lifecycle_start() {
	"$CREDENCE" --quiet --now 2026-01-05T08:00 init practice --org 'Elm Street Clinic' \
	    --timezone America/Chicago --from team@elm.example
	sql "INSERT INTO provider (npi, last_name, first_name, provider_type, email, practice_state, created_ms,
	      modified_ms) VALUES ('1234567893', 'Larkspur', 'Ada', 'MD', 'ada@elm.example', 'TX', 0, 0);
	    INSERT INTO payer (name, kind, email, created_ms, modified_ms) VALUES
	      ('Prairie Health', 'commercial', 'desk@prairie.example', 0, 0),
	      ('Medicare', 'medicare', NULL, 0, 0),
	      ('Texas Medicaid', 'medicaid', 'enroll@medicaid.example', 0, 0)"
	changed provider 1
}

sql() {
	sqlite3 -cmd '.timeout 5000' practice/credence.db "$1"
}

is() {
	local got
	got=$(sql "$2")
	[ "$got" = "$1" ] || fail "\"$got\" instead of \"$1\": $2"
}

# The record has to be looked at, as after an import.
changed() {
	sql "INSERT OR IGNORE INTO changed (subject_type, subject_id, at_ms) VALUES ('$1', $2, 0)"
}

# columns TABLE ID COLUMN=VALUE ...: sets them and lets the cases know.
columns() {
	local table=$1 id=$2 word
	shift 2
	for word; do
		sql "UPDATE $table SET ${word%%=*} = nullif('${word#*=}', '') WHERE ${table}_id = $id"
	done
	changed "$table" "$id"
}

add_enrollment() {
	local payer=$1
	shift
	enrollment=$(sql "INSERT INTO enrollment (provider_id, payer_id, state, created_ms, modified_ms)
	    SELECT 1, payer_id, 'TX', 0, 0 FROM payer WHERE name = '$payer' RETURNING enrollment_id")
	columns enrollment "$enrollment" "$@"
}

add_credential() {
	credential=$(sql "INSERT INTO credential (provider_id, credential_type, created_ms, modified_ms)
	    VALUES (1, '$1', 0, 0) RETURNING credential_id")
	shift
	columns credential "$credential" "$@"
}

at() {
	local when=$1
	shift
	[[ $when == *T* ]] || when=${when}T09:30
	"$CREDENCE" -C practice --now "$when" "$@"
}

# Whatever came until then has been read.
read_inbox() {
	sql "INSERT INTO mailbox (account, folder, uidvalidity, last_uid, synced_ms)
	    VALUES ('test', 'INBOX', 0, 0, 1000 * $(date -d "TZ=\"America/Chicago\" ${1/T/ }" +%s))
	    ON CONFLICT (account, folder) DO UPDATE SET synced_ms = excluded.synced_ms"
}

# The next day on which something is due, no earlier than the given one.
next_due() {
	local due
	due=$(sql "SELECT coalesce(min(due_ms) / 1000, 0) FROM timer WHERE is_held = 0")
	due=$(TZ=America/Chicago date -d "@$due" +%F)
	[[ $due > $1 ]] || due=$1
	echo "$due"
}

walk() {
	local day=$1
	while [[ $day < $2 || $day == "$2" ]]; do
		read_inbox "${day}T09:30"
		tick "$day"
		day=$(next_due "$(date -ud "$day + 1 day" +%F)")
	done
	read_inbox "$2T09:30"
	tick "$2"
}

tick() {
	many -C practice --now "$1T09:30" --quiet tick
	[ "$many_status" -eq 0 ] || fail "tick on $1: $many_status, $(cat many.err)"
}

event() {
	local day=$1
	shift
	read_inbox "${day}T10:00"
	at "${day}T10:00" case event "$@" >>events.txt
	at "${day}T10:00" --quiet tick
}

# letters NAME: the days on which letters of that name were written.
letters() {
	sql "SELECT group_concat(day, ' ') FROM (SELECT date(created_ms / 1000, 'unixepoch', '-6 hours')
	    AS day FROM outbox WHERE name = '$1' ORDER BY outbox_id)"
}

# in_state CASE WANT
in_state() {
	is "$2" "SELECT state FROM case_file WHERE case_id = $1"
}
