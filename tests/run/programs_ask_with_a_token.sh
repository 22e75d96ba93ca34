# main flow under the sanitizers
# A program lists, shows, adds and changes with a token, no more than the token may, and never over what it did not see.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

# api STATUS METHOD PATH [curl's words]: as the holder of $token; the answer is in "answer".
api() {
	local want=$1 method=$2 path=$3 got
	shift 3
	got=$(curl -s --max-time 60 -X "$method" -D head -o answer -w '%{http_code}' \
	    ${token:+-H "Authorization: Bearer $token"} "$@" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$method $path answers $got instead of $want: $(head -c 300 answer)"
}
json=(-H 'Content-Type: application/json')

practice_make
free_port registry_port
start registry.log python3 -u "$TOP/tests/servers/web.py" --port "$registry_port"
wait_for port_open "$registry_port"
printf '%s\n' "registry: { lookup: true, nppes_url: \"http://127.0.0.1:$registry_port/nppes/\" }" >>practice/credence.yaml
credence() { "$CREDENCE" --quiet -C practice "$@"; }
credence user add maria --role coordinator >/dev/null
credence user add ben --role billing >/dev/null
token=$(credence user token add maria sync --scope work)
reader=$(credence user token add maria reports)
expect_exit 2 credence user token add ben everything --scope work 2>refused
expect_text 'ben" \(billing\) may not read whole files' refused
! grep -rq "$token" practice || fail "the token is kept as it is"
practice_serve practice

# The fields are those of the commands.
for noun in provider payer location credential enrollment contact document agreement background case task deadline mail; do
	path=/api/${noun}s
	[ "$noun" = mail ] && path=/api/mail
	api 200 GET "$path"
	diff <(jq -S . answer) <(credence --json "$noun" list | jq -S .) || fail "$path is not \"$noun list\""
done
api 200 GET /api/parties
api 200 GET /api/providers/1234567893
diff <(jq -S . answer) <(credence --json provider show 1234567893 | jq -S .)
api 200 GET /api/cases/CR-1
diff <(jq -S . answer) <(credence --json case show 1 | jq -S .)
api 200 GET '/api/providers?limit=1'
expect_text '^Link: </api/providers\?offset=1&limit=1>; rel="next"' head
api 200 GET '/api/providers?offset=1&limit=1'
expect_json 'length' 1 <answer
! grep -i '^Link' head || fail "there is nothing after the last"

# Refused, clearly.
api 400 GET '/api/providers?nmae=Lark'
expect_text 'nothing here is narrowed by ' answer
api 400 GET '/api/providers?state=Atlantis'
api 400 GET '/api/providers?limit=0'
api 404 GET /api/providers/99
api 404 GET /api/nothing
api 405 POST /api/mail "${json[@]}" -d '{}'
api 415 POST /api/payers -d 'name=Plain'
api 400 POST /api/payers "${json[@]}" -d '{"name": "Plain"'
api 400 POST /api/payers "${json[@]}" -d '["name"]'
api 400 POST /api/payers "${json[@]}" -d '{"nmae": "Plain"}'
expect_text 'name' answer

# Added, changed, and not over what somebody else did meanwhile.
api 201 POST /api/payers "${json[@]}" -d '{"name": "Plain Health", "state": "Illinois", "turnaround_days": 60, "is_caqh_used": false}'
expect_json '[.state, .turnaround_days, .is_caqh_used]' '["IL",60,false]' <answer
payer=$(sed -n 's/\r$//; s/^Location: //p' head)
etag=$(sed -n 's/\r$//; s/^ETag: //p' head)
api 409 POST /api/payers "${json[@]}" -d '{"name": "plain health"}'
api 428 PATCH "$payer" "${json[@]}" -d '{"phone": "3125550100"}'
api 200 PATCH "$payer" "${json[@]}" -H "If-Match: $etag" -d '{"phone": "3125550100", "turnaround_days": null}'
expect_json '.turnaround_days' null <answer
api 412 PATCH "$payer" "${json[@]}" -H "If-Match: $etag" -d '{"phone": "3125550199"}'
expect_json '[.current.phone, .wanted.phone]' '["312-555-0100","3125550199"]' <answer
api 200 PATCH "$payer" "${json[@]}" -H 'If-Match: *' -d '{"phone": "3125550199"}'
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM audit WHERE actor = 'maria (token sync)'")" = 3 ]

