/*
 * screening_watch: looks first, in a reader's snapshot, whether a run is due; the run itself and the
 * tasks of the day follow in transactions of their own.
 */
#include "store/screening_watch.h"

#include "base/str.h"
#include "store/fact.h"
#include "store/screening_inside.h"
#include "store/task.h"
#include "base/banned.h"

#define WATCHED_DAY	"screening_day"		/* the fact: the last day that was looked at */
#define LAST_DAY	20			/* of the month, by which everybody is screened */
#define SIGN_DAY	10			/* of the month after, by which its page is signed */

struct watch {
	struct db	*db;
	const struct screening_by *by;
	int32_t		 today_day, month_day;	/* the first day of this month */
	char		 today[DAY_TEXT_BYTES];
	bool		 is_new_day;
	struct arena	 a;
};

static bool
exists(struct query *q, bool *ret_exists, struct err *err)
{
	*ret_exists = query_row(q) && query_int(q, 0) != 0;
	return query_close(q, err);
}

/* What each tick asks, in one query: is there a list at all, is one of them new (no look at everybody has seen it as
 * it is now), and was it asked today? */
static bool
look_first(struct watch *w, bool *ret_has, bool *ret_new, struct err *err)
{
	struct query q;

	*ret_has = *ret_new = false;
	query_open(&q, w->db, "SELECT EXISTS (SELECT 1 FROM screening_list WHERE status = 'current'),"
	    " EXISTS (SELECT 1 FROM screening_list l WHERE l.status = 'current'"
	    " AND NOT EXISTS (SELECT 1 FROM screening_run_list x JOIN screening_run r"
	    "  ON r.screening_run_id = x.screening_run_id"
	    "  WHERE x.screening_list_id = l.screening_list_id AND x.list_day = l.list_day"
	    "  AND r.is_all)), (SELECT value FROM fact WHERE name = :watched)");
	query_bind_text(&q, ":watched", WATCHED_DAY);
	if (query_row(&q)) {
		*ret_has = query_int(&q, 0) != 0;
		*ret_new = query_int(&q, 1) != 0;
		w->is_new_day = !text_equal(query_text(&q, 2, &w->a), w->today);
	}
	return query_close(&q, err);
}

static bool
is_month_missing(struct watch *w, bool *ret_missing, struct err *err)
{
	struct query q;

	*ret_missing = false;
	if (w->today_day < w->month_day + LAST_DAY - 1)
		return true;
	query_open(&q, w->db, "SELECT NOT EXISTS (SELECT 1 FROM screening_run"
	    " WHERE on_day >= :month_day AND is_all)");
	query_bind_day(&q, ":month_day", w->month_day);
	return exists(&q, ret_missing, err);
}

struct looking { struct screening_identities known; bool changed; };

/* Stops at the first who is new or another. */
static bool
look_at(void *context, const struct screening_subject *s, struct arena *a, struct err *err)
{
	struct looking *l = context;

	return screening_identity_compare(&l->known, s, a, &l->changed, err) && !l->changed;
}

static bool
has_new_people(struct watch *w, bool *ret_has, struct err *err)
{
	struct looking l = { .known = { .db = w->db } };
	struct err why = ERR_INIT;

	bool ok = screening_each_subject(w->db, 0, look_at, &l, &why) || l.changed;
	*ret_has = l.changed;
	if (!ok && err != NULL)
		*err = why;
	return screening_identity_end(&l.known, ok ? err : NULL) && ok;
}

/* One reader's snapshot: the people are compared with how they were when they were looked at. */
static bool
is_run_due(struct watch *w, bool *ret_due, struct err *err)
{
	if (!db_snapshot(w->db, err))
		return false;
	bool ok = is_month_missing(w, ret_due, err) && (*ret_due || has_new_people(w, ret_due, err));
	db_rollback(w->db);
	return ok;
}

/* Not once more in a month in which somebody has ticked it off. */
static bool
ask(struct watch *w, const char *name, const char *title, const char *role, int32_t due_day,
    struct err *err)
{
	const struct task task = { .name = name, .title = title, .role = role, .due_day = due_day,
		.created_ms = w->by->now_ms };
	bool asked;
	int64_t task_id;
	struct query q;

