/* timezone: a zone of the organization as a VTIMEZONE (RFC 5545, 3.6.5). */
#ifndef CALENDAR_TIMEZONE_H
#define CALENDAR_TIMEZONE_H

#include <libical/ical.h>

#include "base/zone.h"

/*
 * With the changes of a year before and behind that day, each at its own date, which is all that an event
 * of that day needs; TZID is the IANA name.  libical's own zones bring other names and a century of
 * history.  The caller frees it.
 */
icalcomponent	*timezone_new(const struct zone *zone, int32_t day);

#endif
