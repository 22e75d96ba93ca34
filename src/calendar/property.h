/*
 * property: what this room hands to libical.  libical escapes TEXT and folds lines; it writes URIs, calendar
 * addresses and categories as they are, and lets control characters pass: those are stopped here.
 */
#ifndef CALENDAR_PROPERTY_H
#define CALENDAR_PROPERTY_H

#include <libical/ical.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Valid UTF-8 on one line, without control characters, at most 255 bytes; lives in "a" or is "text". */
const char	*property_line(const char *text, struct arena *a);

/* A text as libical read it, in "a": valid UTF-8 again, since the library takes an unknown escape apart in
 * the middle of a character. */
const char	*property_text(const char *text, struct arena *a);

/* http or https, and nothing but what a URI may hold (RFC 3986): it goes out raw. */
bool		 property_is_uri(const char *text);

/* "name@host" of which nothing ends a calendar address: it goes out raw behind "mailto:". */
bool		 property_is_address(const char *text);

/* A DATE; a DATE-TIME in UTC. */
struct icaltimetype property_day(int32_t day);
struct icaltimetype property_instant(int64_t ms);

/* A property whose name begins with "X-"; the name is one of our own. */
void		 property_add_x(icalcomponent *component, const char *name, const char *value);

#endif
