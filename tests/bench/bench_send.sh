# bench_send: 1,000 letters of 1,000 cases to smtp-sink over one connection, by "mail send".
#
#	for each sync		at least 0.7 letter for each time that the disk is asked to have everything
#				(fdatasync, fsync; counted): the end of one letter and the mark of the next
#				are one commit
#	on the disk		letters a second, beside what the same disk takes of small writes; no limit,
#				since no letter crosses the network as fast as a fast disk syncs
#	against smtp-source	the same size, one connection, one recipient each; the data folder in
#				memory, so that no disk is waited for: at least half of its rate
#
# Ours speaks TLS with a front before the sink; smtp-source, which knows none, goes through a front that
# passes on in the clear.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/bench/practice.sh"

letters=1000
rounds=${SEND_ROUNDS:-5}
syncs=500

sink_start sink
certificates_make tls
free_port front_port
free_port plain_port
start front.log run_bench front "$front_port" "$SINK_PORT" tls/good.pem tls/good.key
start plain.log run_bench front "$plain_port" "$SINK_PORT"
wait_for port_open "$front_port"
wait_for port_open "$plain_port"

bench_practice practice "$letters"
cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  transport: smtp
	  smtp: { host: localhost, port: $front_port, ca_file: "$PWD/tls/ca.pem" }
	  letters_per_minute: 0
YAML
bench_sql practice "PRAGMA wal_checkpoint(TRUNCATE)" >checkpoint
memory=$(mktemp -d /dev/shm/bench.XXXXXX)
at_exit rm -rf "$memory"

# Each sets "took", the seconds for all letters.
ours() {	# FOLDER
	local peak
	rm -rf "$1/ours"
	cp -r practice "$1/ours"
	read -r took peak < <(run_bench measure "$CREDENCE" --quiet -C "$1/ours" mail send)
	[ "$(bench_sql "$1/ours" "SELECT count(*) FROM outbox WHERE status = 'done'")" -eq "$letters" ] ||
	    fail "not every letter was sent"
	peaks+=("$peak")
}
source_all() {
	local peak
	read -r took peak < <(run_bench measure smtp-source -d -s 1 -r 1 -m "$letters" -l "$bytes" \
	    -f team@practice.test -t desk@p1.test "127.0.0.1:$plain_port")
	peaks+=("$peak")
}

peaks=() ours "$PWD"
rm -rf ours
cp -r practice ours
strace -f -o syncs -e trace=fdatasync,fsync,sync_file_range "$CREDENCE" --quiet -C ours mail send
counted=$(grep -c 'sync.*= 0$' syncs)
bytes=$(bench_sql ours "SELECT CAST(avg(length(mime)) AS INTEGER) FROM outbox_raw")
per_sync=() against_source=() disk_rates=() our_rates=() memory_rates=() source_rates=()
for ((round = 0; round < rounds; round++)); do
	before=$(run_bench yard_disk "$PWD/disk" "$syncs")
	ours "$PWD"
	after=$(run_bench yard_disk "$PWD/disk" "$syncs")
	disk_rates+=("$(of "2 / (1 / $before + 1 / $after)")")
	our_rates+=("$(of "$letters / $took")")
	per_sync+=("$(of "${our_rates[-1]} / ${disk_rates[-1]}")")
	ours "$memory"
	memory_rates+=("$(of "$letters / $took")")
	source_all
	source_rates+=("$(of "$letters / $took")")
	against_source+=("$(of "${memory_rates[-1]} / ${source_rates[-1]}")")
	echo "round $round: ${our_rates[-1]} letters, ${disk_rates[-1]} syncs;" \
	    "in memory ${memory_rates[-1]}, smtp-source ${source_rates[-1]}" >&2
done

rate() {
	printf '%.0f/s' "$(median "$@")"
}
row "sending of $letters letters, for each sync" "$letters" "$counted syncs; at least 0.7" \
    "$(of "$letters / $counted")" 0.7
row "sending of $letters letters, on the disk" "$(rate "${our_rates[@]}")" \
    "$(rate "${disk_rates[@]}") small syncs; no limit" "$(median "${per_sync[@]}")" none
row "sending of $letters letters, against smtp-source" "$(rate "${memory_rates[@]}")" \
    "$(rate "${source_rates[@]}"); at least 0.5" "$(median "${against_source[@]}")" 0.5
