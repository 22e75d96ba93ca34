# A server that lets mail be read but refuses to tell of news is asked after growing pauses, and named once; when it went
# away and came back, and tells of news, the inbox is read again.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

certificates_make tls
free_port port
start server.log python3 "$TOP/tests/servers/refuses_idle.py" "$port" tls/good.pem tls/good.key refusals
server=$started
wait_for port_open "$port"
"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
(umask 077 && echo one >practice/password)
cat >practice/credence.yaml <<-YAML
	org: { name: Practice, timezone: America/Chicago }
	mail:
	  from: team@practice.test
	  imap: { host: localhost, port: $port, user: team, password: "file:password", ca_file: "$PWD/tls/ca.pem" }
	  look_seconds: 2
YAML
start daemon.log "$CREDENCE" -C practice run
asked() {
	[ -e refusals ] && [ "$(wc -l <refusals)" -ge "$1" ]
}
daemon=$started
wait_for asked 3
awk 'NR > 1 { print $1 - before } { before = $1 }' refusals >pauses
awk 'NR == 1 && $1 < 1 || NR == 2 && $1 < 2 { exit 1 }' pauses || fail "the pauses do not grow: $(cat pauses)"
[ "$(grep -c 'the inbox is not read' daemon.log)" -eq 1 ] || fail "not said once: $(cat daemon.log)"
! grep -q 'read again' daemon.log || fail "it is well too early: $(cat daemon.log)"
stop_process "$server"
start server.log python3 "$TOP/tests/servers/refuses_idle.py" "$port" tls/good.pem tls/good.key refusals grants
wait_for grep -q 'the inbox is read again' daemon.log
stop_process "$daemon"
