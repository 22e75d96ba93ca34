# Deadlines stand in a collection of Radicale as events or as to-dos: made, left alone while nothing
# changes, moved, completed, removed; a lost collection comes back; vdirsyncer and khal see the same days.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/caldav.sh"

wanted="SELECT on_day FROM deadline WHERE status = 'open'
    UNION ALL SELECT due_day FROM task WHERE status = 'open' AND due_day IS NOT NULL ORDER BY 1"

# The days as vdirsyncer fetches them: the text of each file, unfolded by nobody.
days_there() {
	rm -rf copy
	mkdir copy
	printf '%s\n' '[general]' 'status_path = "status"' '[pair p]' 'a = "here"' 'b = "there"' \
	    'collections = null' '[storage here]' 'type = "filesystem"' 'path = "copy"' \
	    'fileext = ".ics"' '[storage there]' 'type = "caldav"' "url = \"$COLLECTION\"" \
	    'username = "team"' 'password = "one"' >vdirsyncer.conf
	rm -rf status
	yes | vdirsyncer -c vdirsyncer.conf discover >vdirsyncer.log 2>&1 ||
	    [ "${PIPESTATUS[1]}" -eq 0 ] || fail "vdirsyncer: $(cat vdirsyncer.log)"
	vdirsyncer -c vdirsyncer.conf sync >vdirsyncer.log 2>&1 || fail "vdirsyncer: $(cat vdirsyncer.log)"
	cat copy/*.ics | tr -d '\r' | sed -nE "s/^$1;VALUE=DATE:(....)(..)(..)\$/\1-\2-\3/p" | sort
}

same_days() {
	days_there "$1" >there
	ask "$wanted" >here
	diff here there || fail "the calendar has other days than the database"
}

# And as khal reads those files.
khal_days() {
	printf '%s\n' '[calendars]' '[[team]]' "path = $PWD/copy" 'readonly = True' '[locale]' \
	    'local_timezone = America/Chicago' 'default_timezone = America/Chicago' \
	    'dateformat = %Y-%m-%d' 'longdateformat = %Y-%m-%d' 'timeformat = %H:%M' \
	    'datetimeformat = %Y-%m-%d %H:%M' 'longdatetimeformat = %Y-%m-%d %H:%M' '[sqlite]' \
	    "path = $PWD/khal.db" >khal.conf
	rm -f khal.db
	khal -c khal.conf list --format '{start-date}' --day-format '' 2020-01-01 4000d | sort >there
	diff here there || fail "khal sees other days than the database has"
}

for component in event todo; do
	rm -rf practice radicale
	caldav_practice "$component"
	property=$([ "$component" = event ] && echo DTSTART || echo DUE)

	push '.put == 6 and .there == 6 and .asked == 0 and .refused == 0'
	same_days "$property"
	[ "$component" = todo ] || khal_days
	push '.put == 0 and .removed == 0 and .requests == 1'

	# A deadline moves: the same resource, a later version.
	resource 'CAQH attestation due: Ada'
	before=$HREF
	"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$(practice_day -6)"
	"$CREDENCE" --quiet -C practice tick
	push '.put == 1 and .there == 6'
	resource 'CAQH attestation due: Ada'
	[ "$HREF" = "$before" ] || fail "another resource: $HREF"
	expect_text "^$property;VALUE=DATE:$(practice_day 174 %Y%m%d)" resource.ics
	expect_text '^SEQUENCE:[1-9]' resource.ics
	same_days "$property"

	# One that is done is shown as done; a task that is done goes.
	ask "UPDATE deadline SET status = 'done', sequence = sequence + 1, modified_ms = modified_ms + 1
	    WHERE title LIKE '%Foxglove'"
	"$CREDENCE" --quiet -C practice task "done" 1
	push '.put >= 1 and .refused == 0'
	if [ "$component" = event ]; then
		resource 'Done: CAQH attestation due: Ben'
	else
		resource 'CAQH attestation due: Ben'
		expect_text '^STATUS:COMPLETED' resource.ics
		expect_text '^COMPLETED:' resource.ics
		expect_text '^PERCENT-COMPLETE:100' resource.ics
	fi
	push '.put == 0 and .removed == 0 and .requests == 1'

	# Half a year later what ended has left.
	there=$(jq '.[0].there' pushed.json)
	expect_exit 0 "$CREDENCE" --json --now "$(practice_day 173)T09:00" -C practice calendar push >pushed.json
	jq -e --argjson there "$there" '.[0] | .removed >= 1 and .there < $there' pushed.json >/dev/null ||
	    fail "nothing was removed: $(cat pushed.json)"

	push '.refused == 0'

	# What is not ours stays, whatever happens.
	printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:x BEGIN:VEVENT UID:lunch@x \
	    DTSTAMP:20260101T000000Z 'DTSTART;VALUE=DATE:20261212' SUMMARY:Lunch END:VEVENT END:VCALENDAR \
	    >lunch.ics
	[ "$component" = todo ] || caldav_curl -f -T lunch.ics "${COLLECTION}lunch.ics"
	push '.put == 0'
	[ "$component" = todo ] || caldav_curl -f "${COLLECTION}lunch.ics" >lunch.back

	# The collection is lost, then lost and made again by somebody else.
	there=$(jq '.[0].there' pushed.json)
	caldav_curl -f -X DELETE "$COLLECTION" >deleted
	push ".put == $there and .repaired == $there and .asked == 0 and .there == $there"
	push '.put == 0 and .requests == 1'
	caldav_curl -f -X DELETE "$COLLECTION" >deleted
	caldav_curl -f -X MKCALENDAR "$COLLECTION"
	push ".put == $there and .repaired == $there and .asked == 0 and .there == $there"

	stop_process "$radicale_pid"
done
