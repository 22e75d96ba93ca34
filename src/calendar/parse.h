/*
 * parse: inside this room: bytes of strangers as libical's tree.
 * libical's parser recurses and its times go through zones that the sender wrote: size, depth and NUL
 * bytes are held against limits first, and no zone that comes with the bytes is used.
 */
#ifndef CALENDAR_PARSE_H
#define CALENDAR_PARSE_H

#include <libical/ical.h>

#include "base/err.h"
#include "base/zone.h"

/* The caller frees the tree: a VCALENDAR, or what holds several.  ERR_INPUT: no calendar, cut off, too
 * large, nested too deeply, with its line where there is one. */
bool	parse_calendar(const char *bytes, size_t len, icalcomponent **ret_root, struct err *err);

/* The zone of a time: UTC, or one that we know by that name, as the IANA or Microsoft gives it; NULL: a wall
 * clock somewhere. */
const struct zone *parse_zone(icalproperty *property, struct icaltimetype t);

#endif