# A case hears of it once.
said='{"event": "user.submit", "once": "k1", "fields": {"reference": "R-17"}}'
id=$(sqlite3 practice/credence.db \
    "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment' ORDER BY case_id LIMIT 1")
api 200 POST "/api/cases/$id/events" "${json[@]}" -d "$said"
api 200 POST "/api/cases/$id/events" "${json[@]}" -d "$said"
expect_json '[.timeline[] | select(.actor == "maria (token sync)")] | length' 1 <answer
api 200 POST "/api/cases/$id/notes" "${json[@]}" -d '{"text": "by a program"}'
api 400 POST "/api/cases/$id/notes" "${json[@]}" -d '{}'
api 200 POST "/api/cases/$id/pause" "${json[@]}" -d '{}'
api 409 POST "/api/cases/$id/pause" "${json[@]}" -d '{}'
api 200 POST "/api/cases/$id/resume" "${json[@]}" -d '{"skip": true}'
task=$(sqlite3 practice/credence.db "SELECT task_id FROM task WHERE status = 'open' LIMIT 1")
api 200 POST "/api/tasks/$task/done" "${json[@]}" -d '{}'

# What else the commands list, by the same words.
same() { # PATH COMMAND ...
	local path=$1
	shift
	api 200 GET "$path"
	diff <(jq -S . answer) <(credence --json "$@" | jq -S .) || fail "$path is not \"$*\""
}
same '/api/billable?provider=1234567893&on=2026-12-01' billable --provider 1234567893 --on 2026-12-01
same /api/duties duty list
same /api/workflows/payer_enrollment workflow show payer_enrollment
same "/api/why/case/CR-$id" why case "$id"
same /api/feeds feed list
for path in /api/providers/1234567893/readiness /api/gaps /api/runway /api/revalidations \
    '/api/duplicates?score=0' /api/stale /api/holds /api/destroyed /api/review \
    '/api/reports/weekly?until=2026-11-20&figure=open_applications' /api/requests /api/workflows \
    /api/matches /api/rosters "/api/cases/$id/why-not" /api/letters /api/letters/held /api/suppressed \
    /api/calendars /api/answers '/api/identifiers/npi?value=1234567893' /api/lists; do
	api 200 GET "$path"
done
api 400 GET /api/billable
api 400 GET '/api/identifiers/npi?vaule=1'
expect_text 'nothing here is called ' answer
api 400 GET '/api/gaps?provider=1&provider=2'
api 404 GET /api/workflows/nothing

# What else is done, once, and not with words that nobody reads.
task=$(sqlite3 practice/credence.db "SELECT task_id FROM task WHERE status = 'open' ORDER BY task_id DESC LIMIT 1")
api 404 POST "/api/tasks/$task/assign" "${json[@]}" -d '{"assignee": "nobody"}'
api 400 POST "/api/tasks/$task/assign" "${json[@]}" -d '{"assignee": "maria", "asignee": "ben"}'
api 200 POST "/api/tasks/$task/assign" "${json[@]}" -d '{"assignee": "maria"}'
api 400 POST "/api/tasks/$task/move" "${json[@]}" -d '{}'
expect_text '\\"day\\" is missing' answer
api 200 POST "/api/tasks/$task/move" "${json[@]}" -d "{\"day\": \"$(practice_day 90)\"}"
[ "$(sqlite3 practice/credence.db "SELECT assignee || ' ' || due_day FROM task WHERE task_id = $task")" = "maria $(practice_day 90)" ]
[ "$(sqlite3 practice/credence.db "SELECT count(*) FROM audit WHERE actor = 'maria (token sync)'
    AND object = 'task $task'")" = 2 ]
