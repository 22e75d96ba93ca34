# When the port is taken, the daemon says so, works without pages, and has them when it is free again.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/daemon.sh"

"$CREDENCE" --quiet init other --org Other --timezone UTC --from team@other.example
daemon_start other
other_pid=$daemon_pid
port=$daemon_port
"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
printf 'org: { name: P, timezone: America/Chicago }\nmail: { from: team@practice.example }\nweb: { port: %s }\n' \
    "$port" >practice/credence.yaml
start practice.log "$CREDENCE" -C practice run
wait_for grep -q '^running without pages' practice.log
expect_text "port $port is taken by another program" practice.log

# The clock works: it opens the cases that the rules ask for.
printf '%s\n' 'NPI,Last Name,First Name,State,CAQH Last Attested' \
    "1234567893,Larkspur,Ada,IL,$(date +%F)" >providers.csv
"$CREDENCE" --quiet -C practice import providers providers.csv
case_opened() {
	[ "$("$CREDENCE" --json -C practice case list | jq length)" -gt 0 ]
}
wait_for case_opened

stop_process "$other_pid"
wait_for port_open "$port"
