#!/bin/bash
# What a role may see and do is a file: a practice takes rights away and retires roles, each change is kept, and a file
# that would give more, or leave nobody who administers people, is refused before anything is done.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=${who:-root} "$CREDENCE" -C p --now 2026-11-20T10:00 "$@"; }
refused() {
	expect_exit "$1" at "${@:3}" 2>refusal >/dev/null
	expect_text "$2" refusal
}
roles=p/catalogs/roles.yaml
may() { at --json user roles | jq -r --arg role "$1" '.[] | select(.role == $role) | .may'; }
CREDENCE_USER=root "$CREDENCE" --quiet init p --org "Elm Street Clinic"
at --quiet user add ada --role admin >/dev/null
at --quiet user add maria --role coordinator >/dev/null
at --quiet user add bill --role billing >/dev/null
at --quiet provider add npi=1234567893 last_name=Larkspur ssn=123-45-6789 birth_day=1980-01-31
[ "$(who=maria at provider reveal 1 ssn)" = 123-45-6789 ] || fail "a coordinator sees what forms ask for"

# Taken away: the field stays, the look is refused, and the words say who is left.
sed -i '/^  coordinator:/s/, ssn//; /^  auditor:/s/}/, retired: true}/; /^  billing:/s/names//' $roles
who=maria refused 1 'maria may not see Social Security numbers. Who may: people with the role none' provider reveal 1 ssn
[ "$(who=maria at provider reveal 1 birth_day)" = 1980-01-31 ] || fail "the rest is as it was"
who=maria refused 1 "may not see Social Security numbers" export providers out --with-sensitive
[ "$(may coordinator)" = "see names, payers, sites and days, read whole files, work on cases, tasks and records, see dates of birth, see home addresses" ]
[ "$(may billing)" = "" ] || fail "nothing is left for billing"
refused 2 '"bill" \(billing\) may not see names, .* nor may a token of theirs' user token add bill export --scope names
refused 2 'the role "auditor" is retired' user add tom --role auditor
refused 2 'the role "auditor" is retired' user role maria coordinator auditor
at --json catalog history roles | expect_json '.[1].changes' \
	'{"added":[],"changed":["coordinator","billing","auditor"],"gone":[]}'

# Given, or nobody left: no command works with such a file, and each mistake has its place.
cp $roles kept
sed -i '/^  reviewer:/s/discipline/ssn/; /^  admin:/s/, admin\]/]/' $roles
refused 2 'roles.yaml:[0-9]+:[0-9]+: the role "reviewer" cannot have "ssn"' provider list
expect_text 'roles.yaml:[0-9]+:[0-9]+: nobody could administer people any more' refusal
cp kept $roles
# A folder of an earlier program has no such file.
rm $roles
[ "$(who=maria at provider reveal 1 ssn)" = 123-45-6789 ] || fail "as shipped"
at --json verify | expect_json .faults '[]'
