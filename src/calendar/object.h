/*
 * object: one deadline or task as a resource of a CalDAV collection (RFC 4791, 4.1): written as an event
 * or a to-do, and read back from the server as people left it.
 */
#ifndef CALENDAR_OBJECT_H
#define CALENDAR_OBJECT_H

#include "base/str.h"
#include "calendar/feed.h"
#include "core/settings.h"

/* Adds a whole calendar with that one thing in it.  The same event gives the same bytes. */
bool	calendar_object_write(const struct feed_event *event, enum calendar_component component,
	    const struct calendar_wish *wish, struct str *out, struct err *err);

struct calendar_object {
	const char	*uid;		/* "" when it says none */
	int64_t		 sequence;
	int32_t		 on_day;	/* the day it begins, or is due; DAY_NONE: it has none any more */
	bool		 is_done, is_cancelled;
};

/* The first event or to-do in it; a time of day counts for the day it has in the zone.
 * ERR_INPUT: no calendar (see answer.h), or nothing of the kind in it. */
bool	calendar_object_read(const char *bytes, size_t len, const struct zone *zone, struct arena *a,
	    struct calendar_object *ret_object, struct err *err);

#endif
