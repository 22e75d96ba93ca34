# practice.sh: what bench_send.sh and bench_fetch.sh share.  Source it after tests/lib/run.sh.
#
#	bench_practice FOLDER CASES	a data folder with so many cases, each of a provider and a payer
#					of its own, that write one letter at their opening
#	bench_sql FOLDER WORDS		asks its database
#	median NUMBER ...		of an odd count
#	row WORDS OURS AGAINST RATIO LEAST	one line of the table: ok when RATIO is at least LEAST (or "none")
#	run_bench NAME WORDS ...	a program of tests/bench

bench_sql() {
	sqlite3 -cmd '.timeout 10000' "$1/credence.db" "$2"
}

run_bench() {
	local name=$1
	shift
	"$BUILD/bench/$name" "$@"
}

median() {
	printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"
}

# of WORDS ...: what awk makes of the expression.
of() {
	awk "BEGIN { printf \"%.3f\", $* }"
}

row() {
	awk -F '\t' -v OFS='\t' -v least="$5" -v ratio="$4" -v head="$1	$2	$3" \
	    'BEGIN { print head, sprintf("%.2f", ratio), (least == "none" ? "-" : ratio >= least ? "ok" : "missed") }'
}

# In place of the shipped one: one letter, then answers, each of which a person is to read.
bench_workflow() {
	cat <<-YAML
	workflow: payer_enrollment
	version: 2
	subject: enrollment
	calendar: us_business
	templates: {ask: enroll_chase.txt}
	start:
	  - {if: 'subject.status == "not started"', go: waiting}
	states:
	  waiting:
	    initial: true
	    entry: [{email: {name: ask, template: ask, to: payer.email}}]
	    on:
	      - {event: mail.auto_reply, do: [{note: "out of office: {event.subject}"}], stay: true}
	      - {event: [mail.bounce, email.failed], do: [{task: {name: fix, title: "Bad address at {payer.name}", due: 2bd}}], stay: true}
	      - {event: mail.reply, do: [{task: {name: read, title: "Read the reply of {payer.name}: {event.subject}", due: 1bd}}], stay: true}
	      - {event: user.close, go: closed}
	  closed: {final: true}
	YAML
}

bench_letter() {
	cat <<-TEXT
	Subject: Status of {{provider.first_name}} {{provider.last_name}} (NPI {{provider.npi}})

	To the credentialing department of {{payer.name}},

	we would like to ask for the status of the application of {{provider.first_name}}
	{{provider.last_name}}, NPI {{provider.npi}}. Is it complete? If you need anything further,
	please tell us what it is; otherwise we would be grateful for the date by which you decide.

	Kind regards
	{{org.name}}
	TEXT
}

bench_practice() {
	local folder=$1 cases=$2
	"$CREDENCE" --quiet init "$folder" --org Practice --timezone America/Chicago \
	    --from team@practice.test
	bench_workflow >"$folder/workflows/payer_enrollment.yaml"
	bench_letter >"$folder/workflows/letters/enroll_chase.txt"
	"$CREDENCE" --quiet -C "$folder" workflow publish
	bench_sql "$folder" "PRAGMA synchronous = OFF; BEGIN;
	    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $cases)
	     INSERT INTO provider (npi, last_name, first_name, created_ms, modified_ms)
	     SELECT printf('%010d', i), 'Larkspur' || i, 'Ada', 0, 0 FROM n;
	    INSERT INTO payer (payer_id, name, email, created_ms, modified_ms)
	     SELECT provider_id, 'Plan ' || provider_id, 'desk@p' || provider_id || '.test', 0, 0
	     FROM provider;
	    INSERT INTO enrollment (enrollment_id, provider_id, payer_id, created_ms, modified_ms)
	     SELECT provider_id, provider_id, provider_id, 0, 0 FROM provider;
	    COMMIT"
	"$CREDENCE" --quiet -C "$folder" tick
}