api 201 POST /api/actions "${json[@]}" -d "{\"text\": \"call the payer\", \"due\": \"$(practice_day 90)\"}"
action=$(jq .review_action_id answer)
api 200 POST "/api/actions/$action/done" "${json[@]}" -d '{"outcome": "called"}'
api 409 POST "/api/actions/$action/done" "${json[@]}" -d '{"outcome": "called"}'
api 201 POST /api/credentials "${json[@]}" -d \
    '{"provider": "1234567893", "credential_type": "state_license", "state": "IL", "number": "036-1", "expires_day": "2099-07-31"}'
credential=$(jq .credential_id answer)
api 200 POST "/api/credentials/$credential/verify" "${json[@]}" -d '{"method": "web", "result": "clear"}'
expect_json '[.status, .verified_result]' '["verified","clear"]' <answer
api 400 POST "/api/credentials/$credential/verify" "${json[@]}" -d '{"method": "web"}'
api 201 POST /api/feeds "${json[@]}" -d '{"name": "for a program", "kind": "expirables", "past": 10}'
curl -sf "$(jq -r .url answer)" >feed.ics
expect_text BEGIN:VCALENDAR feed.ics
api 409 POST /api/feeds "${json[@]}" -d '{"name": "for a program"}'
api 400 POST /api/feeds "${json[@]}" -d '{"name": "another", "past": "long"}'
api 200 POST /api/feeds/for%20a%20program/revoke "${json[@]}" -d '{}'
api 409 POST /api/feeds/for%20a%20program/revoke "${json[@]}" -d '{}'
api 200 POST /api/suppressed "${json[@]}" -d '{"email": "desk@payer.example", "reason": "they asked"}'
api 200 POST /api/suppressed/lift "${json[@]}" -d '{"email": "desk@payer.example"}'
api 404 POST /api/suppressed/lift "${json[@]}" -d '{"email": "desk@payer.example"}'
provider=$(sqlite3 practice/credence.db "SELECT npi FROM provider ORDER BY provider_id DESC LIMIT 1")
api 201 POST /api/cases "${json[@]}" -d "{\"workflow\": \"offboarding\", \"type\": \"provider\", \"id\": \"$provider\"}"
api 409 POST /api/cases "${json[@]}" -d "{\"workflow\": \"offboarding\", \"type\": \"provider\", \"id\": \"$provider\"}"

# The committee meets.
api 200 GET /api/caqh
api 201 POST /api/meetings "${json[@]}" -d "{\"day\": \"$(practice_day 1)\", \"chair\": \"Dr. Alder\"}"
meeting=$(jq .committee_meeting_id answer)
api 201 POST "/api/meetings/$meeting/files" "${json[@]}" -d '{"provider": "1234567893"}'
paper=$(jq '.items[0].committee_item_id' answer)
api 409 POST "/api/meetings/$meeting/files" "${json[@]}" -d '{"provider": "1234567893"}'
api 200 POST "/api/files/$paper/vote" "${json[@]}" -d '{"member": "Dr. Alder", "vote": "approve"}'
api 400 POST "/api/files/$paper/decide" "${json[@]}" -d '{"decision": "perhaps"}'
same "/api/meetings/$meeting" committee show "$meeting"
same /api/meetings committee list

