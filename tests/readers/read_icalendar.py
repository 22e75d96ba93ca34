#!/usr/bin/python3
import sys

import icalendar

with open(sys.argv[1], "rb") as f:
    calendar = icalendar.Calendar.from_ical(f.read())
for event in calendar.walk("VEVENT"):
    if event.errors:
        sys.exit("errors: %r" % event.errors)
    print(event.decoded("DTSTART"), event["UID"], event["SEQUENCE"], event["SUMMARY"], sep="\t")
