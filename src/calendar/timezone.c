/* timezone: where the offset of two midnights differs, the change between them is found by halving. */
#include "calendar/timezone.h"

#include "calendar/property.h"
#include "base/banned.h"

#define AROUND_DAYS	400	/* at least one change of each kind */

/* The local time "wall_ms" without any zone. */
static struct icaltimetype
local_time(int64_t wall_ms)
{
	struct icaltimetype t = property_instant(wall_ms);

	t.zone = NULL;
	return t;
}

/* From that instant on; its DTSTART is written in the time that ends there. */
static void
add_observance(icalcomponent *component, int64_t at_ms, int32_t from_sec, int32_t to_sec)
{
	icalcomponent *o = to_sec > from_sec ? icalcomponent_new_xdaylight() :
	    icalcomponent_new_xstandard();

	icalcomponent_add_property(o, icalproperty_new_dtstart(
	    local_time(at_ms + from_sec * MS_PER_SECOND)));
	icalcomponent_add_property(o, icalproperty_new_tzoffsetfrom(from_sec));
	icalcomponent_add_property(o, icalproperty_new_tzoffsetto(to_sec));
	icalcomponent_add_component(component, o);
}

/* The first second after low_ms, and not after high_ms, with the offset that high_ms has. */
static int64_t
change_between(const struct zone *zone, int64_t low_ms, int64_t high_ms)
{
	int32_t to_sec = zone_offset_sec(zone, high_ms);

	while (high_ms - low_ms > MS_PER_SECOND) {
		int64_t middle_ms = low_ms + (high_ms - low_ms) / 2 / MS_PER_SECOND * MS_PER_SECOND;
		if (zone_offset_sec(zone, middle_ms) == to_sec)
			high_ms = middle_ms;
		else
			low_ms = middle_ms;
	}
	return high_ms;
}

icalcomponent *
timezone_new(const struct zone *zone, int32_t day)
{
	icalcomponent *component = icalcomponent_vanew(ICAL_VTIMEZONE_COMPONENT,
	    icalproperty_new_tzid(zone_name(zone)), (void *)0);
	int64_t at_ms = (day - AROUND_DAYS) * MS_PER_DAY;
	int32_t offset_sec = zone_offset_sec(zone, at_ms);

	/* What holds before the first change: where nothing changes it is all there is. */
	add_observance(component, at_ms, offset_sec, offset_sec);
	for (int i = 0; i < 2 * AROUND_DAYS; i++, at_ms += MS_PER_DAY) {
		int32_t next_sec = zone_offset_sec(zone, at_ms + MS_PER_DAY);
		if (next_sec != offset_sec)
			add_observance(component, change_between(zone, at_ms, at_ms + MS_PER_DAY),
			    offset_sec, next_sec);
		offset_sec = next_sec;
	}
	return component;
}
