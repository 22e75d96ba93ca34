# main flow under the sanitizers
# What a file or its numbers can do wrong: refused with its place before it is used, or the one case is stuck,
# listed with its reason, and everything else goes on.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
sql "UPDATE definition SET is_current = 0"

# Hostile files: one clear line each, no crash, nothing published.
refused() {	# PLACE-AND-WORDS; the file stands in bad.yaml
	expect_exit 2 "$CREDENCE" --quiet workflow check bad.yaml 2>said.txt
	expect_text "^bad.yaml:$1" said.txt
	[ "$(wc -c <said.txt)" -lt 2000 ] || fail "too many words: $(head -c 300 said.txt)"
	expect_exit 2 at 2026-01-06 workflow publish bad.yaml 2>said.txt
}
head=$'workflow: bad\nversion: 1\nsubject: enrollment\n'
states=$'states:\n  a: {initial: true, on: [{event: user.x, go: b}]}\n  b: {final: true}\n'
many() {	# COUNT TEXT
	printf "%0$1d" 0 | sed "s/0/$2/g"
}
printf '%sany: %s%s\n' "$head" "$(many 5000 '[')" "$(many 5000 ']')" >bad.yaml
refused '4:37: this is nested too deeply'
printf '%sstates:\n  a: {initial: true, entry: [{note: "%s"}], on: [{event: user.x, go: b}]}\n  b: {final: true}\n' \
    "$head" "$(many 100000 x)" >bad.yaml
refused '5:37: this text is longer than 2000 bytes'
printf '%sstates:\n  a: {initial: true, on: [{event: user.x, if: "%strue%s", go: b}]}\n  b: {final: true}\n' \
    "$head" "$(many 1000 '(')" "$(many 1000 ')')" >bad.yaml
refused '5:.*: this is nested too deeply'
printf '%svars: {n: {type: \xff\xfe}}\n%s' "$head" "$states" >bad.yaml
refused '4:18: this is not valid UTF-8'
printf '%svars: {n: {type: te\0xt}}\n%s' "$head" "$states" >bad.yaml
refused '4:20: the control character 0x00 may not stand here'
printf 'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n%s' "$states" >bad.yaml
refused '1:4: anchors'
printf '%svars: {n: {type: int}}\nevents: *n\n%s' "$head" "$states" >bad.yaml
refused '5:9: '
printf '%stz: !!python/object/apply:os.system Etc/UTC\n%s' "$head" "$states" >bad.yaml
refused '4:5: tags'
head -c 1100000 /dev/zero | tr '\0' '#' >bad.yaml
refused ' bad.yaml is larger than'
printf '%sstates:\n  a: {initial: true, timers: [{timer: t, when: after 99999999999y, go: b}]}\n  b: {final: true}\n' "$head" >bad.yaml
refused '5:54: a span is written like'
printf '%sstates:\n  a: {initial: true, on: [{event: user.x, if: 99999999999999999999 > 1, go: b}]}\n  b: {final: true}\n' "$head" >bad.yaml
refused '5:47: "99999999999999999999" is no number'

# What only shows when it runs: one case of each kind, and one that is well.
cat >run.yaml <<'END'
workflow: run
version: 1
subject: enrollment
vars:
  n:  {type: int, init: 9223372036854775807}
  d:  {type: date, init: 9999-12-01}
  no: {type: bool, init: false}
states:
  a:
    initial: true
    timers:
      - {timer: late, when: at subject.requested_day at 09:00, do: [{note: late}]}
    on:
      - {event: user.overflow, if: n + 1 > 0, go: b}
      - {event: user.beyond, do: [{set: {d: d + 40d}}], stay: true}
      - {event: user.round, do: [{raise: again}], stay: true}
      - {event: again, if: not no, do: [{raise: again}], stay: true}
      - {event: user.far, go: far}
      - {event: user.good, go: b}
  far: {timers: [{timer: never, when: after 9000y, go: b}], on: [{event: user.good, go: b}]}
  b: {final: true}
END
at 2026-01-06 workflow publish "$PWD/run.yaml" >/dev/null
for ((i = 1; i <= 6; i++)); do
	add_enrollment 'Prairie Health' "requested_day=2025-03-01" "state=X$i"
	at 2026-01-06 case open run enrollment "$enrollment" >/dev/null
done
at 2026-01-06 --json tick | expect_json '[.fired, .failed]' '[6,0]'	# a timer of the past: at once, and once
at 2026-01-07 --json tick | expect_json .fired 0
bad() {	# CASE EVENT WORDS
	expect_exit 1 at 2026-01-07 case event "$1" "$2" >said.txt
	expect_text "$3" said.txt
}
bad CR-1 overflow 'the guard of a.on\[0\] \(line 14\) is out of measure'
bad CR-2 beyond 'the value in line 15 is out of measure'
bad CR-3 round 'this goes round in circles: more than 32 steps without a pause'
bad CR-4 far 'the time of timer "never" is out of measure'
at 2026-01-07 case event CR-6 good >/dev/null
# Tried again five times, then set aside with a task; the clock goes on for the others.
for time in 07T09:31 07T09:35 07T09:50 07T11:00 07T13:00; do
	expect_exit 3 at "2026-01-$time" --quiet tick
done
is 'stuck,stuck,stuck,stuck,open,done' "SELECT group_concat(status) FROM (SELECT status FROM case_file ORDER BY case_id)"
is 4 "SELECT count(*) FROM task WHERE name = 'stuck' AND status = 'open' AND role = 'admin'"
at 2026-01-08 --json case show CR-3 | expect_json .stuck_reason \
    '"event \"user.round\" failed 6 times: this goes round in circles: more than 32 steps without a pause"'
at 2026-01-08 why-not CR-2 >said.txt
expect_text 'the case is stuck' said.txt
at 2026-01-08 case resume CR-1 --skip >/dev/null
at 2026-01-08 case event CR-1 good >/dev/null
in_state 1 b

# The version that a case runs by cannot be read any more: its cases are stuck and listed, a new version
# takes them over.
sed -e 's/version: 1/version: 2/' -e 's/9223372036854775807/1/' -e '/overflow/d' run.yaml >two.yaml
at 2026-01-09 workflow publish "$PWD/two.yaml" >/dev/null
sql "UPDATE definition SET source = 'workflow: [' WHERE version = 1 AND name = 'run'"
expect_exit 2 at 2026-01-09 case event CR-5 good 2>said.txt
expect_text 'the published workflow "run" version 1 cannot be read any more' said.txt
sql "INSERT INTO event (case_id, name, dedup, source, occurred_ms, received_ms, status, next_ms)
    VALUES (5, 'user.good', 'u:1', 'maria', 0, 0, 'new', 0)"
for time in 09T09:31 09T09:35 09T09:50 09T11:00 09T13:00 09T15:00; do
	expect_exit 3 at "2026-01-$time" --quiet tick
done
is 'stuck' "SELECT status FROM case_file WHERE case_id = 5"
at 2026-01-09 --json case list --open | expect_json 'length' 4
at 2026-01-09 case show CR-5 >said.txt
expect_text 'cannot be read any more' said.txt
at 2026-01-09 why case CR-5 >said.txt
expect_text 'cannot be read any more' said.txt
at 2026-01-09T16:00 workflow migrate run --apply >/dev/null
at 2026-01-09T16:00 case resume CR-5 >/dev/null
at 2026-01-09T16:00 --quiet tick
in_state 5 b
expect_json .faults '[]' <<<"$(at 2026-01-09T16:00 --json verify)"
