# main flow under the sanitizers
# An answer to an invitation is read from a mail or from an .ics file, and explained; hostile ones get
# an answer or one clear line; nothing is stored and no rule of repetition is followed.
. "$TOP/tests/lib/run.sh"

# event NAME METHOD LINE ...: a calendar with one event.
event() {
	local name=$1 method=$2
	shift 2
	printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN "METHOD:$method" BEGIN:VEVENT UID:u1@elm.example \
	    "$@" END:VEVENT END:VCALENDAR >"$name.ics"
}
# says FILE FILTER WANT
says() {
	"$CREDENCE" --json calendar read "$1" >said.json
	expect_json "$2" "$3" <said.json
}
# refused FILE WORDS: exit 2, one line, nothing on standard output.
refused() {
	expect_exit 2 "$CREDENCE" --json calendar read "$1" >out 2>words
	[ ! -s out ] || fail "$1 was refused and printed something"
	[ "$(wc -l <words)" -eq 1 ] || fail "$1: not one line: $(cat words)"
	expect_text "$2" words
}

mail=$TOP/tests/corpus/mail
says "$mail/calendar_accepts.eml" '[.method, (.events[0] | .uid, .sequence, .attendee, .partstat, .comment, .start, .end)] | map(tostring) | join(" ")' \
    'REPLY cr12@elm.example 0 dana@payer.example ACCEPTED See you there 2026-12-09 null'
says "$mail/calendar_declines.eml" '.events[0].partstat' DECLINED
"$CREDENCE" calendar read "$mail/calendar_accepts.eml" >text
expect_text 'dana@payer.example *ACCEPTED' text

# Times: a zone that we know, one that we do not, a length in place of an end.
event zone COUNTER 'SEQUENCE:3' 'ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:dana@payer.example' \
    'DTSTART;TZID=America/Chicago:20261209T090000' 'DURATION:PT90M' 'COMMENT:One\, two\;' 'COMMENT:three'
says zone.ics '.events[0] | [.sequence, .attendee, .partstat, .start, .end, .comment] | map(tostring) | join(" ")' \
    '3 dana@payer.example TENTATIVE 2026-12-09T09:00:00-06:00 2026-12-09T10:30:00-06:00 One, two;
three'
event unknown REPLY 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:d@p.example' 'DTSTART;TZID=Nowhere/Land:20261209T090000'
says unknown.ics '.events[0].start' 2026-12-09T09:00:00
# Zones as Outlook names them, and behind the path of a program; one that only looks so.
for tzid in 'Central Standard Time' '"Central Standard Time"' 'central standard time' \
    /freeassociation.sourceforge.net/America/Chicago; do
	event outlook COUNTER 'ATTENDEE;PARTSTAT=TENTATIVE:mailto:d@p.example' "DTSTART;TZID=$tzid:20260709T090000"
	says outlook.ics '.events[0].start' 2026-07-09T09:00:00-05:00
done
for tzid in 'Lunar Standard Time' /../../etc/passwd / "$(head -c 900000 /dev/zero | tr '\0' /)"; do
	event astray_zone COUNTER 'ATTENDEE;PARTSTAT=TENTATIVE:mailto:d@p.example' "DTSTART;TZID=$tzid:20260709T090000"
	says astray_zone.ics '.events[0].start' 2026-07-09T09:00:00
done
# Of several invited the one who answered; who did not say counts as not having answered.
event several REPLY 'ATTENDEE:mailto:a@p.example' 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:c@p.example":mailto:b@p.example'
says several.ics '.events[0] | .attendee + " " + .partstat' 'b@p.example DELEGATED'
event silent REQUEST 'ATTENDEE:mailto:a@p.example'
says silent.ics '.events[0].partstat' NEEDS-ACTION

# As the world writes them: bare LF, a byte order mark, folded lines, nothing that is asked for.
tr -d '\r' <zone.ics >lf.ics
says lf.ics '.events[0].sequence' 3
printf '\357\273\277\r\n' | cat - zone.ics >bom.ics
says bom.ics '.events[0].sequence' 3
event folded REPLY 'ATTENDEE;PARTSTAT=ACCE' ' PTED:mailto:dana@pay' ' er.example'
says folded.ics '.events[0] | .attendee + " " + .partstat' 'dana@payer.example ACCEPTED'
event broken REPLY 'ATTENDEE;PARTSTAT=ACC' 'EPTED:mailto:dana@payer.example'
says broken.ics '.events[0].attendee' null
event latin REPLY "$(printf 'COMMENT:caf\351')"
says latin.ics '.events[0].comment' 'caf�'
event bare REPLY
says bare.ics '.events[0] | [.attendee, .partstat, .comment, .start, .end] | map(tostring) | join(" ")' 'null null null null null'
event times REPLY 'DTSTART:20269999T996099' 'DTEND:tomorrow' 'SEQUENCE:many'
says times.ics '.events[0].start' null
printf '%s\n' BEGIN:VCALENDAR VERSION:2.0 END:VCALENDAR >empty.ics
says empty.ics '.method == null and .events == []' true

event twice REPLY 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@p.example' END:VEVENT BEGIN:VEVENT UID:u1@elm.example
says twice.ics '.events | map(.uid)' '["u1@elm.example","u1@elm.example"]'
event astray REPLY 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@p.example' 'no line at all' ' continued ' ';=:' 'COMMENT:still read'
says astray.ics '.events[0].comment' 'still read'
event escape REPLY "$(printf 'COMMENT:two\\\303\251;')"
"$CREDENCE" --json calendar read escape.ics | iconv -f utf-8 -t utf-8 >said.json || fail "an answer that is no text"

# Bombs cost nothing.
{ printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nCOMMENT:'; head -c 1000000 /dev/zero | tr '\0' x; printf '\nEND:VEVENT\nEND:VCALENDAR\n'; } >long.ics
says long.ics '.events[0].comment | length' 1000000
event bomb REQUEST 'DTSTART:20260101T000000Z' 'RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30' 'ATTENDEE:mailto:a@p.example'
says bomb.ics '.events[0].start' 2026-01-01T00:00:00Z
{
	printf 'BEGIN:VCALENDAR\n'
	seq 50000 | sed 's/.*/BEGIN:VEVENT/'
	seq 50000 | sed 's/.*/END:VEVENT/'
	printf 'END:VCALENDAR\n'
} >deep.ics
refused deep.ics 'more than 1024 KB'
head -n 20000 deep.ics >shallow.ics
refused shallow.ics 'line 9: parts within parts'
{ cat zone.ics; head -c 2000000 /dev/zero | tr '\0' x; } >large.ics
refused large.ics 'more than 1024 KB'
head -c 60000000 /dev/zero | tr '\0' x >huge.ics
refused huge.ics 'huge.ics'

# What is none.
head -n 5 zone.ics >cut.ics
refused cut.ics 'it is cut off: END:VCALENDAR is missing'
printf 'BEGIN:VCALENDAR\0\nEND:VCALENDAR\n' >nul.ics
refused nul.ics 'NUL byte'
printf 'BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR\n' >ends.ics
refused ends.ics 'line 3: an END without its BEGIN'
refused "$mail/bounce_long_subject.eml" 'a mail without a calendar in it'
head -c 3000 /dev/urandom >binary
refused binary 'binary is no calendar, nor a mail with one'
: >nothing
refused nothing 'nothing is no calendar'
expect_exit 2 "$CREDENCE" calendar read absent.ics 2>words
expect_text 'absent.ics' words
