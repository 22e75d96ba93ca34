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

/* One open enrollment of them. */
struct runway_leg {
	int64_t		 payer_id;
	const char	*payer;
	int32_t		 submitted_day;	/* DAY_NONE: not yet */
	int32_t		 billable_day;	/* expected */
};

/*
 * A payer takes, from submission to loaded, as long as the median of its last ones (of three at
 * least); without such a past, what it promises or 90 days, and 30 to load.  What was not submitted
 * counts from today, and nothing is expected in the past.
 */
bool	runway_list(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
	    struct runway_leg **ret_legs, size_t *ret_count, struct err *err);

/* The leg on the critical path: the first of those that are billable last; NULL when there is none. */
const struct runway_leg *runway_last(const struct runway_leg *legs, size_t count);

/* A provider with a first day, and what is open for them. */
#define RUNWAY_PAST_DAYS	30	/* who began so long ago still counts as beginning, */
#define RUNWAY_WAITS_DAYS	365	/* and so long ago, while their onboarding is open: a payer has not loaded them */
struct runway_start {
	int64_t			 provider_id;
	const char		*npi, *first_name, *last_name;	/* NULL: not on file */
	int32_t			 start_day;	/* DAY_NONE: not on file */
	const struct runway_leg	*legs, *last;	/* last: see runway_last() */
	size_t			 count;
	int64_t			 loaded;	/* enrollments that are */
};

/* Calls "each" for all who begin soon, by their first day, or for that one provider whenever they began;
 * texts live until it returns. */
bool	runway_each(struct db *db, int64_t provider_id, int32_t today_day, bool (*each)(void *context,
	    const struct runway_start *start, struct err *err), void *context, struct err *err);

/* Providers who begin soon, by their first day; behind provider "after_id" (0: from the first).
 * Opens the query; the caller ends it. */
void	runway_query_starts(struct query *q, struct db *db, int32_t today_day, int64_t after_id,
	    int64_t limit);

/* The last of them. */
bool	runway_load(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
	    struct runway *ret, struct err *err);

/* The same as rows, one a leg: {"provider_id","npi","last_name","start_day","payer_id","payer_name","submitted_day",
 * "billable_day","is_critical","late_days"}; the caller frees them.  Who begins and has no application at all is one row
 * without a payer. */
bool	runway_rows(struct db *db, int64_t provider_id, int32_t today_day, struct json **ret_rows, struct err *err);

#endif
