# Several tasks of Today are ticked and moved or done by one button, once each; one that cannot be stops no other.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
ask() { sqlite3 demo/credence.db "$1"; }
status() { ask "SELECT group_concat(status) FROM (SELECT status FROM task WHERE task_id IN ($1) ORDER BY task_id)"; }
open_page() { curl -sSf -o page.html "$PAGE/"; }
send() { practice_form "$1" /tasks "once=$(practice_hidden once)" back=/ "${@:2}"; }
open_page
mapfile -t box < <(sed -n 's/.*name="task" value="\([0-9]*@[0-9-]*@[^"]*\)".*/\1/p' page.html)
[ "${#box[@]}" -ge 5 ] || fail "the page has few tasks"
a=${box[0]%%@*} b=${box[1]%%@*} c=${box[2]%%@*}

# Moved, once each; a form sent again changes nothing.
send 303 days=7 "task=${box[0]}" "task=${box[1]}"
expect_text '^Location: /.did=snoozes' head
send 303 days=7 "task=${box[0]}" "task=${box[1]}"
expect_text '^Location: /.did=again' head
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'task move' AND object IN ('task $a', 'task $b')")" = 2 ]

# What somebody moved meanwhile stays where it is; the other one moves.
open_page
send 409 days=1 "task=${box[0]}" "task=${box[2]}"
expect_text '1 of 2 tasks were moved' answer.html
expect_text "somebody moved task $a meanwhile" answer.html
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'task move' AND object = 'task $c'")" = 1 ]

# Done.
open_page
send 303 do=done "task=$a@" "task=$b@"
expect_text '^Location: /.did=tasks' head
[ "$(status "$a, $b")" = done,done ] || fail "they are $(status "$a, $b")"
open_page
send 409 do=done "task=$a@" "task=$c@"
expect_text '1 of 2 tasks were done' answer.html
[ "$(status "$a, $c")" = done,done ] || fail "they are $(status "$a, $c")"

# Given to somebody, unless somebody else has it meanwhile.
open_page
mapfile -t box < <(sed -n 's/.*name="task" value="\([0-9]*@[0-9-]*@\)".*/\1/p' page.html)
a=${box[0]%%@*} b=${box[1]%%@*}
send 303 do=assign assignee=maria days= "task=${box[0]}"
expect_text '^Location: /.did=assigns' head
open_page
expect_text "value=\"$a@[0-9-]*@maria\"" page.html
send 409 do=assign assignee=ben "task=${box[0]}" "task=${box[1]}"
expect_text '1 of 2 tasks were given' answer.html
expect_text "somebody gave task $a to maria meanwhile, and you chose ben" answer.html
[ "$(ask "SELECT group_concat(assignee) FROM (SELECT assignee FROM task WHERE task_id IN ($a, $b) ORDER BY task_id = $b)")" = maria,ben ]

# Nothing that is not whole does anything.
open_page
send 400 do=assign "task=${box[2]}"
send 409 do=assign assignee=ben "task=${box[2]%%@*}@"
open_page
send 400 do=done
expect_text 'nothing was chosen: tick the tasks' answer.html
send 400 "task=${box[3]}"
send 409 do=done 'task=nonsense'
practice_form 400 /tasks do=done "task=${box[3]}"
[ "$(status "${box[3]%%@*}")" = open ]
