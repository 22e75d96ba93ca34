# A year of a practice, its feed read every four weeks: an event that shows another day or
# other words has a higher SEQUENCE, one that does not has the same, and no identity is used twice.  A
# renewal moves the event; what ends says so, and leaves the feed 90 days later.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/lifecycle.sh"

lifecycle_start
add_credential malpractice_insurance number=P1 expires_day=2026-09-08 source_email=coi@carrier.example
add_credential bls number=B1 expires_day=2026-11-10
add_enrollment 'Prairie Health'
columns provider 1 caqh_attested_day=2025-12-20
at 2026-01-05 --quiet feed add everyone >address.txt

# seen DAY: what a reader sees then, as "uid day sequence summary"; held against what it saw before.
: >before
seen() {
	at "$1" feed print everyone >feed.ics
	python3 "$TOP/tests/lib/ical_check.py" feed.ics
	python3 "$TOP/tests/lib/ical_check.py" --events feed.ics |
	    awk -F '\t' -v OFS='\t' '{ print $2, $1, $3, $4 }' | LC_ALL=C sort >now
	[ -z "$(cut -f 1 now | uniq -d)" ] || fail "one identity for two events on $1"
	awk -F '\t' 'FNR == NR { was[$1] = $2 FS $4; version[$1] = $3; next }
	    ($1 in was) && was[$1] != $2 FS $4 && $3 <= version[$1] { print "changed, same version: " $0; bad = 1 }
	    ($1 in was) && was[$1] == $2 FS $4 && $3 != version[$1] { print "same, other version: " $0; bad = 1 }
	    END { exit bad + 0 }' before now || fail "on $1"
	cp now before
	cat now >>all
}
from=2026-01-06
renewed=no
until [[ $from > 2026-12-31 ]]; do
	to=$(date -d "$from 27 days" +%F)
	walk "$from" "$to" 2>/dev/null
	seen "$to"
	if [ "$renewed" = no ] && [[ $to > 2026-07-01 ]]; then
		uid=$(sql "SELECT uid FROM deadline JOIN case_file USING (case_id) WHERE name = 'expiry' AND subject_id = 1
		    AND subject_type = 'credential'")
		columns credential 1 expires_day=2027-09-08
		renewed=$to
	fi
	from=$(date -d "$to 1 day" +%F)
done
[ "$(cut -f 1,2 all | sort -u | grep -c "^$uid")" -eq 2 ] || fail "a renewal is not the same event: $(grep "^$uid" all | sort -u)"
[ "$(grep "^$uid	2027-09-08" all | cut -f 3 | sort -n | tail -n 1)" -ge 1 ] || fail "a renewal keeps its version"

# What is retired says so, higher than before, and leaves; what stays open stays.
version=$(grep "^$uid" now | cut -f 3)
case=$(sql "SELECT case_id FROM deadline WHERE uid = '$uid'")
event 2027-02-05 "$case" retire
seen 2027-02-06
[ "$(grep "^$uid" now | cut -f 3)" -gt "$version" ] || fail "an end is no version: $(grep "^$uid" now)"
grep "^$uid" now | grep -Eq '	(Done|Cancelled): ' || fail "an end is not said: $(grep "^$uid" now)"
seen 2027-05-01
grep -q "^$uid" now || fail "it leaves too early"
seen 2027-05-08
! grep -q "^$uid" now || fail "it never leaves"
[ "$(wc -l <all)" -gt 80 ] || fail "too little was seen: $(wc -l <all)"
