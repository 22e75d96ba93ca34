/* calendar: open deadlines and tasks as a month, and as a list of days; by kind. */
#include <string.h>

#include "store/agenda.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "workflow/definition.h"
#include "base/banned.h"

#define WEEK_DAYS	7
#define DAY_SHOWN	4	/* of a day in the month; the rest is a number that leads to it */
#define ROWS_MAX	100
#define LIST_DAYS	366
#define DRAWN_MAX	2000	/* of six weeks, in the script's month */

struct agenda {
	struct request	*r;
	const char	*kind;		/* NULL: all */
	int32_t		 month_day;	/* the first of the month that is shown */
	int32_t		 day;		/* of the list: from this day on; DAY_NONE: the month is shown */
};

static bool
read_kind(const struct request *r, const char **ret_kind, struct err *err)
{
	const char *kind = pairs_get(&r->query, "kind");

	*ret_kind = NULL;
	if (text_blank(kind))
		return true;
	for (size_t i = 0; action_deadline_kinds[i] != NULL; i++)
		if (text_equal(action_deadline_kinds[i], kind))
			*ret_kind = action_deadline_kinds[i];
	return *ret_kind != NULL || fail(err, ERR_INPUT, "there is no kind \"%s\"", kind);
}

static bool
agenda_read(struct request *r, struct agenda *g, struct err *err)
{
	const char *month = pairs_get(&r->query, "month");

	*g = (struct agenda){ .r = r, .day = DAY_NONE,
	    .month_day = day_begin_of_month(r->today_day) };
	if (!text_blank(month) && !day_parse_month(month, &g->month_day))
		return fail(err, ERR_INPUT, "\"%s\" is no month. Months are written 2026-12", month);
	return pairs_day(&r->query, "from", &g->day, err) && read_kind(r, &g->kind, err);
}

static void
add_kinds(struct agenda *g, struct json *data)
{
	struct json *kinds = json_new_array();

	for (size_t i = 0; action_deadline_kinds[i] != NULL; i++) {
		struct json *one = json_new_object();
		json_set_text(one, "kind", action_deadline_kinds[i]);
		json_set_text(one, "words", words_title(action_deadline_kinds[i], g->r->a));
		json_set_bool(one, "is_chosen", text_equal(action_deadline_kinds[i], g->kind));
		json_push(kinds, one);
	}
	json_set(data, "kinds", kinds);
	json_set_text(data, "kind", g->kind);
}

