/* report: a figure is a query; what is counted is what it finds. */
#include "store/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "core/readiness.h"
#include "core/spread.h"
#include "store/report_inside.h"
#include "base/banned.h"

#define SILENT_DAYS		30	/* no contact for so long: delinquent */

static const char *const unit_name[] = {
	[UNIT_COUNT] = "count", [UNIT_DAYS] = "days", [UNIT_PERCENT] = "percent",
	[UNIT_SHARE] = "percent",
	[UNIT_SUM] = "count",
	[UNIT_MEDIAN] = "count",
	[UNIT_MONEY] = "dollars",
};
static_assert(LEN(unit_name) == UNITS, "every unit has its word");

/* Nothing went out, came in or was noted by a person. */
#define SILENT \
	" AND e.submitted_day < d.silent AND NOT EXISTS (SELECT 1 FROM case_file c" \
	" WHERE c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id AND (" \
	" EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = c.case_id AND o.sent_ms >= d.silent_ms)" \
	" OR EXISTS (SELECT 1 FROM message m WHERE m.case_id = c.case_id" \
	"  AND m.received_ms >= d.silent_ms)" \
	" OR EXISTS (SELECT 1 FROM history h LEFT JOIN event v ON v.event_id = h.event_id" \
	"  WHERE h.case_id = c.case_id AND h.at_ms >= d.silent_ms" \
	"  AND (h.rule = 'note' OR substr(v.name, 1, 5) = 'user.'))))"

#define EXPIRABLES \
	REPORT_DAYS "SELECT c.credential_id, p.npi, p.last_name, p.first_name, c.credential_type, c.state," \
	" c.number, c.expires_day, c.status FROM d, credential c" \
	" JOIN provider p ON p.provider_id = c.provider_id" \
	" WHERE c.status <> 'retired' AND p.status <> 'left' AND "
#define NEXT_FIRST " ORDER BY c.expires_day, c.credential_id"

#define TASKS \
	REPORT_DAYS "SELECT t.task_id, t.title, t.role, t.assignee, t.case_id, t.due_day"

#define NOT_ATTESTED \
	REPORT_DAYS "SELECT p.provider_id, p.npi, p.last_name, p.first_name, p.practice_state," \
	" p.caqh_attested_day FROM d, provider p WHERE p.status <> 'left' AND p.caqh_attested_day <" \
	" CASE WHEN p.practice_state = 'IL' THEN d.attested_illinois ELSE d.attested END" \
	" ORDER BY p.caqh_attested_day, p.provider_id /*scan*/"
#define ATTESTED	REPORT_DAYS "SELECT count(*) FROM d, provider p WHERE p.status <> 'left'" \
	" AND p.caqh_attested_day IS NOT NULL /*scan*/"

