"""check_times: what print_times prints, computed once more by Python's datetime and zoneinfo.

Holidays: from the law's words (5 U.S.C. 6103, E.O. 11582), and the published list for its years.
"""
import calendar
import datetime
import sys
import zoneinfo

EPOCH = datetime.date(1970, 1, 1).toordinal()
UTC = datetime.timezone.utc
SHOWN_MAX = 20


def date_of(day):
    return datetime.date.fromordinal(EPOCH + day)


def add_months(day, months):
    start = date_of(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(start.day, last)).toordinal() - EPOCH


def holidays_of(year):
    def nth(month, weekday, n):
        days = [d for d in calendar.Calendar().itermonthdates(year, month)
                if d.month == month and d.weekday() == weekday]
        return days[n]

    days = [nth(1, 0, 2), nth(2, 0, 2), nth(5, 0, -1), nth(9, 0, 0), nth(10, 0, 1), nth(11, 3, 3)]
    for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)):
        fixed = datetime.date(year, month, day)
        days.append(fixed + datetime.timedelta({5: -1, 6: 1}.get(fixed.weekday(), 0)))
    return days


holidays = {d for year in range(2021, 2303) for d in holidays_of(year)}
# Juneteenth is of June 2021: before that the published list is what counts.
published = {datetime.date.fromisoformat(line.strip()) for line in open(sys.argv[1])
             if not line.startswith('#')}


def add_workdays(day, count):
    step = 1 if count > 0 else -1
    at = date_of(day)
    while count:
        at += datetime.timedelta(step)
        if at.weekday() < 5 and at not in holidays:
            count -= step
    return at.toordinal() - EPOCH


zones = {}


def zone(name):
    if name not in zones:
        zones[name] = zoneinfo.ZoneInfo(name)
    return zones[name]


def offset(name, sec):
    at = datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=sec)
    return int(at.astimezone(zone(name)).utcoffset().total_seconds())


def instant(name, day, wall):
    """The first instant with that wall time; in a gap, the gap's end."""
    naive = datetime.datetime.combine(date_of(day), datetime.time()) + datetime.timedelta(seconds=wall)
    utc = naive.replace(tzinfo=zone(name), fold=0).astimezone(UTC)
    if utc.astimezone(zone(name)).replace(tzinfo=None) == naive:
        return int((utc - datetime.datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    # It does not exist: the second from which on the later offset holds.
    low = utc - datetime.timedelta(days=1)
    high = utc + datetime.timedelta(days=1)
    after = high.astimezone(zone(name)).utcoffset()
    while high - low > datetime.timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone(name)).utcoffset() == after:
            high = middle
        else:
            low = middle
    return int((high - datetime.datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


counts = {}
seen = set()
wrong = 0


def check(kind, words):
    if kind == 'date':
        d = date_of(int(words[0]))
        return [d.isoformat(), str(d.weekday())] == words[1:]
    if kind == 'months':
        return add_months(int(words[0]), int(words[1])) == int(words[2])
    if kind == 'holiday':
        d = date_of(int(words[0]))
        seen.add(d)
        return d in holidays or d < datetime.date(2021, 6, 18)
    if kind == 'workdays':
        return add_workdays(int(words[0]), int(words[1])) == int(words[2])
    if kind == 'offset':
        return offset(words[0], int(words[1])) == int(words[2])
    return instant(words[0], int(words[1]), int(words[2])) == int(words[3])


for line in sys.stdin:
    kind, *words = line.split()
    counts[kind] = counts.get(kind, 0) + 1
    if not check(kind, words):
        wrong += 1
        if wrong <= SHOWN_MAX:
            print('otherwise:', line.strip())

missing = {d for d in holidays if d.weekday() < 5 and datetime.date(2021, 7, 1) <= d <= datetime.date(2300, 12, 30)} - seen
listed = {d for d in seen if d.year <= 2030}
differ = published ^ listed
for d in sorted(missing | differ)[:SHOWN_MAX]:
    print('holiday:', d)
print(', '.join(f'{n} {kind}' for kind, n in counts.items()) + f'; {wrong} otherwise')
sys.exit(wrong > 0 or bool(missing) or bool(differ) or len(counts) < 6)