# Papers: kept, decided, given back; who may not is told so before the bytes.
printf '%%PDF-1.4 a licence' >licence.pdf
file=(-H 'Content-Type: application/octet-stream' --data-binary @licence.pdf)
api 201 POST '/api/documents/file?provider=1234567893&kind=license&name=licence.pdf' "${file[@]}"
expect_json '[.status, .content_type, .bytes]' '["received","application/pdf",18]' <answer
paper=$(jq .document_id answer)
api 200 GET "/api/documents/$paper/file"
cmp answer licence.pdf
api 400 PATCH "/api/documents/$paper" "${json[@]}" -H 'If-Match: *' -d '{"status": "accepted"}'
api 400 POST "/api/documents/$paper/decide" "${json[@]}" -d '{"as": "rejected"}'
api 200 POST "/api/documents/$paper/decide" "${json[@]}" -d '{"as": "accepted"}'
api 409 POST "/api/documents/$paper/decide" "${json[@]}" -d '{"as": "accepted"}'
api 201 POST '/api/documents/file?provider=1234567893&name=unknown.pdf' "${file[@]}"
unknown=$(jq .document_id answer)
api 400 POST "/api/documents/$unknown/decide" "${json[@]}" -d '{"as": "accepted"}'
api 200 POST "/api/documents/$unknown/decide" "${json[@]}" -d '{"as": "accepted", "kind": "license copy", "state": "il"}'
expect_json '[.kind, .state, .status]' '["license copy","IL","accepted"]' <answer
api 201 POST "/api/documents/file?provider=1234567893&kind=license&name=new.pdf&replaces=$paper" "${file[@]}"
api 400 POST '/api/documents/file?provider=1234567893' "${file[@]}"
api 400 POST '/api/documents/file?name=x&status=accepted' "${file[@]}"
token='' api 401 POST '/api/documents/file?name=x' "${file[@]}"
token=$reader api 403 POST '/api/documents/file?name=x' "${file[@]}"
api 201 POST /api/documents "${json[@]}" -d '{"provider": "1234567893", "name": "degree", "reference": "cabinet 3"}'
paper=$(jq .document_id answer)
api 200 PATCH "/api/documents/$paper" "${json[@]}" -H 'If-Match: *' -d '{"status": "accepted"}'
api 404 GET "/api/documents/$paper/file"

# People are administered by who may.
api 403 GET /api/users
api 403 GET /api/audit
api 403 POST /api/holds "${json[@]}" -d '{"provider": "all", "reason": "a suit"}'
credence user add ada --role admin >/dev/null
expect_exit 2 credence user token add maria people --scope admin
admin=$(credence user token add ada people --scope admin --scope read --scope audit)
token=$admin same /api/users user list
token=$admin same /api/tokens user token list
token=$admin api 200 GET '/api/audit?find=token&limit=1'
expect_json 'length' 1 <answer
token=$admin api 201 POST /api/users "${json[@]}" -d '{"name": "noor", "roles": "billing, auditor"}'
expect_json '[.roles, .status]' '["billing, auditor","invited"]' <answer
curl -sf "$(jq -r .link answer)" >/dev/null
token=$admin api 400 POST /api/users "${json[@]}" -d '{"name": "leo", "roles": "king"}'
token=$admin api 200 POST /api/users/noor/retire "${json[@]}" -d '{}'
token=$admin api 409 POST /api/users/ada/retire "${json[@]}" -d '{}'
token=$admin api 201 POST /api/holds "${json[@]}" -d '{"provider": "all", "reason": "a suit"}'
hold=$(jq .legal_hold_id answer)
token=$admin api 200 POST "/api/holds/$hold/lift" "${json[@]}" -d '{"reason": "it is over"}'
token=$admin api 409 POST "/api/holds/$hold/lift" "${json[@]}" -d '{"reason": "it is over"}'

# A registry is asked, the answer is kept; nothing is taken over that was not to be.
asked=/api/providers/1234567893/lookup
api 200 POST "$asked" "${json[@]}" -d '{"registry": "nppes"}'
expect_json '[.result, .provider_id, .is_kept, .is_applied, .said.kind]' '["found",1,false,false,"person"]' <answer
api 200 POST "$asked" "${json[@]}" -d '{"registry": "nppes", "apply": true}'
expect_json '[.is_kept, .is_applied]' '[true,true]' <answer
api 200 GET /api/providers/1234567893
expect_json .taxonomy_code 207Q00000X <answer
api 400 POST "$asked" "${json[@]}" -d '{"registry": "mine"}'
api 400 POST "$asked" "${json[@]}" -d '{"registry": "sam"}'
expect_text 'answers who has an account there' answer
api 400 POST "$asked" "${json[@]}" -d '{"registry": "caqh", "apply": true}'
api 404 POST /api/providers/99/lookup "${json[@]}" -d '{"registry": "nppes"}'
token=$reader api 403 POST "$asked" "${json[@]}" -d '{"registry": "nppes"}'
api 200 GET '/api/lookups?provider=1234567893&registry=nppes'
expect_json '[.[] | [.registry_lookup_id, .actor, .result]]' '[[1,"maria (token sync)","found"]]' <answer
api 200 GET /api/lookups/1
expect_json '.answer | fromjson | .results[0].number' 1234567893 <answer
api 404 GET /api/lookups/9
same /api/payer-clocks payer clocks
api 200 GET /api/proposals
api 404 POST /api/proposals/1/decide "${json[@]}" -d '{"as": "refused", "reason": "no"}'

