/* runway: the open enrollments of one provider, each held against its payer's past. */
#include "store/runway.h"

#include "core/spread.h"
#include "store/payer_past.h"
#include "base/banned.h"

#define PAST_MIN	3	/* fewer say nothing */
#define DECISION_DAYS	90	/* where the payer promises nothing */
#define LOADING_DAYS	30	/* from the approval (domain.md, section 12) */

/* Who begins soon: :from_day and :since_day. */
#define BEGINS \
	" p.status <> 'left' AND (p.start_day >= :from_day OR (p.start_day >= :since_day AND p.provider_id IN (SELECT" \
	"  c.provider_id FROM case_file c WHERE c.workflow = 'onboarding' AND c.status IN ('open', 'stuck'))))"
#define LOADED "(SELECT count(*) FROM enrollment e WHERE e.provider_id = p.provider_id AND e.loaded_day IS NOT NULL)"

struct waiting { int64_t payer_id, promised; int32_t submitted_day; const char *payer; };

static bool
list_waiting(struct db *db, int64_t provider_id, struct arena *a, struct waiting **ret,
    size_t *ret_count, struct err *err)
{
	struct waiting *w = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT e.payer_id, coalesce(y.turnaround_days, 0), e.submitted_day, y.name"
	    " FROM enrollment e JOIN payer y ON y.payer_id = e.payer_id"
	    " WHERE e.provider_id = :provider_id AND e.loaded_day IS NULL AND e.terminated_day IS NULL"
	    " AND e.denied_day IS NULL AND e.status NOT IN ('withdrawn', 'terminated', 'denied',"
	    " 'panel closed') ORDER BY e.enrollment_id");
	query_bind_int(&q, ":provider_id", provider_id);
	while (query_row(&q)) {
		w = arena_grow(a, w, count, &size, sizeof(*w));
		w[count++] = (struct waiting){ query_int(&q, 0), query_int(&q, 1),
		    query_null(&q, 2) ? DAY_NONE : query_day(&q, 2), query_text(&q, 3, a) };
	}
	*ret = w;
	*ret_count = count;
	return query_close(&q, err);
}

static bool
usual_days(struct db *db, const struct waiting *w, struct arena *a, int32_t *ret_days,
    struct err *err)
{
	int64_t *days;
	size_t count;

	if (!payer_past_days(db, w->payer_id, PAYER_LOADED, a, &days, &count, err))
		return false;
	*ret_days = count >= PAST_MIN ? (int32_t)spread_median(days, count) :
	    (int32_t)(w->promised > 0 ? w->promised : DECISION_DAYS) + LOADING_DAYS;
	return true;
}

bool
runway_list(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
    struct runway_leg **ret_legs, size_t *ret_count, struct err *err)
{
	struct runway_leg *legs;
	struct waiting *w;
	size_t count;
	int32_t days;

	if (!list_waiting(db, provider_id, a, &w, &count, err))
		return false;
	legs = arena_array(a, count, sizeof(*legs));
	for (size_t i = 0; i < count; i++) {
		if (!usual_days(db, &w[i], a, &days, err))
			return false;
		int32_t day = (w[i].submitted_day != DAY_NONE ? w[i].submitted_day : today_day) + days;
		legs[i] = (struct runway_leg){ w[i].payer_id, w[i].payer, w[i].submitted_day,
		    day > today_day ? day : today_day };
	}
	*ret_legs = legs;
	*ret_count = count;
	return true;
}

const struct runway_leg *
runway_last(const struct runway_leg *legs, size_t count)
{
	const struct runway_leg *last = NULL;

	for (size_t i = 0; i < count; i++)
		if (last == NULL || legs[i].billable_day > last->billable_day)
			last = &legs[i];
	return last;
}

bool
runway_load(struct db *db, int64_t provider_id, int32_t today_day, struct arena *a,
    struct runway *ret, struct err *err)
{
	struct runway_leg *legs;
	size_t count;

	if (!runway_list(db, provider_id, today_day, a, &legs, &count, err))
		return false;
	const struct runway_leg *last = runway_last(legs, count);
	*ret = (struct runway){ .open = (int64_t)count,
	    .billable_day = last != NULL ? last->billable_day : DAY_NONE,
	    .payer = last != NULL ? last->payer : NULL };
	return true;
}

