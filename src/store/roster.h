/*
 * roster: who of us is on a payer's file, in its own columns.  A line is one enrollment that did not end,
 * of a provider who has not left.  Each roster that was made is kept with all lines of its day, so that
 * the next one can say what changed since the last that the payer accepted.
 */
#ifndef STORE_ROSTER_H
#define STORE_ROSTER_H

#include "base/json.h"
#include "core/roster_map.h"
#include "db/db.h"

/* What a line can have, NULL-ended: the columns of the query, and ROSTER_CHANGE. */
extern const char *const roster_fields[];

struct roster_wish {
	int64_t			 payer_id;
	const struct roster_map	*map;
	bool			 is_delta;	/* against the last accepted one */
	const struct zone	*zone;
	const char		*actor;
	int64_t			 now_ms;
};

struct roster_made {
	int64_t		 roster_id;
	int64_t		 added, changed, ended, unchanged;
	struct json	*rows;			/* an array of objects by heading; the caller's */
};

/*
 * Makes and keeps it, in the caller's transaction.  All lines are "add" where no earlier one was accepted;
 * a line that went is there once more as it was, "terminate", in a delta.  ERR_MISSING: a delta, and the payer
 * accepted none so far.
 */
bool	roster_make(struct db *db, const struct roster_wish *wish, struct roster_made *ret_made,
	    struct err *err);

/* The payer took it over; logged, in the caller's transaction.  ERR_MISSING: no such roster; ERR_CONFLICT: it was accepted before. */
bool	roster_accept(struct db *db, int64_t roster_id, const char *actor, int64_t now_ms, struct err *err);

/* roster_id, payer_name, made_ms, made_by, since_id, accepted_ms, accepted_by; the newest first. */
void	roster_query_list(struct query *q, struct db *db);

#endif
