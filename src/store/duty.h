/* duty: the duties of the catalog as records, so that workflows can be about them. */
#ifndef STORE_DUTY_H
#define STORE_DUTY_H

#include "core/duty.h"
#include "db/db.h"

/*
 * Makes the records agree with the catalog: new ones come, words and spans follow, what is no longer
 * there or has no day any more is retired.  The day on which one is next due is taken over only when the
 * catalog says another than it said before; what was counted on since stays.  Opens its own
 * transaction, and writes only where something differs.
 */
bool	duty_keep(struct db *db, const struct duties *duties, int64_t now_ms, struct err *err);

/*
 * All duties as an array of rows, the next one due first, those of the catalog that are switched off last:
 * columns of the table, "case_id" and "state" of the case (absent: none is open), "source" of the catalog,
 * "is_open" (it stands in the list of tasks).  "status" is "off" where the catalog gives no day, and "begins" where
 * no tick has seen the day yet; these have no "duty_id".
 */
bool	duty_list(struct db *db, const struct duties *duties, const struct zone *zone,
	    struct json **ret_array, struct err *err);

/* Those of them that are due by then and are not retired; DAY_NONE: all. */
bool	duty_list_until(struct db *db, const struct duties *duties, const struct zone *zone, int32_t until_day,
	    struct json **ret_array, struct err *err);

/* Its open case, by key or number.  ERR_MISSING: no such duty; ERR_CONFLICT: none is open for it. */
bool	duty_find_case(struct db *db, const struct duties *duties, const char *word,
	    int64_t *ret_duty_id, int64_t *ret_case_id, struct err *err);

/* When it is due and was last done.  Opens the query; the caller ends it. */
void	duty_query_one(struct query *q, struct db *db, int64_t duty_id);

#endif