static const struct report_figure figures[] = {
	{ "weekly", "open_applications", "applications without a decision", UNIT_COUNT,
	  "submitted_day", NULL, REPORT_OPEN_APPLICATIONS REPORT_OLDEST_FIRST, NULL, NULL },
	{ "weekly", "delinquent", "of these, without any contact for 30 days", UNIT_COUNT,
	  "submitted_day", NULL, REPORT_OPEN_APPLICATIONS SILENT REPORT_OLDEST_FIRST, NULL, NULL },
	{ "weekly", "turnaround", "approvals in the period: median days since submission", UNIT_DAYS,
	  "submitted_day", "approved_day", REPORT_DAYS "SELECT e.enrollment_id, p.npi, p.last_name,"
	  " p.first_name, y.name AS payer_name, e.state, e.submitted_day, e.approved_day,"
	  " e.effective_day FROM d, enrollment e JOIN provider p ON p.provider_id = e.provider_id"
	  " JOIN payer y ON y.payer_id = e.payer_id WHERE e.submitted_day IS NOT NULL"
	  " AND e.approved_day BETWEEN d.since AND d.until"
	  " ORDER BY e.approved_day, e.enrollment_id /*scan*/", NULL, NULL },
	{ "weekly", "overdue_tasks", "open tasks past their day", UNIT_COUNT, "due_day", NULL,
	  TASKS " FROM d, task t WHERE t.status = 'open' AND t.due_day < d.today"
	  " ORDER BY t.due_day, t.task_id", NULL, NULL },
	{ "weekly", "tasks_in_time", "tasks done in the period by their day, in percent", UNIT_PERCENT,
	  NULL, NULL, TASKS ", t.closed_ms, t.closed_by FROM d, task t WHERE t.status = 'done' AND t.due_day IS NOT NULL"
	  " AND t.closed_ms >= d.since_ms AND t.closed_ms < d.until_ms"
	  " ORDER BY t.closed_ms, t.task_id /*scan*/", NULL, NULL },
	{ "weekly", "expirables", "credentials past their last day or within 30 days of it", UNIT_COUNT,
	  NULL, "expires_day", EXPIRABLES "c.expires_day <= d.in_30" NEXT_FIRST, NULL, NULL },
	{ "weekly", "attestations", "CAQH attestations out of date", UNIT_COUNT, "caqh_attested_day",
	  NULL, NOT_ATTESTED, NULL, NULL },

	{ "expirables", "past", "past their last day", UNIT_COUNT, NULL, "expires_day",
	  EXPIRABLES "c.expires_day < d.today" NEXT_FIRST, NULL, NULL },
	{ "expirables", "within_30", "within 30 days", UNIT_COUNT, NULL, "expires_day",
	  EXPIRABLES "c.expires_day BETWEEN d.today AND d.in_30" NEXT_FIRST, NULL, NULL },
	{ "expirables", "within_60", "within 31 to 60 days", UNIT_COUNT, NULL, "expires_day",
	  EXPIRABLES "c.expires_day > d.in_30 AND c.expires_day <= d.in_60" NEXT_FIRST, NULL, NULL },
	{ "expirables", "within_90", "within 61 to 90 days", UNIT_COUNT, NULL, "expires_day",
	  EXPIRABLES "c.expires_day > d.in_60 AND c.expires_day <= d.in_90" NEXT_FIRST, NULL, NULL },
	{ "expirables", "attestations_in_date", "CAQH attestations in date, in percent: which are not",
	  UNIT_SHARE, "caqh_attested_day", NULL, NOT_ATTESTED, ATTESTED, NULL },
};

static void
bind_days(struct query *q, const struct report_period *p)
{
	struct arena a = ARENA_INIT;
	const char *revenue = report_revenue_text(p->settings, &a);
	int32_t silent = p->today_day - SILENT_DAYS;

	query_bind_day(q, ":today", p->today_day);
	query_bind_day(q, ":since", p->since_day);
	query_bind_day(q, ":until", p->until_day);
	query_bind_day(q, ":in_30", p->today_day + 30);
	query_bind_day(q, ":in_60", p->today_day + 60);
	query_bind_day(q, ":in_90", p->today_day + 90);
	query_bind_day(q, ":silent", silent);
	query_bind_int(q, ":silent_ms", zone_instant(p->settings->zone, silent, 0));
	query_bind_int(q, ":since_ms", zone_instant(p->settings->zone, p->since_day, 0));
	query_bind_int(q, ":until_ms", zone_instant(p->settings->zone, p->until_day + 1, 0));
	query_bind_day(q, ":month_first", day_begin_of_month(p->until_day));
	query_bind_day(q, ":month_last", day_end_of_month(p->until_day));
	query_bind_text(q, ":revenue", revenue);
	query_bind_day(q, ":attested", p->today_day - CAQH_DAYS);
	query_bind_day(q, ":attested_illinois", p->today_day - CAQH_DAYS_ILLINOIS);
	arena_clear(&a);
}

