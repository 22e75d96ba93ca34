/*
 * feed: calendar subscriptions and the days they show.  An address holds a secret of 128 bits that
 * only its owner knows: the table keeps its hash, so that a copy of the database opens no calendar.
 * What an event looks like: calendar/feed.h.
 */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "base/hash.h"
#include "db/db.h"

/* What a feed is limited to; 0 and NULL limit nothing. */
struct feed_filter {
	int64_t		 provider_id, payer_id, location_id;
	const char	*person;	/* owner of the case, or who has the task */
	const char	*role;		/* who should do the task; cases that have such a task open */
	const char	*kind;		/* of the deadline, see schema/; tasks are "followups" */
};

/* How much it tells, and of which days; what is left "as set" is as calendar_feed in credence.yaml. */
#define FEED_AS_SET	(-1)
struct feed_shape {
	const char	*detail;	/* full, initials, busy; NULL: as set */
	int64_t		 past_days;	/* how long ended ones stay; FEED_AS_SET */
	int64_t		 ahead_days;	/* nothing that lies farther ahead; FEED_AS_SET */
	int64_t		 alarm_days;	/* reminder before the day, 0: none; FEED_AS_SET */
};
#define FEED_SHAPE_INIT { NULL, FEED_AS_SET, FEED_AS_SET, FEED_AS_SET }

/* One more limit as people write it: provider "1234567893", kind "expirables".  "value" must live as
 * long as the filter.  ERR_INPUT: there is no such key, or kind; ERR_MISSING: no such record. */
bool	feed_filter_add(struct db *db, const char *key, const char *value, struct feed_filter *only,
	    struct err *err);

/* "detail", "past", "ahead" or "alarm", as people write it.  ERR_INPUT says what it should be. */
bool	feed_shape_set(struct feed_shape *shape, const char *name, const char *value, struct err *err);

struct feed {
	int64_t			 feed_id;
	const char		*name;
	struct feed_filter	 only;
	struct feed_shape	 shape;
	int64_t			 created_ms, revoked_ms;	/* INSTANT_NONE: in use */
};

/* Who makes or ends one, for the audit log. */
struct feed_by { const char *actor; int64_t now_ms; };

/* Makes a feed and its secret, which cannot be shown again.  ERR_CONFLICT: the name is taken.
 * In the caller's transaction, as is feed_revoke(). */
bool	feed_add(struct db *db, const struct feed *feed, const struct feed_by *by, char secret[HASH_ID_BYTES],
	    int64_t *ret_feed_id, struct err *err);

/* Its address is forgotten: from then on it is one that never was.
 * ERR_MISSING when there is none of that name; ERR_CONFLICT when it was revoked before. */
bool	feed_revoke(struct db *db, const char *name, const struct feed_by *by, struct err *err);

/* ERR_MISSING when there is none, or (by secret) when it was revoked. */
bool	feed_find(struct db *db, const char *name, struct arena *a, struct feed *ret_feed,
	    struct err *err);
bool	feed_find_secret(struct db *db, const char *secret, struct arena *a, struct feed *ret_feed,
	    struct err *err);

/* Notes that a client fetched it "count" times, the last time then. */
bool	feed_note_fetch(struct db *db, int64_t feed_id, const char *client, int64_t count,
	    int64_t now_ms, struct err *err);

/* Rows for lists, without the secrets.  Opens the query; the caller ends it. */
void	feed_query_list(struct query *q, struct db *db);

/* One day in a calendar: a deadline, or a task with a day. */
struct feed_event {
	const char	*uid, *kind, *title;
	int32_t		 on_day;
	int64_t		 sequence;
	const char	*status;		/* open, done, cancelled */
	int64_t		 created_ms, modified_ms;
	int64_t		 case_id;		/* 0: about the program itself */
	const char	*workflow;		/* NULL without a case */
	const char	*first_name, *last_name;	/* of the provider; NULL: none */
	const char	*payer;			/* name; NULL: none */
};

/* Open ones however old they are, and those that ended since then; none that lies behind the last day. */
struct feed_window { int64_t since_ms; int32_t until_day; };

/* Grows whenever something changed that any feed shows: one row to read. */
bool	feed_version(struct db *db, int64_t *ret_version, struct err *err);

/* Calls "each" with one event after the other, by day; texts live until it returns. */
bool	feed_each(struct db *db, const struct feed_filter *only, const struct feed_window *window,
	    bool (*each)(void *context, const struct feed_event *event, struct err *err),
	    void *context, struct err *err);

/* Words that differ whenever what feed_each() gives may differ; much cheaper than that. */
bool	feed_mark(struct db *db, const struct feed_filter *only, const struct feed_window *window,
	    struct arena *a, const char **ret_mark, struct err *err);

#endif
