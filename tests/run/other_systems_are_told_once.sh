# main flow under the sanitizers
# The http action: a request to a system that credence.yaml names, with one key over all tries; retried, failed,
# held; what may have arrived is not sent twice by itself; a workflow file reaches nothing else.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "UPDATE definition SET is_current = 0"
free_port port
start web.log python3 -u "$TOP/tests/servers/web.py" --port "$port"
wait_for port_open "$port"
echo 'secret-token' >practice/hook.token
chmod 600 practice/hook.token
webhook() {	# PATH
	printf '%s\n' 'org: {name: Elm Street Clinic, timezone: America/Chicago}' 'mail: {from: team@elm.example}' \
	    'webhooks:' "  - {name: billing, url: \"http://127.0.0.1:$port/$1\", token: \"file:hook.token\"}" \
	    >practice/credence.yaml
}
webhook echo
cat >tell.yaml <<'END'
workflow: tell
version: 1
subject: enrollment
vars: {answer: {type: text}}
states:
  waiting:
    initial: true
    on:
      - {event: user.approved, do: [{http: {name: tell, to: billing, send: {npi: provider.npi, from: subject.effective_day}}}], stay: true}
      - {event: user.once, do: [{http: {name: once, to: billing, idempotent: "no"}}], stay: true}
      - {event: user.elsewhere, do: [{http: {name: lost, to: nowhere}}], stay: true}
      - {event: http.done, do: [{note: "done {event.name} {event.status}"}], stay: true}
      - {event: [http.failed, http.unknown], do: [{set: {answer: event.text}}, {note: "not done {event.name}"}], stay: true}
      - {event: user.end, go: over}
  over: {final: true}
END
at 2026-01-06 workflow publish "$PWD/tell.yaml" >/dev/null
add_enrollment 'Prairie Health'
at 2026-01-06 case open tell enrollment "$enrollment" >/dev/null

# Taken: with the token, the key, the values; the case hears of it.
at 2026-01-06 case event CR-1 approved >/dev/null
is ready "SELECT status FROM request"
expect_json '[.done, .failed]' '[1,0]' <<<"$(at 2026-01-06 --json request send)"
key=$(sql "SELECT idem FROM request WHERE request_id = 1")
grep -q '^POST /echo auth' web.log
at 2026-01-06 request show 1 >shown.txt
expect_text "Idempotency-Key: $key" shown.txt
expect_text '"npi":"1234567893","from":null' shown.txt
expect_exit 1 grep -r secret-token practice/credence.db shown.txt
! grep -i '^Webhook-Sig' shown.txt || fail "signed with what?"
is 'done tell 200' "SELECT json_extract(changes_json, '$.effects[0].text') FROM history ORDER BY history_id DESC LIMIT 1"

# A server that is busy is asked again, later each time, with the same key; a long rest is kept.
webhook status/503
at 2026-01-06T10:00 case event CR-1 approved >/dev/null
expect_exit 3 at 2026-01-06T10:00 request send >/dev/null
expect_exit 0 at 2026-01-06T10:00 request send >/dev/null	# not due
expect_exit 3 at 2026-01-06T10:02 request send >/dev/null
webhook later/7200
expect_exit 3 at 2026-01-06T10:10 request send >/dev/null
webhook echo
expect_exit 0 at 2026-01-06T11:30 --json request send | expect_json .done 0
expect_exit 0 at 2026-01-06T12:30 --json request send | expect_json .done 1
is '4|done|done,deferred,deferred,deferred' "SELECT tries, status, (SELECT group_concat(outcome) FROM
    (SELECT outcome FROM request_attempt WHERE request_id = 2 ORDER BY n DESC)) FROM request WHERE request_id = 2"
# An answer that did not come is asked for again: the other side knows the key.
webhook slam
at 2026-01-06T13:00 case event CR-1 approved >/dev/null
expect_exit 3 at 2026-01-06T13:00 --json request send | expect_json .deferred 1
webhook echo
expect_exit 0 at 2026-01-06T13:30 --json request send | expect_json .done 1

