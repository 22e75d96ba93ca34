/*
 * deadline: a civil day of a case that people must see in their calendars.  One per name and case:
 * it moves, it does not multiply; its uid never changes and its sequence grows with each change
 * (RFC 5545, 3.8.7.4).
 */
#ifndef STORE_DEADLINE_H
#define STORE_DEADLINE_H

#include "db/db.h"
#include "workflow/step.h"

struct deadline {
	int64_t		 deadline_id, case_id, seq;
	const char	*name, *rule, *kind, *title;
	int32_t		 on_day;
	const char	*uid;			/* of a new one */
	int64_t		 sequence;
	const char	*status;		/* open, done, cancelled */
	int64_t		 created_ms, modified_ms;
};

/* Sets it, or changes the one of that name; the same again changes nothing. */
bool	deadline_set(struct db *db, const struct deadline *deadline, int64_t now_ms,
	    struct err *err);

/* One that stands as deadline_set() would have it becomes the deadline of this step. */
bool	deadline_take_over(struct db *db, int64_t case_id, const char *name, int64_t seq,
	    const char *rule, struct err *err);

/* Ends the open one of that name; name NULL: all that were not set by step "seq". */
bool	deadline_end(struct db *db, int64_t case_id, const char *name, int64_t seq,
	    const char *status, int64_t now_ms, struct err *err);

/* ERR_MISSING when there is none. */
bool	deadline_load(struct db *db, int64_t deadline_id, struct arena *a,
	    struct deadline *ret_deadline, struct err *err);

/* Open ones of a case, for guards and times. */
bool	deadline_list_days(struct db *db, int64_t case_id, struct arena *a,
	    struct named_day **ret_days, size_t *ret_count, struct err *err);

/* Rows for lists, by day.  Opens the query; the caller ends it.  Absent filters: 0, NULL, DAY_NONE. */
struct deadline_filter {
	int64_t		 case_id, provider_id, payer_id;
	const char	*kind, *status;
	int32_t		 from_day, until_day;
};
void	deadline_query_list(struct query *q, struct db *db, const struct deadline_filter *filter);
void	deadline_query_open(struct query *q, struct db *db, int64_t case_id);	/* those of a case that are open */

#endif