/* Of a day, or of an instant, which begins with its day in the organization's zone. */
static int32_t
day_of(const struct json *row, const char *column, int32_t otherwise)
{
	const char *text = column != NULL ? json_get_text(row, column) : NULL;
	char first[DAY_TEXT_BYTES];
	int32_t day = otherwise;

	if (text == NULL || strlen(text) < DAY_TEXT_BYTES - 1)
		return otherwise;
	memcpy(first, text, DAY_TEXT_BYTES - 1);
	first[DAY_TEXT_BYTES - 1] = '\0';
	day_parse(first, &day);
	return day;
}

/* Adds "days" to each row: how long it took or takes, how many are left. */
static void
count_days(const struct report_figure *f, int32_t today_day, struct json *rows)
{
	if (f->from == NULL && f->to == NULL)
		return;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		int32_t from = day_of(row, f->from, f->from != NULL ? DAY_NONE : today_day);
		int32_t to = day_of(row, f->to, f->to != NULL ? DAY_NONE : today_day);
		json_set(row, "days", from == DAY_NONE || to == DAY_NONE ? json_new_null() :
		    json_new_int(to - from));
	}
}

static struct json *
median(const struct json *rows, const char *column)
{
	struct arena a = ARENA_INIT;
	size_t count = json_count(rows);

	if (count == 0)
		return json_new_null();
	int64_t *days = arena_array(&a, count, sizeof(*days));
	for (size_t i = 0; i < count; i++)
		days[i] = json_get_int(json_at(rows, i), column, 0);
	spread_sort(days, count);
	int64_t middle = spread_median(days, count);
	arena_clear(&a);
	return json_new_int(middle);
}

static struct json *
sum(const struct json *rows, const char *column)
{
	int64_t all = 0;

	for (size_t i = 0; i < json_count(rows); i++)
		all += json_get_int(json_at(rows, i), column, 0);
	return json_new_int(all);
}

/* Marks each row as done in time or not, and gives the share of those that were. */
static struct json *
percent_in_time(struct json *rows)
{
	size_t count = json_count(rows), in_time = 0;

	for (size_t i = 0; i < count; i++) {
		struct json *row = json_at(rows, i);
		/* An instant begins with its day, in the organization's zone. */
		bool yes = strncmp(json_get_text(row, "closed_ms"), json_get_text(row, "due_day"),
		    DAY_TEXT_BYTES - 1) <= 0;
		json_set_bool(row, "is_in_time", yes);
		in_time += yes;
	}
	return count == 0 ? json_new_null() : json_new_int((int64_t)(in_time * 100 / count));
}

static bool
share(struct db *db, const struct report_figure *f, const struct report_period *period,
    const struct json *rows, struct json **ret_value, struct err *err)
{
	int64_t all, without = (int64_t)json_count(rows);
	struct query q;

	query_open(&q, db, f->all);
	bind_days(&q, period);
	if (!query_run_int(&q, &all, err))
		return false;
	*ret_value = all > 0 ? json_new_int((all - without) * 100 / all) : json_new_null();
	return true;
}

static bool
rows_of(struct db *db, const struct report_figure *f, const char *sql, const struct report_period *period,
    struct json **ret_rows, struct err *err)
{
	struct query q;

	query_open(&q, db, sql);
	bind_days(&q, period);
	if (!query_json(&q, period->settings->zone, ret_rows, err))
		return false;
	count_days(f, period->today_day, *ret_rows);
	return true;
}

static bool
add_figure(struct db *db, const struct report_figure *f, const struct report_period *period,
    struct json *array, struct err *err)
{
	struct json *rows, *value = NULL;

