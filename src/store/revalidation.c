/*
 * revalidation: one row an NPI and PECOS enrollment.  Whose it is, is asked by the NPI each time: records
 * are merged and come later than the list.
 */
#include "store/revalidation.h"

#include <string.h>

#include "base/day.h"
#include "base/json.h"
#include "base/str.h"
#include "base/banned.h"

#define SAID	"name, state, specialty, due_day, adjusted_day"

static void
bind_row(struct query *q, const struct revalidation *r)
{
	query_bind_text(q, ":npi", r->npi);
	query_bind_text(q, ":pecos", r->pecos_enrollment);
	query_bind_text(q, ":name", r->name);
	query_bind_text(q, ":state", r->state);
	query_bind_text(q, ":specialty", r->specialty);
	query_bind_day(q, ":due_day", r->due_day);
	query_bind_day(q, ":adjusted_day", r->adjusted_day);
}

bool
revalidation_save(struct db *db, const struct revalidation *r, const char *read_from, int64_t now_ms,
    enum record_outcome *ret_outcome, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT (" SAID ") IS NOT (:name, :state, :specialty, :due_day, :adjusted_day)"
	    " FROM revalidation WHERE npi = :npi AND pecos_enrollment = :pecos");
	bind_row(&q, r);
	*ret_outcome = !query_row(&q) ? RECORD_ADDED : query_int(&q, 0) != 0 ? RECORD_UPDATED :
	    RECORD_UNCHANGED;
	if (!query_close(&q, err))
		return false;
	query_open(&q, db, "INSERT INTO revalidation (npi, pecos_enrollment, " SAID ", read_ms, read_from)"
	    " VALUES (:npi, :pecos, :name, :state, :specialty, :due_day, :adjusted_day, :now_ms, :read_from)"
	    " ON CONFLICT (npi, pecos_enrollment) DO UPDATE SET name = excluded.name,"
	    " state = excluded.state, specialty = excluded.specialty, due_day = excluded.due_day,"
	    " adjusted_day = excluded.adjusted_day, read_ms = excluded.read_ms,"
	    " read_from = excluded.read_from");
	bind_row(&q, r);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":read_from", read_from);
	return query_run(&q, NULL, err);
}

/* The provider for whom an NPI counts now: one that was merged stands for the kept one. */
#define OF_NPI \
	" JOIN provider n ON n.npi = r.npi LEFT JOIN merge m ON m.gone_id = n.provider_id" \
	" AND m.undone_ms IS NULL"
#define KEPT	"coalesce(m.kept_id, n.provider_id)"
#define DAY	"coalesce(r.adjusted_day, r.due_day)"

void
revalidation_query_list(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT r.revalidation_id, " KEPT " AS provider_id, r.npi, r.name,"
	    " (SELECT name FROM location WHERE group_npi = r.npi ORDER BY location_id LIMIT 1)"
	    " AS location_name, r.pecos_enrollment, r.state, r.specialty, r.due_day, r.adjusted_day,"
	    " r.read_ms, r.read_from FROM revalidation r LEFT" OF_NPI
	    " WHERE :provider_id = 0 OR " KEPT " = :provider_id"
	    " ORDER BY " DAY " IS NULL, " DAY ", r.revalidation_id /*scan*/");
	query_bind_int(q, ":provider_id", provider_id);
}

/* Does the case count with that day already? */
static bool
knows_day(const char *vars_text, int32_t day)
{
	char text[DAY_TEXT_BYTES];
	struct err broken = ERR_INIT;
	struct json *vars = NULL;

	bool knows = json_parse(vars_text, strlen(vars_text), &vars, &broken) &&
	    text_equal(json_get_text(vars, "due_on"), day_format(day, text));
	json_free(vars);
	return knows;
}

bool
revalidation_list_news(struct db *db, int64_t now_ms, int32_t today_day, struct arena *a,
    struct revalidation_news **ret_news, size_t *ret_count, struct err *err)
{
	struct revalidation_news *news = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT c.case_id, min(" DAY ") AS day, c.vars_json FROM revalidation r" OF_NPI
	    " JOIN enrollment e ON e.provider_id = " KEPT
	    " JOIN payer y ON y.payer_id = e.payer_id AND y.kind = 'medicare'"
	    " JOIN case_file c ON c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id"
	    " AND c.workflow = 'revalidation' AND c.status = 'open'"
	    " WHERE r.read_ms = :now_ms AND " DAY " >= :today"
	    " AND coalesce(nullif(e.state, ''), y.state, r.state) = r.state"
	    " AND c.state IN ('unknown', 'current', 'filing')"
	    " GROUP BY c.case_id /*scan*/");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_day(&q, ":today", today_day);
	while (query_row(&q)) {
		if (knows_day(query_text(&q, 2, a), query_day(&q, 1)))
			continue;
		news = arena_grow(a, news, count, &size, sizeof(*news));
		news[count++] = (struct revalidation_news){ query_int(&q, 0), query_day(&q, 1) };
	}
	*ret_news = news;
	*ret_count = count;
	return query_close(&q, err);
}
