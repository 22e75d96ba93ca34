/*
 * multistatus: inside this room: the list with which a WebDAV server answers (RFC 4918, 13; RFC 6578, 3), read
 * while it comes and kept nowhere.  Bytes of strangers.
 */
#ifndef CALENDAR_MULTISTATUS_H
#define CALENDAR_MULTISTATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* One thing that an answer tells of; texts live until the call returns and are NULL where nothing is said. */
struct dav_item {
	const char	*href;			/* an address, perhaps without host; as sent */
	int		 status;		/* of the thing; 200 where only its properties have one */
	const char	*etag, *display_name;
	const char	*principal, *home;	/* addresses: current-user-principal, calendar-home-set */
	bool		 is_calendar;
	bool		 has_components;	/* it says what it may hold: */
	bool		 takes_event, takes_todo;
};
typedef bool (*multistatus_fn)(void *context, const struct dav_item *item, struct err *err);

/* Calls "each" for what the list has, until it says false. */
struct multistatus *multistatus_new(multistatus_fn each, void *context);
void	multistatus_free(struct multistatus *m);		/* NULL is well */

/* More of the list; what is wrong with it is said at its end. */
void	multistatus_add(struct multistatus *m, const void *bytes, size_t len);

/* NULL: it has no token; lives as long as "m".  What "each" said, or ERR_INPUT: no list, cut off. */
bool	multistatus_end(struct multistatus *m, const char **ret_sync_token, struct err *err);

#endif
