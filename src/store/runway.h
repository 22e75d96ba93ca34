/*
 * runway: what a provider still waits for at payers, and until when by these payers' own past
 * (product.md, section 2: onboarding runway).
 */
#ifndef STORE_RUNWAY_H
#define STORE_RUNWAY_H

#include "db/db.h"

struct runway {
	int64_t		 open;		/* enrollments that are neither loaded nor ended */
	int32_t		 billable_day;	/* when the last of them may be billed; DAY_NONE: nothing is open */
	const char	*payer;		/* whose that is: the critical path; NULL: nothing is open */
};

/*
 * A payer takes, from submission to loaded, as long as the median of its last ones (of three at
 * least); without such a past, what it promises or 90 days, and 30 to load.  What was not submitted
 * counts from today, and nothing is expected in the past.
 */
/* One open enrollment of them. */
struct runway_leg {
	int64_t		 payer_id;
	const char	*payer;
	int32_t		 submitted_day;	/* DAY_NONE: not yet */
	int32_t		 billable_day;	/* expected */
};
bool	runway_list(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
	    struct runway_leg **ret_legs, size_t *ret_count, struct err *err);

/* Providers whose first day is that one or later, by it; behind provider "after_id" (0: from the first).
 * Opens the query; the caller ends it. */
void	runway_query_starts(struct query *q, struct db *db, int32_t from_day, int64_t after_id,
	    int64_t limit);

/* The last of them. */
bool	runway_load(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
	    struct runway *ret, struct err *err);

#endif
