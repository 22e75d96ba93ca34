/*
 * feed: deadlines and tasks as an iCalendar that calendar programs subscribe to (RFC 5545, 7986).
 * All-day events with identities that never change.  Events are written one by one, so that a
 * feed of any size needs the memory of one event.
 */
#ifndef CALENDAR_FEED_H
#define CALENDAR_FEED_H

#include "core/settings.h"
#include "store/feed.h"

struct calendar_wish {
	const struct settings	*settings;	/* zone; the shape of what has none of its own */
	const char		*base_url;	/* links in events lead there; NULL: no links */
	const char		*source_url;	/* of the feed itself; NULL: not said */
	int64_t			 now_ms;	/* decides which days are in */
};

/* Bytes of the calendar, piece by piece; false ends the writing. */
typedef bool (*calendar_sink)(void *context, const char *bytes, size_t len, struct err *err);

/* The sink that keeps them: context is a struct str. */
bool	calendar_to_str(void *context, const char *bytes, size_t len, struct err *err);

bool	calendar_feed_write(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
	    calendar_sink sink, void *context, struct err *err);

/* What it would be made of, one event after the other; texts live until "each" returns. */
bool	calendar_feed_each(struct db *db, const struct feed_filter *only,
	    const struct calendar_wish *wish, bool (*each)(void *context,
	    const struct feed_event *event, struct err *err), void *context, struct err *err);

/* The same for days that no row holds: a calendar of that name with these events. */
bool	calendar_list_write(const char *name, const struct feed_event *event, size_t events,
	    const struct calendar_wish *wish, calendar_sink sink, void *context, struct err *err);

/* One event, for measuring and for tests of hostile texts. */
bool	calendar_event_write(const struct feed_event *event, const struct calendar_wish *wish,
	    calendar_sink sink, void *context, struct err *err);

/* A strong ETag, in quotes, that changes with the calendar's bytes; nothing is written for it. */
bool	calendar_feed_etag(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
	    struct arena *a, const char **ret_etag, struct err *err);

/* Kinds that deadlines have: key and words; NULL after the last. */
struct calendar_kind { const char *name, *words, *color; };
const struct calendar_kind *calendar_kind_list(size_t i);

#endif