	query_open(&q, w->db, "SELECT EXISTS (SELECT 1 FROM task WHERE name = :name"
	    " AND created_ms >= :month_ms) /*scan*/");
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":month_ms", zone_instant(w->by->zone, w->month_day, 0));
	return exists(&q, &asked, err) && (asked || task_add(w->db, &task, &task_id, err));
}

struct old_list { const char *list, *day; };

static bool
ask_for_lists(struct watch *w, struct err *err)
{
	struct old_list *old = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, w->db, "SELECT list, list_day FROM screening_list WHERE status = 'current'"
	    " AND list_day < :month_day ORDER BY list /*scan*/");
	query_bind_day(&q, ":month_day", w->month_day);
	while (query_row(&q)) {
		old = arena_grow(&w->a, old, count, &size, sizeof(*old));
		old[count++] = (struct old_list){ query_text(&q, 0, &w->a), query_text(&q, 1, &w->a) };
	}
	if (!query_close(&q, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!ask(w, arena_printf(&w->a, "screening list %s", old[i].list), arena_printf(&w->a,
		    "The exclusion list %s is of %s: load this month's (screen load %s FILE)",
		    old[i].list, old[i].day, old[i].list), "coordinator", w->month_day + LAST_DAY - 1,
		    err))
			return false;
	return true;
}

static bool
ask_for_signature(struct watch *w, struct err *err)
{
	int32_t before_day = day_add_months(w->month_day, -1);
	char day[DAY_TEXT_BYTES];
	struct query q;
	bool missing;

	const char *month = arena_printf(&w->a, "%.7s", day_format(before_day, day));
	query_open(&q, w->db, "SELECT EXISTS (SELECT 1 FROM screening_run WHERE on_day >= :first_day"
	    " AND on_day < :month_day) AND NOT EXISTS (SELECT 1 FROM screening_proof"
	    " WHERE month = :month AND provider_id IS NULL)");
	query_bind_day(&q, ":first_day", before_day);
	query_bind_day(&q, ":month_day", w->month_day);
	query_bind_text(&q, ":month", month);
	return exists(&q, &missing, err) && (!missing || ask(w, arena_printf(&w->a,
	    "screening proof %s", month), arena_printf(&w->a, "Look through the exclusion screening of "
	    "%s and sign it (screen proof --month %s --sign)", month, month), "manager",
	    w->month_day + SIGN_DAY - 1, err));
}

static bool
ask_today(struct watch *w, struct err *err)
{
	return db_begin(w->db, err) &&
	    db_end(w->db, ask_for_lists(w, err) && ask_for_signature(w, err) &&
	    fact_save(w->db, WATCHED_DAY, w->today, err), err);
}

/* A list that is being replaced, or somebody who screens at the same moment: the next look does it. */
static bool
run(struct watch *w, bool *ret_ran, struct err *err)
{
	struct err why = ERR_INIT;
	struct json *result;

	*ret_ran = screening_run(w->db, 0, w->by, &result, &why);
	if (*ret_ran)
		json_free(result);
	else if (why.kind != ERR_BUSY && err != NULL)
		*err = why;
	return *ret_ran || why.kind == ERR_BUSY;
}

static bool
watch(struct watch *w, struct err *err)
{
	bool has, due, ran = true;

	if (!look_first(w, &has, &due, err))
		return false;
	if (!has)
		return true;
	if ((!due && w->is_new_day && !is_run_due(w, &due, err)) || (due && !run(w, &ran, err)))
		return false;
	return !ran || !w->is_new_day || ask_today(w, err);
}

bool
screening_watch(struct db *db, const struct screening_by *by, struct err *err)
{
	struct watch w = { .db = db, .by = by, .today_day = zone_day(by->zone, by->now_ms) };

	w.month_day = day_begin_of_month(w.today_day);
	day_format(w.today_day, w.today);
	bool ok = watch(&w, err);
	arena_clear(&w.a);
	return ok;
}
