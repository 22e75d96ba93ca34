#!/bin/bash
# A payer's roster has the payer's columns, by a map; the next one says what changed since the last that the
# payer took over, not since one that was only sent.
. "$TOP/tests/lib/run.sh"

run() { "$CREDENCE" --now "2026-11-2${day:-4}T09:00" -C practice "$@"; }
"$CREDENCE" --quiet init practice --timezone America/Chicago
run --quiet provider add npi=1234567893 last_name=Larkspur first_name='=Ada' practice_state=IL birth_day=1980-02-03
run --quiet provider add npi=1000101174 last_name=Foxglove first_name=Ben
run --quiet provider add npi=1000108484 last_name=Hawthorn first_name=Cora
run --quiet payer add name=Prairie
run --quiet payer add name=Other
run --quiet location add name='Main St' state=IL zip=62701 tax_id=371234567
run --quiet credential add provider=1 credential_type=license state=IL number=036-1 expires_day=2027-07-31
run --quiet enrollment add provider=1 payer=1 location=1 state=IL effective_day=2026-10-01
run --quiet enrollment add provider=2 payer=1 state=IL
run --quiet enrollment add provider=3 payer=2 state=IL

cat >map.yaml <<'END'
columns: {"Provider NPI": npi, Name: last_name, First: first_name, TIN: tax_id, License: license_number,
  Since: effective_day, Action: change}
values: {"Group, legal": Elm Street Clinic}
END
expect_exit 2 run export roster out --payer Prairie --map map.yaml --since-last 2>said
expect_text 'accepted no roster so far' said
[ ! -e out/roster-1.csv ] || fail "a file was left"
run --json export roster out --payer Prairie --map map.yaml >made
expect_json '[.roster_id, .file, .added, .changed, .ended]' '[1,"out/roster-1.csv",2,0,0]' <made
printf '%s\r\n' 'Provider NPI,Name,First,TIN,License,Since,Action,"Group, legal"' \
    '1000101174,Foxglove,Ben,,,,add,Elm Street Clinic' \
    "1234567893,Larkspur,\"'=Ada\",371234567,036-1,2026-10-01,add,Elm Street Clinic" >want
cmp want out/roster-1.csv
[ "$(stat -c %a out/roster-1.csv)" = 600 ] || fail "others may read it"
run --quiet roster accept 1
expect_exit 2 run roster accept 1 2>said
expect_text 'was accepted before' said
expect_exit 2 run roster accept 9 2>said

# The next day one changed, one went, one came; the roster of that day was sent but never accepted.
day=5
run --quiet enrollment set 2 terminated_day=2026-11-24
run --quiet location set 1 tax_id=371234568
run --quiet enrollment add provider=3 payer=1 state=IL
for id in 2 3; do
	run --json export roster out --payer Prairie --map map.yaml --since-last >made
	expect_json '[.roster_id, .added, .changed, .ended, .unchanged]' "[$id,1,1,1,0]" <made
	[ "$(cut -d, -f1,7 "out/roster-$id.csv" | tr -d '\r' | sort | tr '\n' ' ')" = \
	    '1000101174,terminate 1000108484,add 1234567893,change Provider NPI,Action ' ] || fail "another delta"
done
run --quiet roster accept 3
run --json export roster out --payer Prairie --map map.yaml --since-last | expect_json .unchanged 2
[ "$(wc -l <out/roster-4.csv)" = 1 ] || fail "nothing had changed"
run --json roster list | expect_json '[.[] | .accepted_ms != null]' '[false,true,false,true]'
if grep -r 1980 out; then
	fail "a birth day was written"
fi

printf 'columns: {"NPI": npi, "Born": birth_day, "Tin": tax_idd}\n' >bad.yaml
expect_exit 2 run export roster out --payer Prairie --map bad.yaml 2>said
expect_text 'bad.yaml:1:[0-9]+: a roster has no "birth_day"' said
expect_text 'Did you mean "tax_id"' said
expect_exit 2 run export roster out --payer Prairie 2>said
expect_exit 2 run export all out --since-last 2>said
expect_text 'belong to "export roster DIR"' said
