/* payer_past: one query for each end. */
#include "store/payer_past.h"

#include "core/spread.h"
#include "base/banned.h"

#define DAYS_UNTIL(column) \
	"SELECT julianday(" column ") - julianday(submitted_day) FROM enrollment" \
	" WHERE payer_id = :payer_id AND " column " IS NOT NULL AND submitted_day IS NOT NULL" \
	" AND " column " >= submitted_day ORDER BY " column " DESC LIMIT :limit"

bool
payer_past_days(struct db *db, int64_t payer_id, enum payer_past until, struct arena *a,
    int64_t **ret_days, size_t *ret_count, struct err *err)
{
	int64_t *days = arena_array(a, PAYER_PAST_MAX, sizeof(*days));
	size_t count = 0;
	struct query q;

	query_open(&q, db, until == PAYER_DECIDED ? DAYS_UNTIL("approved_day") : DAYS_UNTIL("loaded_day"));
	query_bind_int(&q, ":payer_id", payer_id);
	query_bind_int(&q, ":limit", PAYER_PAST_MAX);
	while (query_row(&q))
		days[count++] = query_int(&q, 0);
	spread_sort(days, count);
	*ret_days = days;
	*ret_count = count;
	return query_close(&q, err);
}
