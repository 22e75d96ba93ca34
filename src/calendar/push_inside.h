/* push_inside: what the files of a push share. */
#ifndef CALENDAR_PUSH_INSIDE_H
#define CALENDAR_PUSH_INSIDE_H

#include "calendar/dav.h"
#include "calendar/object.h"
#include "calendar/push.h"
#include "store/caldav.h"

/* A round under way. */
struct push {
	const struct push_wish		*wish;
	const struct calendar_account	*account;
	struct caldav			 state;
	struct dav			 dav;
	struct feed_filter		 only;
	struct calendar_wish		 shape;		/* of the resources */
	int64_t				 began_ms;	/* on the monotonic clock */
	bool				 is_behind;	/* not all that changed there was looked at */
	struct push_counts		*counts;
	struct arena			 arena;		/* of the round */
};

/* Time to end: told so, or this took long enough. */
bool	push_is_over(const struct push *p);

/* One item in hand, and what became of it; written by push_save(). */
struct push_item {
	struct caldav_item	 item;
	bool			 is_gone;	/* forget it, with the question about it */
	const char		*deed;		/* what a person did there, new to us: moved, ended, removed */
	int32_t			 deed_day;	/* moved to; DAY_NONE: it has no day any more */
};

/* What the server has of an item. */
struct push_there {
	bool			 exists;
	const char		*etag;		/* NULL: it does not say */
	bool			 is_readable;
	struct calendar_object	 object;	/* when readable */
};
bool	push_fetch(struct push *p, const struct caldav_item *item, struct arena *a,
	    struct push_there *ret_there, struct err *err);

/* What a person did to it, held against what the server took from us last (or is to take first). */
const char *push_deed(const struct push *p, const struct caldav_item *item, const struct push_there *there);

/* A person's deed stands until it is answered.  "left_hash": of what we would say now; NULL: see the plan. */
void	push_leave(struct push_item *w, const char *deed, int32_t deed_day, const char *left_hash);

/* The item is as we have it, or is to be so: no question is left about it.  In a transaction. */
bool	push_end_question(struct push *p, struct caldav_item *item, struct err *err);

/* Writes some of them, with the questions that they raise, in one transaction. */
bool	push_save(struct push *p, struct push_item *item, size_t count, struct err *err);

/* The address of an item's resource. */
const char *push_url(const struct push *p, const struct caldav_item *item, struct arena *a);

/* The parts of a round. */
bool	push_look(struct push *p, struct err *err);	/* what changed there; ERR_MISSING: no collection */
bool	push_plan(struct push *p, bool *ret_more, struct err *err);	/* what is to be sent, or some of it */
/* "again": also what was refused before and has a pause. */
bool	push_send(struct push *p, bool again, struct err *err);

#endif
