/*
 * expirable: credentials by the day on which they end, of providers who have not left; retired ones are
 * left out.  Every function opens the query; the caller ends it.
 */
#ifndef STORE_EXPIRABLE_H
#define STORE_EXPIRABLE_H

#include "db/db.h"

struct expirable_filter {
	int32_t		 from_day, until_day;	/* the last valid day lies between; DAY_NONE: open */
	const char	*type, *state;		/* NULL: any */
	int32_t		 after_day;		/* the last row seen; DAY_NONE: from the top */
	int64_t		 after_id;
};

/* Rows with the open case about each, the next to end first. */
void	expirable_query_list(struct query *q, struct db *db, const struct expirable_filter *filter,
	    int64_t limit);

/* How many ended before today, and end within 30, 60 and 90 days: one row "past", "in_30", "in_60", "in_90". */
void	expirable_query_counts(struct query *q, struct db *db, int32_t today_day,
	    const struct expirable_filter *filter);

/* How many of each type end in each month ("2026-11") between the filter's days, by type and month. */
void	expirable_query_months(struct query *q, struct db *db, const struct expirable_filter *filter);

/* The states there are. */
void	expirable_query_states(struct query *q, struct db *db);

#endif
