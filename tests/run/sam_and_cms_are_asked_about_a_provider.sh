# SAM.gov and the revalidation list of CMS asked on line: answers are kept as evidence, without the key; a match
# is a question to a person; no faulty answer counts.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
free_port port
start web.log python3 -u "$TOP/tests/servers/web.py" --port "$port"
wait_for port_open "$port"
echo k-123 >practice/sam.key
chmod 600 practice/sam.key
cp practice/credence.yaml settings
registry() {	# KEY PATH
	{ cat settings && printf 'registry: {lookup: true, timeout_seconds: 1, sam_key: "file:sam.key", %s: "http://127.0.0.1:%s/%s"}\n' \
	    "$1" "$port" "$2"; } >practice/credence.yaml
}
at 2026-11-24 --quiet provider set 1 practice_state=IL
sql "INSERT INTO provider_name (provider_id, kind, last_name, first_name) VALUES (1, 'former', 'Rose', '')"

expect_exit 2 at 2026-11-24 screen lookup 1234567893 2>refusal
expect_text 'sam_key' refusal
registry sam_url sam/
at 2026-11-24 --json screen lookup 1234567893 >said.json
expect_json '[.provider_id, (.asked | map([.asked_for, .result, .is_kept]))]' \
    '[1,[["Ada Larkspur","found",false],["Ada Rose","found",false]]]' <said.json
expect_json '.matches | map([.rank, .row.NPI, .row["Excluding Agency"]])' '[[1,"1234567893","HHS"],[1,"1234567893","HHS"],[3,null,"HHS"]]' <said.json
is 1 "SELECT count(*) FROM task WHERE title LIKE 'SAM.gov has somebody like Ada Larkspur%' AND status = 'open'"
is '2|0' "SELECT count(*), sum(instr(answer, 'k-123') > 0) FROM registry_lookup WHERE registry = 'sam'"
is "$(sqlite3 practice/credence.db "SELECT answer FROM registry_lookup WHERE asked_for = 'Ada Rose'" | head -c -1 | sha256sum | cut -d' ' -f1)" \
    "SELECT sha256 FROM registry_lookup WHERE asked_for = 'Ada Rose'"
at 2026-11-24 --json screen lookup 1 | expect_json '.asked | map(.is_kept)' '[true,true]'
[ "$(grep -c '^GET /sam' web.log)" -eq 2 ] || fail 'kept answers were asked for again'
grep -q 'exclusionName=Ada%20Larkspur&page=0&size=10' web.log || fail 'it asked otherwise'

# Several pages; too many; nobody.
at 2026-11-24 --quiet provider add npi=1972902351 last_name=Brook first_name=Maria provider_type=NP practice_state=OK
at 2026-11-24 --json screen lookup 1972902351 >said.json
expect_json '[(.asked | map(.asked_for)), (.matches | length), .matches[0].row["State / Province"]]' \
    '[["Maria Brook","Maria Brook, page 2"],2,"OK"]' <said.json
registry sam_url sam/nobody.json
at 2026-11-24 screen lookup 1972902351 --fresh >page
expect_text 'nobody there is alike' page

# Faults: on record as failed, and nothing else.
faulty() {	# EXIT WORDS COMMAND ...
	local status=$1 words=$2
	shift 2
	expect_exit "$status" at "${when:-2026-11-24}" "$@" --fresh 2>refusal
	expect_text "$words" refusal
}
each_fault() {	# KEY CORPUS COMMAND ...
	local key=$1 corpus=$2
	shift 2
	registry "$key" "$corpus/error.json"; faulty 2 "${wrong:-answered|no answer}" "$@"
	registry "$key" "$corpus/half"; faulty 2 'not whole' "$@"
	registry "$key" cut/; faulty 1 'reached|cut|ended' "$@"
	registry "$key" login/; faulty 2 'login page|text/html' "$@"
	registry "$key" status/503; faulty 1 503 "$@"
	registry "$key" later/60; when=2026-11-23 faulty 1 '429|later' "$@"
	when=2026-11-23 faulty 1 'wants no question before' "$@"
}
each_fault sam_url sam screen lookup 1972902351
for file in crowd:'4711 records' short:'not as'; do
	registry sam_url "sam/${file%%:*}.json"
	faulty 2 "${file#*:}" screen lookup 1972902351
done
is '2|7' "SELECT (SELECT count(*) FROM task WHERE name LIKE 'SAM.gov%'), count(*) FROM registry_lookup
    WHERE registry = 'sam' AND result = 'failed' AND reason <> '' AND answer IS NULL"

# The LEIE is brought whole or not at all; the day of the list is the server's.
registry leie_url corpus/exclusion/leie.csv
expect_exit 3 at 2026-11-24 --json screen fetch leie >loaded.json
expect_json '[.name, .date, .rows, .outcome, .sha256]' \
    "[\"leie\",\"2026-11-12\",7,\"loaded\",\"$(sha256sum <"$TOP/tests/corpus/exclusion/leie.csv" | cut -d' ' -f1)\"]" <loaded.json
is 'leie.csv|2026-11-12' "SELECT file, list_day FROM screening_list WHERE list = 'leie' AND status = 'current'"
for fault in '1 cut/ reached|cut|ended' '1 slam/ reached|ended|closed' '2 login/ login page|text/html' '2 status/404 404' '1 later/60 429|later' \
    '2 corpus/nppes/nothing.json not the list'; do
	read -r status path words <<<"$fault"
	registry leie_url "$path"
	expect_exit "$status" at 2026-11-24 screen fetch leie 2>refusal
	expect_text "$words" refusal
	[ -z "$(ls practice/downloads)" ] || fail "$path left a file"
done
is '1|5' "SELECT (SELECT count(*) FROM screening_list), count(*) FROM audit WHERE action = 'registry fetch'"

# The revalidation list: what a file would bring, of one provider.
registry revalidation_url revalidation/
at 2026-11-24 --json provider revalidation 1 --lookup | expect_json 'map([.pecos_enrollment, .due_day, .adjusted_day, .read_from])' \
    '[["I20100303000003","2027-01-31","2027-02-28","lookup"]]'
is 'found|1' "SELECT result, provider_id FROM registry_lookup WHERE registry = 'revalidation' AND asked_for = '1234567893'"
at 2026-11-24 provider revalidation 1 --lookup >page
expect_text 'kept; --fresh asks again' page
at 2026-11-24 --json provider revalidation 1972902351 --lookup | expect_json . '[]'
expect_exit 2 at 2026-11-24 provider revalidation --lookup 2>refusal
each_fault revalidation_url revalidation provider revalidation 1 --lookup
for file in others:'about others' part:'rows of 2800000'; do
	registry revalidation_url "revalidation/${file%%:*}.json"
	faulty 2 "${file#*:}" provider revalidation 1 --lookup
done
is '1|8' "SELECT (SELECT count(*) FROM revalidation), count(*) FROM registry_lookup
    WHERE registry = 'revalidation' AND result = 'failed' AND reason <> ''"
at 2026-11-24 --json verify | expect_json .faults '[]'
