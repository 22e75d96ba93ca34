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

struct feed {
	int64_t			 feed_id;
	const char		*name;
	struct feed_filter	 only;
	int64_t			 created_ms, revoked_ms;	/* INSTANT_NONE: in use */
};

/* Makes a feed and its secret, which cannot be shown again.  ERR_CONFLICT: the name is taken.
 * In the caller's transaction, as is feed_revoke(). */
bool	feed_add(struct db *db, const struct feed *feed, char secret[HASH_ID_BYTES], int64_t now_ms,
	    int64_t *ret_feed_id, struct err *err);

/* ERR_MISSING when there is none of that name; ERR_CONFLICT when it was revoked before. */
bool	feed_revoke(struct db *db, const char *name, int64_t now_ms, struct err *err);

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

/* One day in a calendar: a deadline, or an open task with a day. */
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

/* Open ones from that day on; ended ones that also changed since then. */
struct feed_window { int32_t from_day; int64_t since_ms; };

/* Calls "each" with one event after the other, by day; texts live until it returns. */
bool	feed_each(struct db *db, const struct feed_filter *only, const struct feed_window *window,
	    bool (*each)(void *context, const struct feed_event *event, struct err *err),
	    void *context, struct err *err);

/* Words that differ whenever what feed_each() gives may differ; much cheaper than that. */
bool	feed_mark(struct db *db, const struct feed_filter *only, const struct feed_window *window,
	    struct arena *a, const char **ret_mark, struct err *err);

#endif
