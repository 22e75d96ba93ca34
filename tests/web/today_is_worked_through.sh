# Today: a task is moved, given to somebody and done, once each; whose tasks; a call is written down with what
# follows from it; what changed meanwhile is shown with both versions.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
curl -sSf -o again.html "$PAGE/"
curl -sSf -o page.html "$PAGE/"		# kept meanwhile, but for what may be said once
diff <(grep -v 'name="once"' again.html) <(grep -v 'name="once"' page.html)
! diff <(grep 'name="once"' again.html) <(grep 'name="once"' page.html) >differs || fail "two pages say the same once"
read -r task day <<<"$(ask "SELECT task_id || ' ' || due_day FROM task WHERE status = 'open'
    AND due_day < date() ORDER BY due_day LIMIT 1")"

# Later: to a day that is no weekend; sent twice it is moved once; another one's move stands.
practice_form 303 "/task/$task/snooze" "shown=$day" days=7 back=/
later=$(ask "SELECT due_day FROM task WHERE task_id = $task")
[[ $later > $day && $(date -d "$later" +%u) -le 5 ]] || fail "moved from $day to $later"
practice_form 303 "/task/$task/snooze" "shown=$day" days=7 back=/
[ "$(ask "SELECT count(*) FROM audit WHERE object = 'task $task' AND action = 'task move'")" = 1 ]
practice_form 409 "/task/$task/snooze" "shown=$day" days=1
expect_text "it was for $day, is for $later now" answer.html
for wrong in days=0 days=x days=1000 on=2020-01-01 on=soon on=; do
	practice_form 400 "/task/$task/snooze" "shown=$later" "$wrong"
done
practice_form 404 /task/999999/snooze shown= days=1

# Whose.
practice_form 303 "/task/$task/assign" shown= 'assignee= Maria & Söhne ' 'back=/?for='
expect_text '^Location: /.for=&did=assign' head
practice_form 409 "/task/$task/assign" shown= assignee=bob
expect_text 'to Maria &amp; Söhne meanwhile, and you chose bob' answer.html
practice_form 400 "/task/$task/assign" shown= "assignee=$(printf 'x%.0s' {1..101})"
curl -sSf -o page.html "$PAGE/"
link=$(grep -o 'href="/?for=[^"]*">Maria' page.html | sed 's/href="//; s/">Maria//')
[ "$link" = '/?for=Maria%20%26%20S%C3%B6hne' ] || fail "the link is $link"
curl -sSf -o page.html "$PAGE$link"
[ "$(grep -c "action=\"/task/[0-9]*/done\"" page.html)" = 1 ]
expect_text "/task/$task/done" page.html
practice_form 303 "/task/$task/done" 'back=https://evil.example'
expect_text '^Location: /.did=task' head
practice_form 409 "/task/$task/done"
practice_form 409 "/task/$task/assign" 'shown=Maria & Söhne' assignee=bob