/* The first few of a day. */
static bool
add_day_rows(struct agenda *g, struct json *cell, int32_t day, int64_t count, struct err *err)
{
	struct json *rows;
	struct query q;

	if (count == 0)
		return true;
	agenda_query_list(&q, g->r->web->db, day, day, g->kind, NULL, DAY_SHOWN);
	if (!page_rows(g->r, cell, "rows", &q, DAY_SHOWN, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_case_words(g->r, json_at(rows, i));
	json_set(cell, "more", count > DAY_SHOWN ? json_new_int(count - DAY_SHOWN) : json_new_null());
	return true;
}

static bool
add_cell(struct agenda *g, struct json *week, int32_t day, const struct json *counts, struct err *err)
{
	struct json *cell = json_new_object();
	struct civil civil = day_to_civil(day), month = day_to_civil(g->month_day);
	char text[DAY_TEXT_BYTES];
	int64_t count = 0;

	day_format(day, text);
	for (size_t i = 0; i < json_count(counts); i++)
		if (text_equal(json_get_text(json_at(counts, i), "day"), text))
			count = json_get_int(json_at(counts, i), "count", 0);
	json_push(week, cell);
	json_set_text(cell, "day", text);
	json_set_int(cell, "number", civil.day);
	json_set_text(cell, "weekday", weekday_name[day_weekday(day)]);
	json_set_int(cell, "count", count);
	json_set_bool(cell, "is_today", day == g->r->today_day);
	json_set_bool(cell, "is_late", day < g->r->today_day);
	json_set_bool(cell, "is_outside", civil.month != month.month);
	json_set_bool(cell, "is_empty", count == 0);
	return add_day_rows(g, cell, day, count, err);
}

static bool
add_weeks(struct agenda *g, struct json *data, const struct json *counts, int32_t first_day,
    int32_t last_day, struct err *err)
{
	struct json *weeks = json_new_array();

	json_set(data, "weeks", weeks);
	for (int32_t day = first_day; day <= last_day; day += WEEK_DAYS) {
		struct json *week = json_new_object(), *days = json_new_array();
		json_set(week, "days", days);
		json_push(weeks, week);
		for (int32_t i = 0; i < WEEK_DAYS; i++)
			if (!add_cell(g, days, day + i, counts, err))
				return false;
	}
	return true;
}

/* Weeks from Monday to Sunday that touch the month. */
static bool
add_month(struct agenda *g, struct json *data, struct err *err)
{
	int32_t end_day = day_end_of_month(g->month_day);
	int32_t first_day = g->month_day - day_weekday(g->month_day);
	int32_t last_day = end_day + WEEK_DAYS - 1 - day_weekday(end_day);
	struct civil civil = day_to_civil(g->month_day);
	struct json *counts;
	struct query q;

	json_set_text(data, "month_words", arena_printf(g->r->a, "%s %d", month_name[civil.month - 1],
	    civil.year));
	json_set_text(data, "month", words_month(g->month_day, g->r->a));
	json_set_text(data, "before", words_month(g->month_day - 1, g->r->a));
	json_set_text(data, "after", words_month(end_day + 1, g->r->a));
	agenda_query_counts(&q, g->r->web->db, first_day, last_day, g->kind);
	if (!query_json(&q, g->r->web->settings->zone, &counts, err))
		return false;
	bool ok = add_weeks(g, data, counts, first_day, last_day, err);
	json_free(counts);
	return ok;
}

/* "2026-12-01.task.17": the row behind which the list goes on. */
static bool
read_after(struct agenda *g, struct agenda_after *after, bool *ret_is_given, struct err *err)
{
	const char *text = pairs_get(&g->r->query, "after");
	char *day = arena_strdup(g->r->a, text), *what, *id;

	*ret_is_given = !text_blank(text);
	if (!*ret_is_given)
		return true;
	if ((what = strchr(day, '.')) == NULL || (id = strchr(what + 1, '.')) == NULL)
		return fail(err, ERR_INPUT, "\"%s\" is no place in this list", text);
	*what++ = '\0';
	*id++ = '\0';
	after->what = what;
	return (day_parse(day, &after->day) && int_parse(id, &after->id)) ||
	    fail(err, ERR_INPUT, "\"%s\" is no place in this list", text);
}

static bool
add_list(struct agenda *g, struct json *data, struct err *err)
{
	struct agenda_after after;
	const char *before = NULL;
	struct json *rows;
	struct query q;
	bool is_later;

	if (!read_after(g, &after, &is_later, err))
		return false;
	agenda_query_list(&q, g->r->web->db, g->day, g->day + LIST_DAYS, g->kind, is_later ? &after : NULL,
	    ROWS_MAX + 1);
	if (!page_rows(g->r, data, "rows", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *day = json_get_text(row, "day");
		page_case_words(g->r, row);
		page_day(g->r, row, "day", "day_words");
		json_set_text(row, "kind_words", words_name(json_get_text(row, "kind"), g->r->a));
		json_set_text(row, "head", text_equal(day, before) ? NULL : day);
		json_set_text(data, "last", arena_printf(g->r->a, "%s.%s.%lld", day,
		    json_get_text(row, "what"), (long long)json_get_int(row, "id", 0)));
		before = day;
	}
	char text[DAY_TEXT_BYTES];
	json_set_text(data, "from", day_format(g->day, text));
	json_set_text(data, "month", words_month(g->day, g->r->a));
	return true;
}

bool
page_calendar(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();
	struct agenda g;
	char text[DAY_TEXT_BYTES];

	json_set_text(data, "title", "Calendar");
	json_set_bool(data, "at_calendar", true);
	json_set_text(data, "today", day_format(r->today_day, text));
	if (agenda_read(r, &g, err) && (g.day == DAY_NONE ? add_month(&g, data, err) : add_list(&g, data, err))) {
		add_kinds(&g, data);
		return page_render(r, reply, g.day == DAY_NONE ? "calendar" : "agenda", data, err);
	}
	json_free(data);
	return false;
}

static struct json *
drawn_json(struct request *r, const struct json *row)
{
	int64_t case_id = json_get_int(row, "case_id", 0);
	struct json *json = json_new_object();
	const char *day = json_get_text(row, "day");
	int32_t is_day;

	json_set_text(json, "day", day);
	json_set_text(json, "title", json_get_text(row, "title"));
	json_set_text(json, "url", case_id != 0 ? arena_printf(r->a, "/case/%lld", (long long)case_id) :
	    arena_printf(r->a, "/why/%s/%lld", json_get_text(row, "what"), (long long)json_get_int(row, "id", 0)));
	json_set_bool(json, "is_late", day_parse(day, &is_day) && is_day < r->today_day);
	return json;
}

/* The same rows for the script that draws the month: from "from" to before "until". */
bool
page_calendar_json(struct request *r, struct reply *reply, struct err *err)
{
	int32_t from_day = r->today_day, until_day = from_day;
	struct json *rows, *list = json_new_array();
	struct agenda g = { .r = r };
	struct query q;

	if (!pairs_day(&r->query, "from", &from_day, err) || !pairs_day(&r->query, "until", &until_day, err) ||
	    !read_kind(r, &g.kind, err)) {
		json_free(list);
		return false;
	}
	agenda_query_list(&q, r->web->db, from_day, until_day - 1, g.kind, NULL, DRAWN_MAX);
	if (!query_json(&q, r->web->settings->zone, &rows, err)) {
		json_free(list);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++)
		json_push(list, drawn_json(r, json_at(rows, i)));
	json_free(rows);
	json_print(list, &reply->body);
	json_free(list);
	reply->type = "application/json";
	reply->status = 200;
	return true;
}