# Refused: failed at once, with a task, and the case hears the server's words.
webhook status/400
at 2026-01-06T14:00 case event CR-1 approved >/dev/null
expect_exit 3 at 2026-01-06T14:00 --json request send | expect_json .failed 1
is 1 "SELECT count(*) FROM task WHERE name = 'request 4' AND status = 'open'"
is 1 "SELECT instr(vars_json, '400') > 0 FROM case_file"
# What may have arrived and must not come twice is held for a person.
webhook slam
at 2026-01-06T15:00 case event CR-1 once >/dev/null
expect_exit 3 at 2026-01-06T15:00 --json request send | expect_json .held 1
expect_exit 0 at 2026-01-08 --json request send | expect_json .done 0
expect_exit 2 at 2026-01-08 request release 5 2>said.txt
expect_text 'nobody knows whether request 5 arrived' said.txt
at 2026-01-08 request release 5 --sent >/dev/null
is 'done|0' "SELECT status, (SELECT count(*) FROM task WHERE name = 'request 5' AND status = 'open') FROM request
    WHERE request_id = 5"
expect_exit 2 at 2026-01-08 request release 5 --resend 2>said.txt
# A sender that was killed after its mark: the same.
at 2026-01-08 case event CR-1 once >/dev/null
sql "UPDATE request SET status = 'sending' WHERE request_id = 6"
webhook echo
expect_exit 3 at 2026-01-08 --json request send | expect_json '[.held, .done]' '[1,0]'
at 2026-01-08 request release 6 --resend >/dev/null
expect_exit 0 at 2026-01-08 --json request send | expect_json .done 1

# A name that the settings do not know is held with a task; mended, it goes.
at 2026-01-09 case event CR-1 elsewhere >/dev/null
is 'held|credence.yaml names no webhook "nowhere"' "SELECT status, reason FROM request WHERE request_id = 7"
expect_exit 0 at 2026-01-09 request list --held >said.txt
expect_text 'nowhere' said.txt
at 2026-01-09 request release 7 --drop >/dev/null
is 'cancelled|dropped by '"$(id -un)" "SELECT status, reason FROM request WHERE request_id = 7"

at 2026-01-09 --json why request 7 | expect_json '.[0].what' '"request \"lost\" to nowhere, cancelled after 0 tries"'

# What the settings may say, and that a workflow tells only whom they name.
cp tell.yaml practice/workflows/
expect_exit 2 at 2026-01-09 check 2>said.txt
expect_text 'tell.yaml:11:38: credence.yaml names no webhook "nowhere"' said.txt
rm practice/workflows/tell.yaml
printf '%s\n' 'webhooks: [{name: a, url: "http://example.org/"}, {url: "https://example.org/"}, {name: b, url: "https://e.example/", token: open}]' \
    >>practice/credence.yaml
sed -i '/^webhooks:$/,/^  - /d' practice/credence.yaml
expect_exit 2 at 2026-01-09 check 2>said.txt
expect_text 'everybody on the way can read' said.txt
expect_text 'a webhook needs a name' said.txt
webhook echo
expect_json .faults '[]' <<<"$(at 2026-01-09 --json verify)"

# A restored copy: requests may have left before, and wait for a person.
cp practice/credence.db old.db
at 2026-01-10 case event CR-1 approved >/dev/null
at 2026-01-10 request send >/dev/null
rm -f practice/credence.db-*
cp old.db practice/credence.db
at 2026-01-10 case event CR-1 approved >/dev/null
at 2026-01-10 request send >/dev/null
is held "SELECT status FROM request ORDER BY request_id DESC LIMIT 1"
at 2026-01-10 mail release all >/dev/null
expect_exit 0 at 2026-01-10 --json request send | expect_json .done 1

# Signed, where there is a secret: whoever has it can tell that it is ours, unchanged and not old.
echo 'no one knows' >practice/hook.secret
chmod 600 practice/hook.secret
webhook echo
sed -i 's/token: /secret: "file:hook.secret", token: /' practice/credence.yaml
at 2026-02-06T08:00 case event CR-1 approved >/dev/null
signed=$(sql "SELECT max(request_id) FROM request")
expect_json '[.done, .failed]' '[1,0]' <<<"$(at 2026-02-06T09:00 --json request send)"
sql "SELECT reply FROM request_attempt WHERE request_id = $signed" >signed.txt
sent() { sed -n "s/^$1: //p" signed.txt | tr -d '\r'; }
[ "$(sent Webhook-Id)" = "$(sql "SELECT idem FROM request WHERE request_id = $signed")" ]
[ "$(sent Webhook-Timestamp)" = "$(TZ=America/Chicago date -d 2026-02-06T09:00 +%s)" ]
[ "$(sent Webhook-Signature)" = "v1,$(printf '%s.%s.%s' "$(sent Webhook-Id)" "$(sent Webhook-Timestamp)" \
    "$(sql "SELECT body FROM request WHERE request_id = $signed")" | openssl dgst -sha256 -hmac 'no one knows' -binary | base64)" ]
expect_exit 1 grep -r 'no one knows' practice/credence.db signed.txt
