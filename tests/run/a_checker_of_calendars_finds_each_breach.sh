# The checker that our calendars are held against (lib/ical_check.py) takes a good calendar and finds each
# breach in a bad one: else its silence would say nothing.
. "$TOP/tests/lib/run.sh"

good=('BEGIN:VCALENDAR' 'VERSION:2.0' 'PRODID:-//x//y//EN' 'REFRESH-INTERVAL;VALUE=DURATION:PT1H'
    'SOURCE;VALUE=URI:http://x.example/a.ics' 'BEGIN:VEVENT' 'UID:1@x' 'DTSTAMP:20260101T000000Z'
    'DTSTART;VALUE=DATE:20260201' 'DTEND;VALUE=DATE:20260202' 'SUMMARY:a\, b\; c\\ d\n' 'SEQUENCE:0'
    'COLOR:teal' 'BEGIN:VALARM' 'ACTION:DISPLAY' 'DESCRIPTION:x' 'TRIGGER:-PT1H' 'END:VALARM' 'END:VEVENT'
    'END:VCALENDAR')
check() {
	python3 "$TOP/tests/lib/ical_check.py" "$1" 2>said
}
printf '%s\r\n' "${good[@]}" >good.ics
check good.ics || fail "a good calendar is refused: $(cat said)"

# refused WORDS SED-SCRIPT: the good one, changed so, has that breach
refused() {
	sed "$2" good.ics >bad.ics
	! cmp -s good.ics bad.ics || fail "$2 changes nothing"
	! check bad.ics || fail "not found: $1"
	expect_text "$1" said
}
refused 'bare CR or LF' '7s/\r$//'
refused 'octets in one line' "s/^SUMMARY:/&$(printf 'x%.0s' $(seq 80))/"
refused 'cut by a fold' 's/^SUMMARY:.*/SUMMARY:\xc3\r\n \xa9\r/'
refused 'control character' 's/^SUMMARY:/&\x07/'
refused 'empty line' '3s/$/\n\r/'
refused 'byte order mark' '1s/^/\xef\xbb\xbf/'
refused 'no content line' 's/^SUMMARY:/SUMMARY /'
refused 'bare comma' 's/a\\,/a,/'
refused 'escapes nothing' 's/\\n/\\q/'
refused 'VEVENT without UID' '/^UID/d'
refused 'VEVENT without DTSTAMP' '/^DTSTAMP/d'
refused 'without DTSTART' '/^DTSTART/d'
refused 'VCALENDAR without PRODID' '/^PRODID/d'
refused 'SUMMARY twice' 's/^SUMMARY.*/&\n&/'
refused 'is no day' 's/20260201/20260231/'
refused 'DTEND is not after' 's/20260202/20260131/'
refused 'of another kind' 's/^DTEND.*/DTEND:20260202T000000Z\r/'
refused 'is no duration' 's/-PT1H/-1H/'
refused 'displays nothing' '/^DESCRIPTION/d'
refused 'no name of CSS3' 's/teal/nocolour/'
refused 'is no URI' 's#http://x.example/#http://x example/#'
refused 'needs VALUE=DURATION' 's/;VALUE=DURATION//'
refused 'needs VALUE=URI' 's/SOURCE;VALUE=URI/SOURCE/'
refused 'has no END' '/^END:VALARM/d'
refused 'does not belong into' 's/^COLOR.*/COLOUR:teal\r/'
refused 'is no number' 's/SEQUENCE:0/SEQUENCE:-1/'
refused 'no VTIMEZONE for' 's/^DTSTART.*/DTSTART;TZID=America\/Chicago:20260201T090000\r/; /^DTEND/d'
refused 'REQUEST without ORGANIZER' 's/^VERSION.*/&\nMETHOD:REQUEST\r/'
refused 'STATUS is not CANCELLED' 's/^VERSION.*/&\nMETHOD:CANCEL\r/'
sed '/^BEGIN:VEVENT/,/^END:VEVENT/ { H; }; /^END:VCALENDAR/ { x; s/^\n//; G; }' good.ics >bad.ics
! check bad.ics || fail "not found: one UID twice"
expect_text 'UID twice' said