	if (!rows_of(db, f, f->sql, period, &rows, err))
		return false;
	switch (f->unit) {
	case UNIT_COUNT:
		value = json_new_int((int64_t)json_count(rows));
		break;
	case UNIT_DAYS:
		value = median(rows, "days");
		break;
	case UNIT_PERCENT:
		value = percent_in_time(rows);
		break;
	case UNIT_SHARE:
		if (!share(db, f, period, rows, &value, err)) {
			json_free(rows);
			return false;
		}
		break;
	case UNIT_SUM:
		value = sum(rows, "count");
		break;
	case UNIT_MEDIAN:
		value = median(rows, "count");
		break;
	case UNIT_MONEY:
		value = period->settings->rates > 0 ? sum(rows, "dollars") : json_new_null();
		break;
	case UNITS:
		BUG("figure %s has no unit", f->name);
	}
	if (f->group != NULL && f->group->rows != NULL) {
		struct json *groups = f->group->rows(rows);
		json_free(rows);
		rows = groups;
	}
	struct json *figure = json_new_object();
	json_set_text(figure, "name", f->name);
	json_set_text(figure, "label", f->label);
	json_set_text(figure, "unit", unit_name[f->unit]);
	json_set(figure, "value", value);
	json_set(figure, "rows", rows);
	json_push(array, figure);
	return true;
}

static bool
add_figures(struct db *db, const struct report_figure *f, size_t count, const char *report,
    const struct report_period *period, struct json *array, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(f[i].report, report) == 0 && !add_figure(db, &f[i], period, array, err))
			return false;
	return true;
}

static const struct {
	const char		*name;
	const struct report_figure *figure;
	const size_t		*count;		/* NULL: of "figures" */
} tables[] = {
	{ "weekly", figures, NULL },
	{ "weekly", report_screening, &report_screening_count },
	{ "turnaround", report_turnaround, &report_turnaround_count },
	{ "enrollments", report_enrollments, &report_enrollments_count },
	{ "expirables", figures, NULL },
	{ "screening", report_screening, &report_screening_count },
	{ "work", report_work, &report_work_count },
	{ "audit", report_audit, &report_audit_count },
};

static size_t
figures_in(size_t table)
{
	return tables[table].count != NULL ? *tables[table].count : LEN(figures);
}

static bool
fail_name(const char *report, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < LEN(tables); i++)
		if (i == 0 || strcmp(tables[i].name, tables[i - 1].name) != 0)
			str_printf(&known, "%s%s", i > 0 ? ", " : "", tables[i].name);
	fail(err, ERR_MISSING, "there is no report \"%s\". There are: %s", report, known.text);
	str_clear(&known);
	return false;
}

bool
report_figures(struct db *db, const char *report, const struct report_period *period,
    struct json **ret_figures, struct err *err)
{
	struct json *array = json_new_array();
	bool ok = true;

	for (size_t i = 0; ok && i < LEN(tables); i++)
		ok = strcmp(tables[i].name, report) != 0 || add_figures(db, tables[i].figure,
		    figures_in(i), report, period, array, err);
	if (ok && json_count(array) == 0)
		ok = fail_name(report, err);
	if (ok)
		*ret_figures = array;
	else
		json_free(array);
	return ok;
}

static const struct report_figure *
find_figure(const char *report, const char *name)
{
	for (size_t i = 0; i < LEN(tables); i++)
		for (size_t k = 0; k < figures_in(i); k++) {
			const struct report_figure *f = &tables[i].figure[k];
			if (strcmp(f->report, report) == 0 && strcmp(f->name, name) == 0)
				return f;
		}
	return NULL;
}

const char *
report_columns(const char *report, const char *name, bool is_behind)
{
	const struct report_figure *f = find_figure(report, name);

	if (f == NULL || f->group == NULL)
		return NULL;
	return is_behind ? f->group->behind_columns : f->group->columns;
}

