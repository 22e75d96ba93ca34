#!/usr/bin/env python3
"""ical_check.py [--events] FILE ...: iCalendar held against RFC 5545, 5546, 7986 and 6868, byte by byte.

Written from the RFCs alone; nothing of it comes from the library that writes our calendars.  Prints
"FILE:LINE: what" for each breach and exits 1 then.  --events prints "day<TAB>uid<TAB>sequence<TAB>summary"
of each event instead, so that this is one more reader.
"""
import re
import sys

COLORS = set("""aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan
darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred
darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue
dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray
green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen
lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink
lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen
linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy
oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip
peachpuff peru pink plum powderblue purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen
seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato
turquoise violet wheat white whitesmoke yellow yellowgreen""".split())

TEXT, DURATION, TIME, UTC, INTEGER, URI, ADDRESS, WORD, OFFSET, COLOR, TEXTS = range(11)
# Name: (type, at most once).  What stands in no table of its component is a breach, but for X- names.
CALENDAR = {
    "PRODID": (TEXT, True), "VERSION": (WORD, True), "CALSCALE": (WORD, True), "METHOD": (WORD, True),
    "NAME": (TEXT, False), "DESCRIPTION": (TEXT, False), "UID": (TEXT, True), "LAST-MODIFIED": (UTC, True),
    "URL": (URI, True), "CATEGORIES": (TEXTS, False), "REFRESH-INTERVAL": (DURATION, True),
    "SOURCE": (URI, True), "COLOR": (COLOR, True),
}
EVENT = {
    "UID": (TEXT, True), "DTSTAMP": (UTC, True), "DTSTART": (TIME, True), "DTEND": (TIME, True),
    "DURATION": (DURATION, True), "CLASS": (WORD, True), "CREATED": (UTC, True),
    "LAST-MODIFIED": (UTC, True), "DESCRIPTION": (TEXT, True), "LOCATION": (TEXT, True),
    "ORGANIZER": (ADDRESS, True), "PRIORITY": (INTEGER, True), "SEQUENCE": (INTEGER, True),
    "STATUS": (WORD, True), "SUMMARY": (TEXT, True), "TRANSP": (WORD, True), "URL": (URI, True),
    "RECURRENCE-ID": (TIME, True), "COLOR": (COLOR, True), "ATTENDEE": (ADDRESS, False),
    "CATEGORIES": (TEXTS, False), "COMMENT": (TEXT, False), "CONTACT": (TEXT, False),
    "REQUEST-STATUS": (WORD, False),
}
ALARM = {
    "ACTION": (WORD, True), "TRIGGER": (DURATION, True), "DESCRIPTION": (TEXT, True),
    "DURATION": (DURATION, True), "REPEAT": (INTEGER, True), "UID": (TEXT, True),
}
ZONE = {"TZID": (TEXT, True), "LAST-MODIFIED": (UTC, True), "TZURL": (URI, True)}
OBSERVANCE = {
    "DTSTART": (TIME, True), "TZOFFSETFROM": (OFFSET, True), "TZOFFSETTO": (OFFSET, True),
    "TZNAME": (TEXT, False), "COMMENT": (TEXT, False), "RDATE": (TIME, False),
}
COMPONENTS = {
    "VCALENDAR": (CALENDAR, ["PRODID", "VERSION"]), "VEVENT": (EVENT, ["UID", "DTSTAMP"]),
    "VALARM": (ALARM, ["ACTION", "TRIGGER"]), "VTIMEZONE": (ZONE, ["TZID"]),
    "STANDARD": (OBSERVANCE, ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"]),
    "DAYLIGHT": (OBSERVANCE, ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"]),
}
WITHIN = {
    "VCALENDAR": [None], "VEVENT": ["VCALENDAR"], "VALARM": ["VEVENT"], "VTIMEZONE": ["VCALENDAR"],
    "STANDARD": ["VTIMEZONE"], "DAYLIGHT": ["VTIMEZONE"],
}
WORDS = {
    "VERSION": {"2.0"}, "CALSCALE": {"GREGORIAN"}, "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"}, "ACTION": {"DISPLAY", "AUDIO"},
    "METHOD": {"PUBLISH", "REQUEST", "REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "ADD", "REFRESH"},
}
PARAMETERS = {
    TIME: {"VALUE", "TZID"}, ADDRESS: {"CN", "ROLE", "PARTSTAT", "RSVP", "CUTYPE", "DELEGATED-TO",
    "DELEGATED-FROM", "SENT-BY", "EMAIL", "SCHEDULE-AGENT"}, TEXT: {"LANGUAGE", "ALTREP"}, TEXTS: {"LANGUAGE"},
    URI: {"VALUE"}, DURATION: {"VALUE", "RELATED"},
}
DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
LINE = re.compile(r'^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
    r'(?:,(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*)*):(.*)$', re.S)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')


class Property:
    def __init__(self, line, name, parameters, value):
        self.line, self.name, self.parameters, self.value = line, name, parameters, value


class Component:
    def __init__(self, name, line, parent):
        self.name, self.line, self.parent, self.properties, self.inside = name, line, parent, [], []

    def get(self, name):
        return next((p for p in self.properties if p.name == name), None)

    def value(self, name):
        p = self.get(name)
        return p.value if p else None


class Checker:
    def __init__(self, path):
        self.path, self.breaches, self.calendars = path, [], []

    def say(self, line, what):
        self.breaches.append("%s:%d: %s" % (self.path, line, what))

    # --- bytes and lines (RFC 5545, 3.1)
    def lines(self, data):
        if data.startswith(b"\xef\xbb\xbf"):
            self.say(1, "a byte order mark")
        if not data.endswith(b"\r\n"):
            self.say(data.count(b"\n") + 1, "the last line does not end with CRLF")
        unfolded = []
        physical = data.split(b"\r\n")
        for number, raw in enumerate(physical[:-1] if physical[-1] == b"" else physical, 1):
            if b"\r" in raw or b"\n" in raw:
                self.say(number, "a bare CR or LF")
            if len(raw) > 75:
                self.say(number, "%d octets in one line" % len(raw))
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                self.say(number, "no UTF-8, or a character cut by a fold")
                text = raw.decode("utf-8", "replace")
            if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text):
                self.say(number, "a control character")
            if text == "":
                self.say(number, "an empty line")
            elif text[0] in " \t" and unfolded:
                unfolded[-1][1] += text[1:]
            else:
                unfolded.append([number, text])
        return unfolded

    def parse(self, data):
        at = None
        for number, text in self.lines(data):
            match = LINE.match(text)
            if not match:
                self.say(number, "no content line: %r" % text[:40])
                continue
            name, value = match.group(1).upper(), match.group(3)
            parameters = {}
            for key, one in PARAMETER.findall(match.group(2)):
                if key.upper() in parameters:
                    self.say(number, "parameter %s twice" % key)
                parameters[key.upper()] = one[1:-1] if one.startswith('"') and one.count('"') == 2 else one
            if name == "BEGIN":
                inner = Component(value.upper(), number, at)
                if inner.name not in COMPONENTS:
                    self.say(number, "unknown component %s" % value)
                elif (at.name if at else None) not in WITHIN[inner.name]:
                    self.say(number, "%s does not belong here" % value)
                (at.inside if at else self.calendars).append(inner)
                at = inner
            elif name == "END":
                if at is None or at.name != value.upper():
                    self.say(number, "END:%s without its BEGIN" % value)
                else:
                    at = at.parent
            elif at is None:
                self.say(number, "%s outside of a calendar" % name)
            else:
                if at.inside and at.name != "VTIMEZONE":
                    self.say(number, "%s behind a component" % name)
                at.properties.append(Property(number, name, parameters, value))
        if at is not None:
            self.say(at.line, "%s has no END" % at.name)
        if not self.calendars:
            self.say(1, "no calendar")

    # --- values (RFC 5545, 3.3)
    def check_text(self, p, text, many):
        if re.search(r"\\[^\\;,nN]|\\$", re.sub(r"\\\\", "", text)):
            self.say(p.line, "%s has a backslash that escapes nothing" % p.name)
        bare = re.sub(r"\\.", "", text)
        if ";" in bare or ("," in bare and not many):
            self.say(p.line, "%s has a bare comma or semicolon" % p.name)

    def check_time(self, p):
        is_date = p.parameters.get("VALUE", "DATE-TIME") == "DATE"
        match = re.match(r"^(\d{4})(\d\d)(\d\d)" + ("$" if is_date else r"T(\d\d)(\d\d)(\d\d)(Z?)$"), p.value)
        if not match or not 1 <= int(match.group(2)) <= 12 or not 1 <= int(match.group(3)) <= DAYS[int(match.group(2)) - 1]:
            self.say(p.line, "%s is no %s: %s" % (p.name, "day" if is_date else "time", p.value))
        elif not is_date and (int(match.group(4)) > 23 or int(match.group(5)) > 59 or int(match.group(6)) > 60):
            self.say(p.line, "%s is no time of day" % p.name)
        elif not is_date and match.group(7) and "TZID" in p.parameters:
            self.say(p.line, "%s is UTC and has a zone" % p.name)
        if is_date and "TZID" in p.parameters:
            self.say(p.line, "%s is a day and has a zone" % p.name)

    def check_value(self, p, kind):
        value = p.value
        unknown = set(p.parameters) - PARAMETERS.get(kind, set())
        if any(not name.startswith("X-") for name in unknown):
            self.say(p.line, "%s does not take %s" % (p.name, ", ".join(sorted(unknown))))
        if kind in (TEXT, TEXTS):
            self.check_text(p, value, kind == TEXTS)
        elif kind == TIME:
            self.check_time(p)
        elif kind == UTC and not re.match(r"^\d{8}T\d{6}Z$", value):
            self.say(p.line, "%s is no time in UTC" % p.name)
        elif kind == INTEGER and not re.match(r"^\d{1,9}$", value):
            self.say(p.line, "%s is no number" % p.name)
        elif kind == DURATION and not re.match(r"^[+-]?P(\d+W|\d+D(T(\d+H)?(\d+M)?(\d+S)?)?|T(\d+H(\d+M)?(\d+S)?|\d+M(\d+S)?|\d+S))$", value):
            self.say(p.line, "%s is no duration" % p.name)
        elif kind == OFFSET and not re.match(r"^[+-]\d{4}(\d\d)?$", value):
            self.say(p.line, "%s is no offset" % p.name)
        elif kind == URI and not re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$", value):
            self.say(p.line, "%s is no URI" % p.name)
        elif kind == ADDRESS and not re.match(r"^mailto:[^\s<>\"(),:;\\@]+@[A-Za-z0-9.-]+$", value, re.I):
            self.say(p.line, "%s is no address: %s" % (p.name, value))
        elif kind == COLOR and value.lower() not in COLORS:
            self.say(p.line, "COLOR is no name of CSS3: %s" % value)
        elif kind == WORD and p.name in WORDS and value.upper() not in WORDS[p.name]:
            self.say(p.line, "%s cannot be %s" % (p.name, value))

    # --- components (RFC 5545, 3.6; RFC 7986, 5)
    def check_component(self, c):
        known, needed = COMPONENTS.get(c.name, ({}, []))
        for name in needed:
            if c.get(name) is None:
                self.say(c.line, "%s without %s" % (c.name, name))
        seen = set()
        for p in c.properties:
            if p.name.startswith("X-"):
                self.check_text(p, p.value, True)
                continue
            if p.name not in known:
                self.say(p.line, "%s does not belong into %s" % (p.name, c.name))
                continue
            kind, once = known[p.name]
            if once and p.name in seen:
                self.say(p.line, "%s twice" % p.name)
            seen.add(p.name)
            self.check_value(p, kind)
        for inner in c.inside:
            self.check_component(inner)
        check = getattr(self, "check_" + c.name.lower(), None)
        if check:
            check(c)

    def check_vcalendar(self, c):
        if not c.inside:
            self.say(c.line, "a calendar without anything in it") if c.get("METHOD") else None
        for name, want in (("REFRESH-INTERVAL", "DURATION"), ("SOURCE", "URI")):
            p = c.get(name)
            if p and p.parameters.get("VALUE") != want:
                self.say(p.line, "%s needs VALUE=%s" % (name, want))
        zones = {z.value("TZID") for z in c.inside if z.name == "VTIMEZONE"}
        uids = set()
        for e in (e for e in c.inside if e.name == "VEVENT"):
            key = (e.value("UID"), e.value("RECURRENCE-ID"))
            if key in uids:
                self.say(e.line, "UID twice: %s" % key[0])
            uids.add(key)
            for p in e.properties:
                if "TZID" in p.parameters and p.parameters["TZID"] not in zones:
                    self.say(p.line, "no VTIMEZONE for %s" % p.parameters["TZID"])
            self.check_method(c.value("METHOD"), e)

    # RFC 5546, 3.2
    def check_method(self, method, e):
        needs = {
            "REQUEST": ["ORGANIZER", "ATTENDEE", "DTSTART", "SUMMARY", "SEQUENCE"],
            "CANCEL": ["ORGANIZER", "SEQUENCE"], "REPLY": ["ORGANIZER", "ATTENDEE"],
            "COUNTER": ["ORGANIZER", "DTSTART", "SEQUENCE", "SUMMARY"], "PUBLISH": ["ORGANIZER", "DTSTART", "SUMMARY"],
            None: ["DTSTART"],
        }.get(method, [])
        for name in needs:
            if e.get(name) is None:
                self.say(e.line, "%s without %s" % (method or "an event", name))
        if method == "REPLY" and sum(p.name == "ATTENDEE" for p in e.properties) != 1:
            self.say(e.line, "REPLY with more than one ATTENDEE")
        if method == "CANCEL" and e.value("STATUS") != "CANCELLED":
            self.say(e.line, "CANCEL whose STATUS is not CANCELLED")
        if method == "REQUEST" and e.value("STATUS") == "CANCELLED":
            self.say(e.line, "REQUEST whose STATUS is CANCELLED")

    def check_vevent(self, e):
        start, end = e.get("DTSTART"), e.get("DTEND")
        if end and e.get("DURATION"):
            self.say(end.line, "DTEND and DURATION")
        if start and end:
            if start.parameters.get("VALUE") != end.parameters.get("VALUE"):
                self.say(end.line, "DTEND is of another kind than DTSTART")
            elif end.value <= start.value:
                self.say(end.line, "DTEND is not after DTSTART")

    def check_valarm(self, a):
        action = a.value("ACTION")
        if action == "DISPLAY" and a.get("DESCRIPTION") is None:
            self.say(a.line, "an alarm that displays nothing")
        if (a.get("DURATION") is None) != (a.get("REPEAT") is None):
            self.say(a.line, "DURATION and REPEAT come together")

    def check_vtimezone(self, z):
        if not any(o.name in ("STANDARD", "DAYLIGHT") for o in z.inside):
            self.say(z.line, "VTIMEZONE without STANDARD and DAYLIGHT")
        for o in z.inside:
            start = o.get("DTSTART")
            if start and (start.value.endswith("Z") or "T" not in start.value or "TZID" in start.parameters):
                self.say(start.line, "DTSTART of a zone is local time")


def unescape(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) in "nN" else m.group(1), text)


def main(words):
    show = words[:1] == ["--events"]
    breaches = []
    for path in words[1:] if show else words:
        checker = Checker(path)
        with open(path, "rb") as f:
            checker.parse(f.read())
        for calendar in checker.calendars:
            if calendar.name != "VCALENDAR":
                checker.say(calendar.line, "%s is no calendar" % calendar.name)
            checker.check_component(calendar)
            for e in (e for e in calendar.inside if show and e.name == "VEVENT"):
                day = e.value("DTSTART") or ""
                print("-".join((day[:4], day[4:6], day[6:8])), unescape(e.value("UID") or ""),
                    e.value("SEQUENCE") or "0", unescape(e.value("SUMMARY") or ""), sep="\t")
        breaches += checker.breaches
    for breach in breaches:
        print(breach, file=sys.stderr)
    return 1 if breaches else 0


sys.exit(main(sys.argv[1:]))
