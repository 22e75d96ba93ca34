/*
 * caldav: calendars on servers that are kept in step, and each deadline or task as a resource there:
 * what the server has of it, what is to be sent, what a person did with it.
 * The conversation with the server: calendar/push.h.
 */
#ifndef STORE_CALDAV_H
#define STORE_CALDAV_H

#include "db/db.h"

struct caldav {				/* texts NULL: absent; instants INSTANT_NONE */
	const char	*name, *place;
	const char	*url, *sync_token, *mark;
	int64_t		 tried_ms, pushed_ms, next_ms, failures;
	const char	*error;
	int64_t		 items, waiting, refused;	/* after the last try */
};

/* Fills what is known of the calendar of that name and place.  Of another place it is nothing, and
 * what belonged to that is forgotten: in a transaction. */
bool	caldav_open(struct db *db, const char *name, const char *place, int64_t now_ms, struct arena *a,
	    struct caldav *ret_caldav, struct err *err);

/* The same without writing; *ret_known: is there a row of that name and place? */
bool	caldav_load(struct db *db, const char *name, const char *place, struct arena *a,
	    struct caldav *ret_caldav, bool *ret_known, struct err *err);
bool	caldav_save(struct db *db, const struct caldav *caldav, struct err *err);

bool	caldav_list_names(struct db *db, struct arena *a, const char ***ret_names, size_t *ret_count,
	    struct err *err);

/* Ends the questions about it, too; in a transaction. */
bool	caldav_forget(struct db *db, const char *name, int64_t now_ms, struct err *err);

/* Is a question that was asked about it answered since? */
bool	caldav_is_answered(struct db *db, const char *name, bool *ret_answered, struct err *err);

/* One row a calendar: name, pushed_ms, tried_ms, next_ms, failures, error, items, waiting, refused, reason
 * (of one that the server refused), asked, url.  Opens the query; the caller ends it. */
void	caldav_query_list(struct query *q, struct db *db);

struct caldav_item {
	int64_t		 item_id;		/* 0: a new one */
	const char	*calendar, *uid, *name, *title;
	int64_t		 case_id;
	const char	*hash, *etag;
	int64_t		 sequence;
	int32_t		 on_day;
	const char	*status, *pending, *ics;
	const char	*left, *left_hash;
	int64_t		 task_id;
	bool		 is_asking;		/* that task is open; not written */
	int64_t		 tries, next_ms;
	const char	*error;
};

/* item_id 0 when there is none. */
bool	caldav_item_find(struct db *db, const char *calendar, const char *uid, struct arena *a,
	    struct caldav_item *ret_item, struct err *err);
bool	caldav_item_find_name(struct db *db, const char *calendar, const char *name, struct arena *a,
	    struct caldav_item *ret_item, struct err *err);

bool	caldav_item_save(struct db *db, const struct caldav_item *item, struct err *err);
bool	caldav_item_remove(struct db *db, int64_t item_id, struct err *err);

/* Some of those to be sent behind that number that may go now, whole. */
bool	caldav_item_list_pending(struct db *db, const char *calendar, int64_t after_id, int64_t now_ms,
	    size_t limit, struct arena *a, struct caldav_item **ret_items, size_t *ret_count,
	    struct err *err);

/* Nothing of it is on the server any more: all will be sent anew, questions about it end. */
bool	caldav_item_forget_all(struct db *db, const char *calendar, int64_t now_ms, struct err *err);

struct caldav_counts { int64_t there, waiting, refused; };
bool	caldav_item_count(struct db *db, const char *calendar, struct caldav_counts *ret_counts,
	    struct err *err);

/*
 * A set of texts beside the database, gone with the handle: which uids (or names) were seen in a walk.
 * The list gives those items of the calendar that were not: "by_name" of those that the server
 * should have, by their names; else of all, by uid.
 */
bool	caldav_seen_begin(struct db *db, struct err *err);
bool	caldav_seen_add(struct db *db, const char *text, struct err *err);
bool	caldav_list_unseen(struct db *db, const char *calendar, bool by_name, struct arena *a,
	    struct caldav_item **ret_items, size_t *ret_count, struct err *err);

#endif
