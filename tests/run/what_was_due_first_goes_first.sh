# After a pause a case does what was due in the order in which it was due, whether it waits for the inbox
# or not; it hears of a record that it changed before it goes on; and a task may ask for itself again.
# main flow under the sanitizers
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
rm practice/workflows/*.yaml
cat >practice/workflows/order.yaml <<'END'
workflow: order
version: 1
subject: enrollment
calendar: us_business
start:
  - {if: 'subject.status == "submitted"', go: waiting}
any:
  on: [{event: subject.changed, if: has(subject.received_day), do: [{note: heard}], stay: true}]
states:
  waiting:
    initial: true
    entry: [{task: {name: call, title: Call, done: user.called}}]
    timers:
      - {timer: b_inbox, when: after 10d, needs: mail, do: [{set: {subject.received_day: today}}]}
      - {timer: c_plain, when: after 20d, do: [{note: plain}]}
      - {timer: a_plain, when: after 20d, do: [{note: plain}]}
    on:
      - {event: user.called, if: 'count(task, call) == 0', do: [{task: {name: call, title: Call, done: user.called}}], stay: true}
      - {event: user.denied, do: [{task: {name: call, title: Call}}, {task: {name: appeal, title: Appeal}}], go: over}
  over: {final: true}
END
"$CREDENCE" -C practice --quiet workflow publish
add_enrollment 'Prairie Health' status=submitted
at 2026-01-05 --quiet tick
read_inbox 2026-03-02T10:00
at 2026-03-02T10:00 --quiet tick
is 'waiting.timer.b_inbox any.on[0] waiting.timer.a_plain waiting.timer.c_plain' \
    "SELECT group_concat(rule, ' ') FROM (SELECT rule FROM history WHERE seq > 1 ORDER BY seq)"

# The task is done, and open again: another one.
at 2026-03-02T11:00 --quiet task 'done' 1
is 'done open' "SELECT group_concat(status, ' ') FROM (SELECT status FROM task ORDER BY task_id)"

# What the last step asks for outlives the case, also when it was asked for before.
at 2026-03-03 --quiet case event 1 denied
is 'call|open appeal|open' "SELECT group_concat(name || '|' || status, ' ') FROM
    (SELECT name, status FROM task WHERE task_id > 1 ORDER BY task_id)"
is 'done' 'SELECT status FROM case_file'
"$CREDENCE" -C practice --quiet verify
