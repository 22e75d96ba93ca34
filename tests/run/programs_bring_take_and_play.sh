# A program brings files of records and of excluded parties, takes tables out, screens and signs the month, sees a sensitive
# field, and plays workflows out, with a token that may; without the right, with a word too many, over what was not read, or
# a second time nothing is changed.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

api() {	# STATUS METHOD PATH [curl's words]: as the holder of $token; the answer is in "answer"
	local want=$1 method=$2 path=$3 got
	shift 3
	got=$(curl -s --max-time 60 -X "$method" -D head -o answer -w '%{http_code}' \
	    ${token:+-H "Authorization: Bearer $token"} "$@" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$method $path answers $got instead of $want: $(head -c 300 answer)"
}
json=(-H 'Content-Type: application/json')
bytes=(-H 'Content-Type: application/octet-stream')
ask() { sqlite3 practice/credence.db "$1"; }

practice_make
credence() { "$CREDENCE" --quiet -C practice "$@"; }
credence user add maria --role manager >/dev/null
credence user add tom --role coordinator >/dev/null
credence user add root --role admin >/dev/null
credence provider set 1234567893 birth_day=1980-02-03
reader=$(credence user token add tom reports)
work=$(credence user token add tom sync --scope work)
field=$(credence user token add tom field --scope birth)
audit=$(credence user token add maria audit --scope audit)
all=$(credence user token add maria all --scope audit --scope birth)
admin=$(credence user token add root admin --scope admin)
expect_exit 2 credence user token add tom bank --scope bank 2>refused
expect_text 'may not' refused
practice_serve practice

# Records: tried, then taken in, once.
token=$work
printf 'NPI,Last Name,First Name,State\n1003000126,Okapi,Ida,IL\n12,Wrong,Number,IL\n' >new.csv
send() { api "$1" POST "/api/imports?$2" "${bytes[@]}" --data-binary @"$3"; }
send 400 'kind=okapis&name=new.csv' new.csv
send 400 'kind=providers' new.csv
send 400 'kind=providers&name=new.csv&dry=1' new.csv
send 201 'kind=providers&name=..%2fnew.csv' new.csv
expect_json '[.status, .name, .rows, .added, .refused, .problems[0].line]' '["tried","new.csv",2,1,1,3]' <answer
id=$(jq .import_id answer)
[ "$(ask "SELECT count(*) FROM provider")" = 2 ] || fail "what was only tried is in"
token=$audit api 403 POST "/api/imports/$id/take" "${json[@]}" -d "{}"
token=$reader api 403 GET "/api/imports/$id"
api 200 POST "/api/imports/$id/take" "${json[@]}" -d '{}'
expect_json '[.status, .added, .refused]' '["taken",1,1]' <answer
api 200 POST "/api/imports/$id/take" "${json[@]}" -d "{}"
[ "$(ask "SELECT count(*) FROM provider")" = 3 ] || fail "the rows are not in, or twice"
api 200 GET "/api/imports/$id"
expect_json .status taken <answer
api 200 GET "/api/imports/$id/refused"
expect_text '^12,Wrong,Number,IL,' answer
api 404 GET /api/imports/99
printf 'NPI,Last Name,SSN\n1003000126,Okapi,123-45-6789\n' >secret.csv
send 201 'kind=providers&name=secret.csv' secret.csv
id=$(jq .import_id answer)
! grep -q 123-45 answer || fail "a sensitive cell is shown"
api 403 POST "/api/imports/$id/take" "${json[@]}" -d "{}"

# Tables.
token=$audit
api 200 GET /api/exports
expect_json '[.[] | select(.table == "providers")]' '[{"table":"providers","is_imported":true}]' <answer
api 200 GET /api/exports/providers
expect_json '[.[].last_name]' '["Larkspur","Foxglove","Okapi"]' <answer
api 200 GET '/api/exports/providers?format=csv'
expect_text '^1234567893,|,1234567893,' answer
! grep -q 1980-02-03 answer || fail "a birth day is taken out unasked"
api 403 GET '/api/exports/providers?sensitive=true'
token=$all api 403 GET '/api/exports/providers?sensitive=true'
api 404 GET /api/exports/sessions
api 400 GET '/api/exports/providers?format=xlsx'
token=$work api 403 GET /api/exports/providers
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'export' AND actor LIKE 'maria (token audit)'")" = 2 ] || fail "exports are not in the log"

# One sensitive field, with its reason, in the log.
reveal() { token=$2 api "$1" POST /api/providers/1234567893/reveal "${json[@]}" -d "$3"; }
reveal 403 "$work" '{"field": "birth_day", "reason": "form"}'
reveal 400 "$field" '{"field": "birth_day"}'
reveal 400 "$field" '{"field": "last_name", "reason": "form"}'
reveal 403 "$field" '{"field": "discipline", "reason": "form"}'
[ "$(ask "SELECT count(*) FROM audit WHERE detail LIKE '%birth_day%' AND actor LIKE 'tom%'")" = 0 ] || fail "a look that failed is in the log"
reveal 200 "$field" '{"field": "birth_day", "reason": "form"}'
expect_json '[.field, .value]' '["birth_day","1980-02-03"]' <answer
[ "$(ask "SELECT count(*) FROM audit WHERE actor LIKE 'tom (token field)' AND detail || object LIKE '%birth_day%'")" = 1 ] || fail "the look is not in the log"

