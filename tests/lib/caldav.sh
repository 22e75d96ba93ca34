# caldav.sh: a practice (lib/practice.sh) whose calendar "team" stands on a Radicale of this test.
#
#	caldav_practice event|todo		sets CALDAV_URL, COLLECTION (its address)
#	caldav_set LINES ...			credence.yaml with those lines about the calendar
#	push WHAT				runs "calendar push"; its JSON is in pushed.json; WHAT is a jq
#						filter over the counts that must be true
#	resource TITLE				sets HREF and resource.ics: the one whose summary begins so
#	caldav_put				resource.ics back to HREF, as another program would
#	resource_move N		resource.ics to the day N days from that on which the test began
#	ask SQL					a value out of practice/credence.db

caldav_curl() {
	curl -sS -u team:one -H 'Expect:' "$@"
}

caldav_set() {
	printf '%s\n' 'org: { name: Elm Street Clinic, timezone: America/Chicago }' \
	    'mail: { from: team@elm.example }' "web: { port: $practice_port }" 'calendars:' "$@" \
	    >practice/credence.yaml
}

caldav_practice() {
	practice_make
	radicale_start radicale team:one
	(umask 077 && echo one >practice/caldav.password)
	caldav_set '  - name: team' "    url: $CALDAV_URL" '    user: team' \
	    '    password: file:caldav.password' "    component: $1"
	COLLECTION=$CALDAV_URL/team/credentialing/
}

push() {
	expect_exit "${PUSH_EXIT:-0}" "$CREDENCE" --json -C practice calendar push >pushed.json
	jq -e ".[0] | $1" pushed.json >/dev/null || fail "not $1: $(cat pushed.json)"
}

caldav_names() {
	caldav_curl -X PROPFIND -H 'Depth: 1' "$COLLECTION" | grep -o '[a-z2-7]*\.ics' | sort -u
}

resource() {
	local name
	for name in $(caldav_names); do
		HREF=$COLLECTION$name
		caldav_curl "$HREF" >resource.ics
		! grep -q "^SUMMARY:$1" resource.ics || return 0
	done
	fail "nothing in the calendar is called \"$1\""
}

caldav_put() {
	caldav_curl -f -T resource.ics -H 'Content-Type: text/calendar' "$HREF"
}

resource_move() {
	local first next
	first=$(practice_day "$1" %Y%m%d)
	next=$(practice_day "$(($1 + 1))" %Y%m%d)
	sed -i -E "s/^((DTSTART|DUE);VALUE=DATE:).{8}/\\1$first/; s/^(DTEND;VALUE=DATE:).{8}/\\1$next/" resource.ics
}

ask() {
	sqlite3 practice/credence.db "$1"
}

# dav_practice [OPTION ...]: the practice's calendar on servers/dav.py with those options; what it was asked
# is in dav.out.  Sets DAV_PORT, COLLECTION.
dav_practice() {
	rm -rf practice
	practice_make
	(umask 077 && echo one >practice/caldav.password)
	: >dav.out
	start dav.out python3 "$TOP/tests/servers/dav.py" "$@"
	dav_pid=$started
	wait_for test -s dav.out
	read -r DAV_PORT <dav.out
	caldav_set '  - name: team' "    url: http://127.0.0.1:$DAV_PORT" '    user: team' \
	    '    password: file:caldav.password'
	COLLECTION=http://127.0.0.1:$DAV_PORT/dav/me/cals/credentialing/
}

# caldav_many N: so many deadlines more.
caldav_many() {
	ask "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
	    INSERT INTO deadline (case_id, name, seq, kind, title, on_day, uid, created_ms, modified_ms)
	    SELECT 1, 'many ' || i, 1, 'expirables', 'License of nobody, number ' || i,
	    date('2027-01-01', '+' || (i % 700) || ' days'), 'many-' || i || '@elm.example',
	    1764000000000, 1764000000000 FROM n"
}
