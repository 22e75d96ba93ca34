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
