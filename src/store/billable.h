/* billable: the facts that core/billable.h judges, one row an enrollment. */
#ifndef STORE_BILLABLE_H
#define STORE_BILLABLE_H

#include "core/billable.h"
#include "db/db.h"

/* 0: any.  A location is also served by enrollments for all sites of its state. */
struct billable_ask {
	int64_t	 provider_id, payer_id, location_id;
	const char *providers, *payers;		/* several at once, "[1,2]"; rows then come by the provider's number; NULL: not so */
	bool	 without_who;			/* who noted the gates is not looked up: for wide lists */
	bool	 each_location;			/* of these providers: an enrollment for all sites gives a row for each */
};

struct billable_row {
	int64_t			 enrollment_id;		/* 0: there is none */
	int64_t			 provider_id, payer_id;
	int64_t			 location_id;		/* the one asked for, else the enrollment's; 0: all sites */
	const char		*provider;		/* name, for people */
	struct billable_facts	 facts;			/* has the other names */
};

/*
 * By provider, then payer; of one payer those of a site before those of all sites.  Asked for one
 * provider and one payer who have no enrollment, it gives one row that says so.
 */
bool	billable_list(struct db *db, const struct billable_ask *ask, struct arena *a,
	    struct billable_row **ret_rows, size_t *ret_count, struct err *err);

/* What is answered: one for each enrollment, or where a location was asked for one for each provider and payer, the
 * better one.  on_day DAY_NONE: today. */
struct billable_answer {
	const struct billable_row	*row;
	struct billable_verdict		 verdict;
};
bool	billable_answers(struct db *db, const struct billable_ask *ask, int32_t on_day, int32_t today_day, struct arena *a,
	    struct billable_answer **ret_answers, size_t *ret_count, struct err *err);

/* {"provider_id","payer_id","location_id","may_bill","from","until","gate","reason","proof":[{"what","day","document",
 * "who"}]}, which the caller frees. */
struct json *billable_answer_json(const struct billable_answer *answer);

#endif
