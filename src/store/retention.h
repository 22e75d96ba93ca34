/*
 * retention: papers whose time is over (core/retention.h), legal holds, and the record of what was destroyed.
 * Nothing goes by itself: a person looks at the list and destroys it.  The row of a document stays and says so; mails
 * that brought papers are part of their cases and stay, too.
 */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include "core/retention.h"
#include "db/db.h"
#include "store/document.h"

struct retention_ask {
	const struct retention	*rules;
	const struct zone	*zone;
	int32_t			 today_day;
};

/*
 * The documents whose time is over, by number: {"document_id","provider_id","npi","last_name","kind","name","status",
 * "rule","until_day","source","is_held"}.  *ret_undated counts those that wait for a day nobody entered: their
 * provider has left, it is not known when.
 */
bool	retention_list(struct db *db, const struct retention_ask *ask, struct json **ret_array,
	    int64_t *ret_undated, struct err *err);

/*
 * Destroys them, all but the held ones, if they are as many as the person saw (ERR_CONFLICT otherwise).  Their rows
 * end as "expired", without a file; each is recorded and logged.  In the caller's transaction; the files leave the
 * disk by retention_sweep(), which comes after it was committed.
 */
bool	retention_destroy(struct db *db, const struct retention_ask *ask, int64_t seen, const char *reason,
	    const struct document_by *by, struct err *err);

/* Takes the files of destroyed documents away that no other document names.  *ret_left: those that were met less than
 * an hour ago, and wait for the next time.  Opens its own transactions. */
bool	retention_sweep(struct db *db, const struct document_by *by, int64_t *ret_left, struct err *err);

/* What was destroyed, the newest first.  Opens the query; the caller ends it. */
void	retention_query_destroyed(struct query *q, struct db *db);

/* provider_id 0: everybody's papers.  In the caller's transaction. */
bool	retention_hold(struct db *db, int64_t provider_id, const char *reason, const struct document_by *by,
	    int64_t *ret_hold_id, struct err *err);

/* ERR_MISSING: there is none of that number; ERR_CONFLICT: it was lifted before.  In the caller's transaction. */
bool	retention_lift(struct db *db, int64_t hold_id, const char *reason, const struct document_by *by,
	    struct err *err);

/* That hold (0: all, those that stand first).  Opens the query; the caller ends it. */
void	retention_query_holds(struct query *q, struct db *db, int64_t hold_id);

#endif
