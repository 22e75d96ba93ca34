# Radicale of tests/servers keeps a calendar for its user and nobody else.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"

radicale_start radicale team:one
expect_exit 22 curl -sf "$CALDAV_URL/team/" -o nothing
curl -sSf -u team:one -X MKCALENDAR "$CALDAV_URL/team/deadlines/"
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260301\r\nSUMMARY:Due\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' >event.ics
curl -sSf -u team:one -T event.ics "$CALDAV_URL/team/deadlines/1.ics"
curl -sSf -u team:one "$CALDAV_URL/team/deadlines/" >all.ics
expect_text 'SUMMARY:Due' all.ics