# A call: the case hears of it, the note keeps every word, the next step is a task; sent twice it is once.
case_id=$(ask "SELECT min(case_id) FROM case_file WHERE workflow = 'payer_enrollment' AND state = 'waiting'
    AND paused_ms IS NULL")
curl -sSf -o page.html "$PAGE/case/$case_id"
once=once=$(practice_hidden once)
practice_form 400 "/case/$case_id/call" "$once" shown=waiting
practice_form 400 "/case/$case_id/call" "$once" shown=waiting on=2027-01-04
practice_form 400 "/case/$case_id/call" "$once" shown=waiting said=x effective=tomorrow
practice_form 400 "/case/$case_id/call" "$once" shown=waiting said=x event=user.nonsense
practice_form 400 "/case/$case_id/call" shown=waiting said=x
practice_form 400 "/case/$case_id/call" "$once" shown=waiting event=user.info_requested said='nothing missing'
practice_form 409 "/case/$case_id/call" "$once" shown=approved said=x event=user.approved
expect_text 'it was in .*approved.*, it is in .*waiting.* now' answer.html
[ "$(ask "SELECT count(*) FROM history WHERE case_id = $case_id AND actor = 'web page'")" = 0 ]
call=("$once" shown=waiting event=user.info_requested 'who=Ann <b>' reference=R-77 received=yes complete=no
    'missing=a signed W-9' 'next=Fax the W-9' on=2027-01-04)
# What it means for the case, the note and the task: where one of them cannot be written, none is.
ask "CREATE TRIGGER full BEFORE INSERT ON task WHEN new.title = 'Fax the W-9' BEGIN SELECT RAISE(ABORT, 'full'); END"
practice_form 409 "/case/$case_id/call" "${call[@]}"
ask 'DROP TRIGGER full'
[ "$(ask "SELECT state || ' ' || (SELECT count(*) FROM event e WHERE e.case_id = c.case_id AND e.name = 'user.info_requested')
    FROM case_file c WHERE case_id = $case_id")" = 'waiting 0' ]
practice_form 303 "/case/$case_id/call" "${call[@]}"
expect_text 'did=call' head
practice_form 303 "/case/$case_id/call" "${call[@]}"
expect_text 'did=again' head
[ "$(ask "SELECT state FROM case_file WHERE case_id = $case_id")" = information_requested ]
[ "$(ask "SELECT count(*) FROM history WHERE case_id = $case_id AND rule = 'note'")" = 1 ]
[ "$(ask "SELECT due_day FROM task WHERE case_id = $case_id AND title = 'Fax the W-9'")" = 2027-01-04 ]
curl -sSf -o page.html "$PAGE/case/$case_id"
expect_text 'Call: with Ann &lt;b&gt;; reference R-77; received yes; complete no; missing a signed W-9; next Fax' page.html
once=once=$(practice_hidden once)
practice_form 303 "/case/$case_id/note" "$once" text=twice
practice_form 303 "/case/$case_id/note" "$once" text=twice
[ "$(ask "SELECT count(*) FROM history WHERE case_id = $case_id AND rule = 'note'")" = 2 ]

# Taken back: one, several at once, and what a case did because of it; not twice, and not when something leans on it.
is() { [ "$(ask "$1")" = "$2" ] || fail "$1: $(ask "$1"), not $2"; }
stands() {
	ask "SELECT state, vars_json, entered_ms, (SELECT group_concat(name || due_ms || n || rule || set_seq) FROM timer t
	    WHERE t.case_id = c.case_id), (SELECT group_concat(task_id) FROM task t WHERE t.case_id = c.case_id
	    AND status = 'open') FROM case_file c WHERE case_id = $1"
}
curl -sSf -o page.html "$PAGE/"
read -r task case_id <<<"$(ask "SELECT task_id || ' ' || case_id FROM task WHERE status = 'open'
    AND event = 'user.still_pending' ORDER BY task_id LIMIT 1")"
was=$(stands "$case_id")
practice_form 303 "/task/$task/done"
[ "$was" != "$(stands "$case_id")" ] || fail "the case did nothing"
practice_undo 303
expect_text '^Location: /inbox.did=undone' head
[ "$was" = "$(stands "$case_id")" ] || fail "it was $was and is $(stands "$case_id")"
practice_form 409 "/undo/$practice_undone" back=/
practice_form 404 /undo/999999 back=/
practice_form 303 "/task/$task/done"
is "SELECT count(*) FROM history WHERE case_id = $case_id AND rule = 'undo'" 1
is "SELECT state <> '$(cut -d '|' -f 1 <<<"$was")' FROM case_file WHERE case_id = $case_id" 1
cp head done.head
practice_form 303 "/case/$case_id/note" "once=later" text=called
cp done.head head
practice_undo 409
expect_text "the case has gone on since.*CR-$case_id" answer.html
read -r first second <<<"$(ask "SELECT group_concat(task_id, ' ') FROM (SELECT task_id FROM task WHERE status = 'open'
    AND event IS NULL AND due_day IS NOT NULL ORDER BY task_id LIMIT 2)")"
chosen() { ask "SELECT task_id || '@' || due_day || '@' || coalesce(assignee, '') FROM task WHERE task_id = $1"; }
both="SELECT group_concat(status || due_day || coalesce(assignee, '')) FROM task WHERE task_id IN ($first, $second)"
was=$(ask "$both")
for what in do=done days=3; do
	practice_form 303 /tasks "once=$what" "$what" "task=$(chosen "$first")" "task=$(chosen "$second")"
	[ "$(ask "$both")" != "$was" ]
	practice_undo 303
	is "$both" "$was"
done
practice_form 303 /tasks once=give do=assign assignee=bob "task=$(chosen "$first")" "task=$(chosen "$second")"
"$CREDENCE" --quiet -C demo "${practice_clock[@]}" task assign "$second" maria
practice_undo 409
expect_text '1 of 2 were taken back. The last of the others: task' answer.html
is "SELECT group_concat(coalesce(assignee, '')) FROM task WHERE task_id IN ($first, $second)" ,maria
"$CREDENCE" --quiet -C demo verify
