/* revalidation: what the revalidation list of CMS last said of the NPIs of ours. */
#ifndef STORE_REVALIDATION_H
#define STORE_REVALIDATION_H

#include "db/db.h"
#include "store/record.h"

struct revalidation {
	const char	*npi, *pecos_enrollment;
	const char	*name, *state, *specialty;	/* as the list has them; not NULL */
	int32_t		 due_day, adjusted_day;		/* DAY_NONE: not set */
};

/* In the caller's transaction.  When it was read is noted also where nothing else changed. */
bool	revalidation_save(struct db *db, const struct revalidation *r, const char *read_from,
	    int64_t now_ms, enum record_outcome *ret_outcome, struct err *err);

/* Rows of a provider (0: all), the next due first, with the name of whose NPI it is.  Opens the query; the
 * caller ends it. */
void	revalidation_query_list(struct query *q, struct db *db, int64_t provider_id);

/*
 * Open cases of the workflow "revalidation" that wait for their day, of providers whom the list named when it was
 * read at now_ms, with another day than the case has, which has not passed: the case and the day.
 */
struct revalidation_news { int64_t case_id; int32_t day; };
bool	revalidation_list_news(struct db *db, int64_t now_ms, int32_t today_day, struct arena *a,
	    struct revalidation_news **ret_news, size_t *ret_count, struct err *err);

#endif
