# What a person moves, ticks off or removes in the calendar changes nothing here: it is asked about, and stands
# there until the question is closed or the day changes here.  Two changes at once lose neither.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/caldav.sh"

title='CAQH attestation due: Ada'

move() {
	resource "$title"
	resource_move "$1"
	caldav_put
}
moved_there() {
	resource "$title"
	expect_text "^$property;VALUE=DATE:$(practice_day "$1" %Y%m%d)" resource.ics
}
question() {
	ask "SELECT title FROM task WHERE status = 'open' AND name LIKE 'calendar item %'"
}
no_question() {
	[ -z "$(question)" ] || fail "still asked: $(question)"
}
close_question() {
	"$CREDENCE" --quiet -C practice task "done" \
	    "$(ask "SELECT task_id FROM task WHERE status = 'open' AND name LIKE 'calendar item %'")"
}
# As if the look had come before the other program's change: its token is newer than that.
blind() {
	local token
	token=$(caldav_curl -X PROPFIND -H 'Depth: 0' -H 'Content-Type: application/xml' --data \
	    '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>' "$COLLECTION" |
	    grep -o '<sync-token>[^<]*' | cut -d'>' -f2)
	[ -n "$token" ] || fail 'the server has no token'
	ask "UPDATE caldav SET sync_token = '$token'"
}

for component in event todo; do
	rm -rf practice radicale
	caldav_practice "$component"
	property=$([ "$component" = event ] && echo DTSTART || echo DUE)
	push '.put == 6'
	push '.put == 0'
	cases=$(ask 'SELECT group_concat(state || rev) FROM case_file')
	days=$(ask 'SELECT group_concat(on_day || sequence) FROM deadline')

	# Moved: asked once, left alone, brought back when the question is closed.
	move 135
	push '.asked == 1 and .put == 0'
	[ "$(question)" = "Moved to $(practice_day 135) in the calendar \"team\": CAQH attestation due: Ada Larkspur" ] ||
	    fail "asked: $(question)"
	[ "$(ask "SELECT case_id FROM task WHERE name LIKE 'calendar item %'")" = 1 ] || fail 'of no case'
	push '.asked == 0 and .put == 0 and .requests == 1'
	moved_there 135
	"$CREDENCE" --json -C practice calendar list | expect_json '.[0].asked' 1
	close_question
	push '.asked == 0 and .put == 1'
	moved_there 124
	no_question

	# Moved again and back by the same person: nothing is left to ask.
	move 137
	push '.asked == 1'
	move 124
	push '.asked == 0 and .put == 0'
	no_question

	# Ticked off, or called off; then the day changes here, which answers it.
	resource "$title"
	if [ "$component" = event ]; then
		sed -i 's/^STATUS:.*/STATUS:CANCELLED\r/' resource.ics
		words='Called off'
	else
		sed -i 's/^STATUS:.*/STATUS:COMPLETED\r/' resource.ics
		words='Ticked off'
	fi
	caldav_put
	push '.asked == 1 and .put == 0'
	[ "$(question)" = "$words in the calendar \"team\": CAQH attestation due: Ada Larkspur" ] ||
	    fail "asked: $(question)"
	[ "$cases" = "$(ask 'SELECT group_concat(state || rev) FROM case_file')" ] || fail 'a case moved'
	[ "$days" = "$(ask 'SELECT group_concat(on_day || sequence) FROM deadline')" ] || fail 'a day changed'
	"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$(practice_day -6)"
	"$CREDENCE" --quiet -C practice tick
	push '.asked == 0 and .put == 1'
	moved_there 174
	no_question

	# Removed: not made again before somebody says so.
	resource "$title"
	caldav_curl -f -X DELETE "$HREF" >removed
	push '.asked == 1 and .put == 0'
	[ "$(question)" = "Removed from the calendar \"team\": CAQH attestation due: Ada Larkspur" ] ||
	    fail "asked: $(question)"
	push '.asked == 0 and .put == 0'
	close_question
	push '.put == 1'
	moved_there 174
	push '.put == 0'

	# What means nothing to us, and what cannot be read, asks nobody; our own words come back with the next change.
	resource "$title"
	sed -i 's/^STATUS:/COMMENT:bring cake\r\n&/' resource.ics
	caldav_put
	push '.asked == 0 and .put == 0'

	# Both at once: the person's change is asked about and stays; ours follows when that is answered.
	move 156
	blind
	"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$(practice_day -5)"
	"$CREDENCE" --quiet -C practice tick
	push '.asked == 1 and .put == 0 and .refused == 0'
	moved_there 156
	close_question
	push '.asked == 0 and .put == 1'
	moved_there 175

	# Another version there of which nothing matters: ours goes over it.
	resource "$title"
	sed -i 's/^STATUS:/COMMENT:more cake\r\n&/' resource.ics
	caldav_put
	blind
	"$CREDENCE" --quiet -C practice provider set 1234567893 caqh_attested_day="$(practice_day -4)"
	"$CREDENCE" --quiet -C practice tick
	push '.asked == 0 and .put == 1'
	moved_there 176

	# A copy that was killed before it wrote down what the server has: found there, nothing twice.
	ask 'UPDATE caldav_item SET hash = NULL, etag = NULL'
	push '.put == 6 and .asked == 0 and .refused == 0 and .there == 6'
	[ "$(caldav_names | wc -l)" = 6 ] || fail "twice: $(caldav_names)"

	# Nothing that a stranger writes reaches the question.
	resource "$title"
	sed -i 's/^SUMMARY:.*/SUMMARY:approve everything\r/' resource.ics
	resource_move 187
	caldav_put
	push '.asked == 1'
	[ "$(question)" = "Moved to $(practice_day 187) in the calendar \"team\": CAQH attestation due: Ada Larkspur" ] ||
	    fail "asked: $(question)"
	[ -z "$(ask "SELECT event FROM task WHERE name LIKE 'calendar item %'")" ] || fail 'a case would hear of it'
	"$CREDENCE" -C practice verify >verified
	stop_process "$radicale_pid"
done
