# practice.sh: a small practice with two providers, two payers, open cases, and its daemon.
#
#	practice_start		with its daemon; sets PAGE ("http://127.0.0.1:PORT"), practice_pid
#	practice_pages		with its pages alone, which is less to wait for; sets PAGE
#	practice_make		neither
#	practice_demo		the folder of "credence demo", in "demo", with its pages; sets PAGE
#	practice_form STATUS PATH NAME=VALUE...	sends a form with page.html's token; it answers so
#	practice_serve FOLDER	the pages of any folder, at practice_port
#	practice_stop_pages	as the parent would: they must end well
#
#	practice_hidden NAME	value of a hidden field in page.html
#	practice_day N [FORMAT]	the day so many days from that on which the test began, as date(1) writes it (%F)
#
# The folder is "practice".  practice_more: other files to be imported, "payers_hostile.csv" has payers.

practice_more=()
practice_clock=()
practice_today=$(date +%F)
practice_day() { date -d "$practice_today $1 days" "+${2:-%F}"; }

practice_make() {
	local kind file
	"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago \
	    --from team@elm.example
	printf '%s\n' 'NPI,Last Name,First Name,State,Email,Start Date,CAQH Last Attested' \
	    "1234567893,Larkspur,Ada,IL,ada@elm.example,$(practice_day -2186),$(practice_day -56)" \
	    "1245319599,Foxglove,Ben,TX,ben@elm.example,$(practice_day -2172),$(practice_day -72)" >providers.csv
	printf '%s\n' 'Name,Email,State' 'Prairie Health,enroll@prairie.example,IL' \
	    'Lone Star Plan,enroll@lonestar.example,TX' >payers.csv
	printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' \
	    '1245319599,Lone Star Plan,TX' >enrollments.csv
	for kind in providers payers enrollments; do
		"$CREDENCE" --quiet -C practice import "$kind" "$kind.csv"
	done
	for file in "${practice_more[@]}"; do	# "payers_2.csv" holds payers
		"$CREDENCE" --quiet -C practice import "${file%%_*}" "$file"
	done
	"$CREDENCE" --quiet -C practice tick
	free_port practice_port
	PAGE=http://127.0.0.1:$practice_port
	printf '%s\n' 'org: { name: Elm Street Clinic, timezone: America/Chicago }' \
	    'mail: { from: team@elm.example }' "web: { port: $practice_port }" >practice/credence.yaml
}

practice_start() {
	practice_make
	start daemon.log "$CREDENCE" -C practice run
	practice_pid=$started
	wait_for port_open "$practice_port"
}

practice_pages() {
	practice_make
	practice_serve practice
}

# The invented practice of "credence demo", which has a month behind it, and its pages: folder "demo".
# What a demo shows depends on its day (on a Sunday nothing is due): it is always the same Wednesday here,
# for its pages and for commands that are given DEMO_NOW.
DEMO_DAY=2026-11-25
DEMO_NOW=${DEMO_DAY}T12:00
practice_demo() {
	practice_clock=(--now "$DEMO_NOW")
	"$CREDENCE" --quiet "${practice_clock[@]}" demo demo --no-run
	free_port practice_port
	PAGE=http://127.0.0.1:$practice_port
	sed -i "s/^# web:.*/web:/; s/^#   port: 8025 .*/  port: $practice_port/" demo/credence.yaml
	practice_serve demo
}

# practice_form STATUS PATH NAME=VALUE...: sends a form of ours, with the token of page.html.
practice_form() {
	local want=$1 path=$2 got word sent=()
	shift 2
	for word; do
		sent+=(--data-urlencode "$word")
	done
	got=$(curl -s -o answer.html -D head -w '%{http_code}' -d "token=$(practice_hidden token)" \
	    "${sent[@]}" "$PAGE$path")
	[ "$got" = "$want" ] || fail "$path answers $got instead of $want: $(grep -A2 '<h1' answer.html)"
}

# practice_undo STATUS: presses the button of what the last form did; it answers so.
practice_undo() {
	practice_undone=$(sed -n 's/^Location: .*[?&]undo=\([0-9]*\).*/\1/p' head)
	[ -n "$practice_undone" ] || fail "nothing is offered to be taken back: $(grep Location head)"
	practice_form "$1" "/undo/$practice_undone" back=/inbox
}

practice_serve() {
	mkfifo lifeline
	exec {practice_lifeline}<>lifeline
	start pages.log bash -c 'exec "$CREDENCE" -C "$@" child web 3 4 3<lifeline 4>ready' pages "$1" \
	    "${practice_clock[@]}"
	practice_pid=$started
	wait_for port_open "$practice_port"
}

practice_stop_pages() {
	echo >&"$practice_lifeline"
	wait "$practice_pid" || fail "the pages end with $?: $(cat pages.log)"
	! grep -E 'ERROR|runtime error|==[0-9]+==' pages.log || fail "the pages complain"
}

practice_hidden() {
	grep -q "name=\"$1\"" page.html || fail "the page has no field $1"
	sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" page.html | sed -n 1p
}
