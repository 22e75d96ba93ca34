#!/usr/bin/python3
# What Evolution and GNOME Calendar read; no daemon of theirs is needed for it.
import sys

import gi

gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, ICalGLib  # noqa: E402

with open(sys.argv[1], encoding="utf-8", newline="") as f:
    calendar = ICalGLib.Component.new_from_string(f.read())
if calendar.count_errors() != 0:
    sys.exit("%d errors" % calendar.count_errors())
event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
while event is not None:
    one = ECal.Component.new_from_icalcomponent(event.clone())
    start = one.get_dtstart().get_value()
    print("%04d-%02d-%02d" % (start.get_year(), start.get_month(), start.get_day()), one.get_uid(),
        one.get_sequence(), one.get_summary().get_value(), sep="\t")
    event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