static void
bind_days(struct query *q, int32_t today_day)
{
	query_bind_day(q, ":from_day", today_day - RUNWAY_PAST_DAYS);
	query_bind_day(q, ":since_day", today_day - RUNWAY_WAITS_DAYS);
}

bool
runway_each(struct db *db, int64_t provider_id, int32_t today_day, bool (*each)(void *context,
    const struct runway_start *start, struct err *err), void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT p.provider_id, p.npi, p.first_name, p.last_name, p.start_day, " LOADED
	    " FROM provider p WHERE CASE WHEN :provider_id > 0 THEN p.provider_id = :provider_id ELSE" BEGINS
	    " END ORDER BY p.start_day, p.provider_id /*scan*/");
	query_bind_int(&q, ":provider_id", provider_id);
	bind_days(&q, today_day);
	while (ok && query_row(&q)) {
		struct runway_start start = { query_int(&q, 0), query_text(&q, 1, &a), query_text(&q, 2, &a),
		    query_text(&q, 3, &a), query_day(&q, 4), NULL, NULL, 0,
		    query_int(&q, 5) };
		struct runway_leg *legs;
		ok = runway_list(db, start.provider_id, today_day, &a, &legs, &start.count, err);
		if (ok) {
			start.legs = legs;
			start.last = runway_last(legs, start.count);
			ok = each(context, &start, err);
		}
		arena_reset(&a);
	}
	arena_clear(&a);
	return query_close(&q, ok ? err : NULL) && ok;
}

void
runway_query_starts(struct query *q, struct db *db, int32_t today_day, int64_t after_id, int64_t limit)
{
	query_open(q, db, "SELECT p.provider_id, p.last_name, p.first_name, p.provider_type, p.start_day,"
	    " " LOADED " AS loaded, (SELECT max(c.case_id) FROM case_file c"
	    "  WHERE c.provider_id = p.provider_id AND c.workflow = 'onboarding'"
	    "  AND c.status IN ('open', 'stuck')) AS case_id FROM provider p"
	    " WHERE" BEGINS " AND (:after_id = 0 OR"
	    " (p.start_day, p.provider_id) > (SELECT a.start_day, a.provider_id FROM provider a"
	    "  WHERE a.provider_id = :after_id)) ORDER BY p.start_day, p.provider_id LIMIT :limit /*scan*/");
	bind_days(q, today_day);
	query_bind_int(q, ":after_id", after_id);
	query_bind_int(q, ":limit", limit);
}

/* "leg" NULL: nobody has chosen a payer yet. */
static void
add_row(struct json *rows, const struct runway_start *start, const struct runway_leg *leg)
{
	bool is_late = leg != NULL && start->start_day != DAY_NONE && leg->billable_day > start->start_day;
	struct json *row = json_new_object();

	json_set_int(row, "provider_id", start->provider_id);
	json_set_text(row, "npi", start->npi);
	json_set_text(row, "last_name", start->last_name);
	json_set_day(row, "start_day", start->start_day);
	json_set_id(row, "payer_id", leg != NULL ? leg->payer_id : 0);
	json_set_text(row, "payer_name", leg != NULL ? leg->payer : NULL);
	json_set_day(row, "submitted_day", leg != NULL ? leg->submitted_day : DAY_NONE);
	json_set_day(row, "billable_day", leg != NULL ? leg->billable_day : DAY_NONE);
	json_set_bool(row, "is_critical", leg != NULL && leg == start->last);
	json_set(row, "late_days", leg == NULL || start->start_day == DAY_NONE ? json_new_null() :
	    json_new_int(is_late ? leg->billable_day - start->start_day : 0));
	json_push(rows, row);
}

static bool
add_rows(void *context, const struct runway_start *start, struct err *err)
{
	(void)err;
	if (start->count == 0 && start->loaded == 0)
		add_row(context, start, NULL);
	for (size_t i = 0; i < start->count; i++)
		add_row(context, start, &start->legs[i]);
	return true;
}
bool
runway_rows(struct db *db, int64_t provider_id, int32_t today_day, struct json **ret_rows, struct err *err)
{
	struct json *rows = json_new_array();

	if (!runway_each(db, provider_id, today_day, add_rows, rows, err)) {
		json_free(rows);
		return false;
	}
	*ret_rows = rows;
	return true;
}
