/* event: inside this room: one event of a feed, as libical's component. */
#ifndef CALENDAR_EVENT_H
#define CALENDAR_EVENT_H

#include <libical/ical.h>

#include "calendar/feed.h"

/* The caller frees it.  base_url NULL, or no URI: without a link. */
icalcomponent	*event_new(const struct feed_event *event, const struct feed_shape *shape,
		    const char *base_url, struct arena *a);

#endif
