#!/usr/bin/python3
import sys

import vobject

with open(sys.argv[1], encoding="utf-8", newline="") as f:
    calendar = vobject.readOne(f)
calendar.validate(raiseException=True)
for event in calendar.vevent_list:
    print(event.dtstart.value, event.uid.value, event.sequence.value, event.summary.value, sep="\t")