/* The row's values of these columns, with "/" between them. */
static const char *
key_of(const struct json *row, const char *columns, struct arena *a)
{
	struct str key = STR_INIT;

	for (const char *at = columns; *at != '\0'; ) {
		size_t len = strcspn(at, " ");
		const struct json *value = json_get(row, arena_strndup(a, at, len));
		str_add(&key, key.len > 0 ? "/" : "");
		if (json_as_text(value) != NULL)
			str_add(&key, json_as_text(value));
		else if (json_kind_of(value) != JSON_IS_NULL)
			json_print(value, &key);
		at += len + (at[len] == ' ');
	}
	const char *kept = arena_strdup(a, key.len > 0 ? key.text : "");
	str_clear(&key);
	return kept;
}

const char *
report_group_of(const char *report, const char *name, const struct json *row, struct arena *a)
{
	const struct report_figure *f = find_figure(report, name);

	return f == NULL || f->group == NULL ? NULL : key_of(row, f->group->key, a);
}

static struct json *
only_of_group(const struct report_group *group, const struct json *rows, const char *key)
{
	struct json *array = json_new_array();
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *own = group->key_behind != NULL ? group->key_behind(row) : key_of(row, group->key, &a);
		if (text_equal(own, key))
			json_push(array, json_share(row));
	}
	arena_clear(&a);
	return array;
}

bool
report_behind(struct db *db, const char *report, const char *name, const char *group,
    const struct report_period *period, struct json **ret_figure, struct err *err)
{
	const struct report_figure *f = find_figure(report, name);
	struct json *all;

	if (f == NULL || f->group == NULL)
		return fail(err, ERR_MISSING, "the report %s has no figure \"%.40s\" that is made of groups", report, name);
	if (!rows_of(db, f, f->group->behind != NULL ? f->group->behind : f->sql, period, &all, err))
		return false;
	struct json *figure = json_new_object(), *rows = only_of_group(f->group, all, group);
	json_free(all);
	json_set_text(figure, "name", f->name);
	json_set_text(figure, "label", f->label);
	json_set_text(figure, "unit", unit_name[UNIT_COUNT]);
	json_set_int(figure, "value", (int64_t)json_count(rows));
	json_set(figure, "rows", rows);
	*ret_figure = figure;
	return true;
}

const char *
report_value_words(const struct json *value, const char *unit, const char *nothing, struct arena *a)
{
	if (json_kind_of(value) == JSON_IS_NULL)
		return nothing;
	return arena_printf(a, "%s%lld%s", text_equal(unit, "dollars") ? "$" : "", (long long)json_as_int(value, 0),
	    text_equal(unit, "percent") ? " %" : text_equal(unit, "days") ? " days" : "");
}

/* That one alone. */
static bool
narrow(const char *report, const char *name, struct json **rows, struct err *err)
{
	for (size_t i = 0; name != NULL && i < json_count(*rows); i++)
		if (text_equal(json_get_text(json_at(*rows, i), "name"), name)) {
			struct json *array = json_new_array();
			json_push(array, json_duplicate(json_at(*rows, i)));
			json_free(*rows);
			*rows = array;
			return true;
		}
	if (name == NULL)
		return true;
	struct str known = STR_INIT;
	for (size_t i = 0; i < json_count(*rows); i++)
		str_printf(&known, "%s%s", i > 0 ? ", " : "", json_get_text(json_at(*rows, i), "name"));
	fail(err, ERR_MISSING, "the report %s has no figure \"%.40s\". It has: %s", report, name, known.text);
	str_clear(&known);
	return false;
}

bool
report_whole(struct db *db, const char *report, const struct report_period *period, const char *figure,
    struct json **ret_report, struct err *err)
{
	char text[DAY_TEXT_BYTES];
	struct json *rows;

	if (!report_figures(db, report, period, &rows, err))
		return false;
	if (!narrow(report, figure, &rows, err)) {
		json_free(rows);
		return false;
	}
	struct json *json = json_new_object();
	json_set_text(json, "report", report);
	json_set_text(json, "since", day_format(period->since_day, text));
	json_set_text(json, "until", day_format(period->until_day, text));
	json_set(json, "figures", rows);
	*ret_report = json;
	return true;
}
