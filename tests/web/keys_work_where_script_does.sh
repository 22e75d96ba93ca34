# j, k, e, s, / and ? on Today, j and k on every list; they keep away from fields, and can be turned off.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
press() { browser_key "$1"; }
is() { [ "$(browser_value "$1")" = "$2" ] || fail "$1 is $(browser_value "$1"), not $2"; }
row='document.activeElement.closest("tr")'
nth="[...document.querySelectorAll('tr')].filter(r => r.querySelector('a, button')).indexOf($row)"

practice_demo
browser_start
browser_size 1440 900
browser_open "$PAGE/"
press j
is "$nth" 0
press j
press j
is "$nth" 2
press k
is "$nth" 1
press s
is "$row.querySelector('details.later').open" true
is 'document.activeElement.textContent' '"Tomorrow"'
press /
is 'document.activeElement.id' '"find"'
press j
is 'document.activeElement.value' '"j"'

# The first row that is a task is done with its key.
browser_open "$PAGE/"
press j
task=$(browser_value "$row.querySelector('form').getAttribute('action').split('/')[2]" | tr -d '"')
browser_value 'window.kept = true' >/dev/null
press e
is_done() { [ "$(ask "SELECT status FROM task WHERE task_id = $task")" = 'done' ]; }
wait_for is_done

# The middle of the page came anew (htmx): the row that took its place has the keys, and the page was not left.
next_has_them() {
	[ "$(browser_value "window.kept === true && $nth === 0 &&
	    $row.querySelector('form').getAttribute('action').split('/')[2] !== '$task'")" = true ]
}
wait_for next_has_them
is 'document.querySelectorAll("main").length' 1
is 'location.search.startsWith("?did=task")' true

# What was put off is taken back with u.
day=$(ask "SELECT group_concat(due_day) FROM task")
press s
browser_value 'document.activeElement.click()' >/dev/null
is_moved() { [ "$(ask "SELECT group_concat(due_day) FROM task")" != "$day" ]; }
wait_for is_moved
has_undo() { [ "$(browser_value 'document.querySelector(".undo") !== null')" = true ]; }
wait_for has_undo
press u
is_back() { [ "$(ask "SELECT group_concat(due_day) FROM task")" = "$day" ]; }
wait_for is_back

# The month of FullCalendar holds what the table does; what is turned to stands in the address.
browser_open "$PAGE/calendar"
drawn() { [ "$(browser_value 'document.querySelectorAll(".fc-event").length > 9')" = true ]; }
wait_for drawn
is 'document.querySelector(".month").hidden' true
browser_value 'document.querySelector(".fc-next-button").click()' >/dev/null
is 'location.search' '"?month=2026-12"'
wait_for drawn

# Every list has them: j goes to a row, k to the one before or stays.
for path in /inbox /providers /payers /grid /cases /expirables /runway /workflows /reports?figure=open_applications; do
	browser_open "$PAGE$path"
	for key in j k; do
		press "$key"
		is 'document.activeElement.matches("main tbody tr *, main .list > li *")' true
	done
done

# ? tells, and turns them off for good.
browser_open "$PAGE/expirables"
press '?'
is 'document.querySelectorAll("dialog[open] dt").length' 8
browser_value 'document.querySelector("dialog button").click()' >/dev/null
browser_open "$PAGE/expirables"
press j
is 'document.activeElement.tagName' '"BODY"'

# What others do is told on the open page, which stays as it is until its reader asks.
browser_open "$PAGE/inbox"
is 'document.getElementById("news").textContent' '""'
"$CREDENCE" --quiet -C demo "${practice_clock[@]}" case note "$(ask "SELECT min(case_id) FROM case_file WHERE status = 'open'")" called
is_told() { [ "$(browser_value 'document.getElementById("news").textContent')" = '"Something here has changed. Show it"' ]; }
wait_for is_told
is 'document.querySelector("#news a").getAttribute("href")' '"/inbox"'