# A workflow is checked and published by who may, with its reason.
source=practice/workflows/offboarding.yaml
version() {	# N: its text as that version, as JSON with the note $2
	sed "s/^version: .*/version: $1/" "$source" >sent.yaml
	jq -n --rawfile source sent.yaml --arg note "$2" 'if $note == "" then { source: $source } else { source: $source, note: $note } end' >sent.json
}
version 900 ''
api 403 POST /api/workflows/check "${json[@]}" -d @sent.json
token=$admin api 200 POST /api/workflows/check "${json[@]}" -d @sent.json
expect_json .is_valid true <answer
token=$admin api 400 POST /api/workflows "${json[@]}" -d @sent.json
version 900 'by a program'
token=$admin api 201 POST /api/workflows "${json[@]}" -d @sent.json
expect_json '[.name, .version, .is_new]' '["offboarding",900,true]' <answer
cmp sent.yaml "$source"
expect_json .version 900 < <(credence --json workflow show offboarding)
version 3 'an older one'
token=$admin api 409 POST /api/workflows "${json[@]}" -d @sent.json
expect_text 'version: 900' "$source"
printf '%s\n' '{"source": "workflow: ../../etc/cron\nversion: 1\nsubject: provider\n", "note": "x"}' >sent.json
token=$admin api 400 POST /api/workflows "${json[@]}" -d @sent.json
sed 's/, "note": "x"//' sent.json >check.json
token=$admin api 200 POST /api/workflows/check "${json[@]}" -d @check.json
expect_json '[.is_valid, (.problems | length > 0)]' '[false,true]' <answer

# A token that only reads, none, and one that ended.
token=$reader api 403 PATCH "$payer" "${json[@]}" -H 'If-Match: *' -d '{"phone": null}'
token='' api 401 GET /api/providers
expect_text '^WWW-Authenticate: Bearer' head
token='' api 200 GET /api/openapi.json
token=crd_nonsense api 401 GET /api/providers
credence user token list maria --json >list
expect_json 'map([.name, .scopes, .status, .used_ms != null])' \
    '[["sync","work","active",true],["reports","names, read","active",true]]' <list
credence user token revoke 1
api 401 GET /api/providers
practice_stop_pages

# A password that became known elsewhere is refused: by a list of words, and by one of hashes in their order.
known() {	# EXIT PASSWORD
	echo "$2" >password
	expect_exit "$1" credence user password maria --from password 2>refused
	[ "$1" = 0 ] || expect_text 'became known elsewhere' refused
}
sed -i 's/web: {/web: { blocklist: known.txt,/' practice/credence.yaml
expect_exit 2 credence check 2>refused
expect_text 'could not open web.blocklist known.txt' refused
printf '%s\n' 'a first one of theirs' 'Summer rain in Wales' >practice/known.txt
credence check
known 2 'summer rain in wales'
known 0 'summer rain in Cork'
python3 -c '
import hashlib
for line in sorted(hashlib.sha1(b"known password %d" % i).hexdigest().upper() + ":%d" % (i * i) for i in range(5000)):
    print(line, end="\r\n")' >practice/known.txt
for i in 0 17 4999 $((RANDOM % 5000)); do
	known 2 "known password $i"
done
known 0 'known password 5000'
known 0 'known password -1'
sed -i '1000,4000s/.*/no hash at all/' practice/known.txt
echo 'known password 5000' >password
expect_exit 2 credence user password maria --from password 2>refused
expect_text 'web.blocklist known.txt: it has lines that are no hashes' refused
