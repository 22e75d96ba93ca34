/* event: inside this room: one event of a feed, as libical's component. */
#ifndef CALENDAR_EVENT_H
#define CALENDAR_EVENT_H

#include <libical/ical.h>

#include "calendar/feed.h"

/* The caller frees it.  base_url NULL, or no URI: without a link. */
icalcomponent	*event_new(const struct feed_event *event, const struct feed_shape *shape,
		    const char *base_url, struct arena *a);

/* One line.  A workflow's title may name the provider or not; in a calendar one wants to see who it is. */
const char	*event_title(const char *title, const char *last_name, struct arena *a);

#endif