# Lists, the month and its signature.
token=$work
head='LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE'
printf '%s\n' "$head" 'LARKSPUR,ADA,,,DOCTOR,,,1234567893,19800203,1 ELM,SPRINGFIELD,IL,62701,1128a1,20200101,00000000,00000000,' >leie.csv
list() { api "$1" POST "/api/lists/$2" "${bytes[@]}" --data-binary @"$3"; }
list 400 'leie' leie.csv
list 400 'state:QQ?name=a.csv' leie.csv
list 400 'leie?name=leie.csv&day=2999-01-01' leie.csv
list 400 'leie?name=new.csv' new.csv
token=$reader list 403 'leie?name=leie.csv' leie.csv
api 404 POST /api/screening/run "${json[@]}" -d '{}'
list 201 "leie?name=leie.csv&day=$(practice_day -2)" leie.csv
expect_json '[.name, .rows, .outcome]' '["leie",1,"loaded"]' <answer
token=$reader api 403 POST /api/screening/run "${json[@]}" -d '{}'
api 200 POST /api/screening/run "${json[@]}" -d '{}'
expect_json '[.screened, (.matches | length)]' '[3,1]' <answer
api 200 GET /api/screening
diff <(jq -S . answer) <(credence --json screen proof | jq -S .) || fail "the month is not \"screen proof\""
month=$(jq -r .month answer) sha=$(jq -r .sha256 answer)
sign() { api "$1" POST /api/screening/sign "${json[@]}" -d "{\"month\": \"$month\", \"sha256\": \"$2\"${3:-}}"; }
sign 409 "$sha"
sign 409 nonsense ', "anyway": true'
sign 200 "$sha" ', "anyway": true'
expect_json '.signed.by' 'tom (token sync)' <answer

# Workflows, played and moved; another version is published first.
token=$admin
source=practice/workflows/offboarding.yaml
version=$(sed -n 's/^version: //p' "$source") next=900
play() { api "$1" POST "/api/workflows/offboarding/$2" "${json[@]}" -d @"${3:-sent.json}"; }
sed "s/^version: .*/version: $next/; s/who leaves, came back/who leaves, is back/" "$source" >new.yaml
jq -n --rawfile source new.yaml '{ $source }' >sent.json
play 200 diff
expect_json '[.before.version, .after.version, (.changes | length > 0)]' "[$version,$next,true]" <answer
play 200 simulate
diff <(jq -S 'del(.begin_ms, .until_ms, .calendar[].at_ms, .calendar[].day, .next_due_ms)' answer) \
    <(credence --json workflow simulate new.yaml | jq -S 'del(.begin_ms, .until_ms, .calendar[].at_ms, .calendar[].day, .next_due_ms)') ||
	fail "it is not \"workflow simulate\""
play 200 replay
expect_json '[.workflow, .version]' "[\"offboarding\",$next]" <answer
echo '{"source": "workflow: offboarding\nversion: 1\n"}' >wrong.json
play 400 simulate wrong.json
expect_text ':[0-9]+: ' answer
echo '{"script": "events: 1", "until": "+2mo"}' >wrong.json
play 400 simulate wrong.json
echo '{"until": "never"}' >wrong.json
play 400 simulate wrong.json
echo '{}' >wrong.json
play 400 replay wrong.json
play 400 migrate wrong.json
echo '{"do": "apply", "map": "okapi"}' >wrong.json
play 400 migrate wrong.json
jq '. + { note: "by a program" }' sent.json >publish.json
credence case list --json >before
api 201 POST /api/workflows "${json[@]}" -d @publish.json
token=$reader api 200 GET "/api/workflows/offboarding/diff?from=$version&to=$next"
diff <(jq -S .changes answer) <(credence --json workflow diff "offboarding@$version" offboarding | jq -S .changes) || fail "it is not \"workflow diff\""
token=$reader api 404 GET '/api/workflows/offboarding/diff?from=4711'
token=$reader api 400 GET '/api/workflows/offboarding/diff?from=x'
echo '{"do": "plan"}' >move.json
play 200 migrate move.json
expect_json '[.is_applied, .refused]' '[false,0]' <answer
echo '{"do": "apply"}' >move.json
play 200 migrate move.json
expect_json '[.is_applied, .refused]' '[true,0]' <answer
echo '{"do": "undo"}' >move.json
play 200 migrate move.json
token=$work
for what in diff simulate replay migrate; do
	play 403 "$what"
done
practice_stop_pages
