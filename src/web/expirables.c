/* expirables: what ended and what ends within 90 days, or in one month; by type and month as a heat map. */
#include "store/expirable.h"

#include <string.h>

#include "core/catalog.h"
#include "web/bulk.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX	50
#define MONTHS		12
#define WEEK_DAYS	7	/* from then on a day is said by its date */
#define CELLS_MAX	2000
#define HEATS		4	/* shades, from 1 */

struct shelf {
	struct request		*r;
	struct expirable_filter	 filter;
	const char		*when;		/* past, 30, 60, 90, or a month */
	const char		*title;
};

static const struct { const char *when, *title, *count; int days; } spans[] = {
	{ "past", "Past their last day", "past", -1 }, { "30", "Within 30 days", "in_30", 30 },
	{ "60", "Within 60 days", "in_60", 60 }, { "90", "Within 90 days", "in_90", 90 },
};

static bool
read_when(struct shelf *s, const char *when, struct err *err)
{
	int32_t first_day;

	for (size_t i = 0; i < LEN(spans); i++) {
		if (!text_equal(when, spans[i].when))
			continue;
		s->title = spans[i].title;
		s->filter.from_day = spans[i].days < 0 ? DAY_NONE : s->r->today_day;
		s->filter.until_day = s->r->today_day + spans[i].days;
		return true;
	}
	if (!day_parse_month(when, &first_day))
		return fail(err, ERR_INPUT, "\"%s\" is neither past, 30, 60, 90 nor a month as 2026-12", when);
	s->title = arena_printf(s->r->a, "In %s", when);
	s->filter.from_day = first_day;
	s->filter.until_day = day_end_of_month(first_day);
	return true;
}

/* "2026-12-01.17": the row behind which the page goes on. */
static bool
read_after(struct shelf *s, const char *text, struct err *err)
{
	const char *dot = strchr(text, '.');

	if (dot == NULL || !day_parse(arena_strndup(s->r->a, text, (size_t)(dot - text)),
	    &s->filter.after_day) || !int_parse(dot + 1, &s->filter.after_id))
		return fail(err, ERR_INPUT, "\"%s\" is no place in this list", text);
	return true;
}

static bool
read_shelf(struct request *r, struct shelf *s, struct err *err)
{
	const char *when = pairs_get(&r->query, "when"), *type = pairs_get(&r->query, "type");
	const char *state = pairs_get(&r->query, "state"), *after = pairs_get(&r->query, "after");

	*s = (struct shelf){ .r = r, .when = text_blank(when) ? "90" : when, .filter = {
	    .type = text_blank(type) ? NULL : type, .state = text_blank(state) ? NULL : state,
	    .after_day = DAY_NONE } };
	return read_when(s, s->when, err) && (text_blank(after) || read_after(s, after, err));
}

static const char *
type_words(const struct request *r, const char *key)
{
	const struct credential_type *type = catalog_find(r->web->settings->catalog, key);

	return words_title(type != NULL ? type->label : key, r->a);
}

/* How far a renewal has come, in one word; the case's own state stands beside it. */
static const char *
renewal_words(const struct json *row)
{
	const char *status = json_get_text(row, "credential_status");

	if (text_equal(status, "requested"))
		return "asked for";
	if (text_equal(status, "unverified"))
		return "received, not verified";
	if (text_equal(status, "verified"))
		return "verified until that day";
	return status;
}

static bool
add_rows(struct shelf *s, struct json *data, struct err *err)
{
	struct request *r = s->r;
	struct json *rows;
	struct query q;

	expirable_query_list(&q, r->web->db, &s->filter, ROWS_MAX + 1);
	if (!page_rows(r, data, "rows", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *text = json_get_text(row, "expires_day");
		int32_t day = r->today_day;
		page_case_words(r, row);
		page_day(r, row, "expires_day", "expires_words");
		page_until(r, row, "next_ms", "next_words");
		day_parse(text, &day);
		json_set_bool(row, "is_past", day < r->today_day);
		json_set_text(row, "far_words", day - r->today_day < WEEK_DAYS ? text :
		    arena_printf(r->a, "in %d days", day - r->today_day));
		json_set_text(row, "type_words", type_words(r, json_get_text(row, "credential_type")));
		json_set_text(row, "renewal_words", renewal_words(row));
		json_set_text(data, "last", arena_printf(r->a, "%s.%lld", text,
		    (long long)json_get_int(row, "credential_id", 0)));
	}
	return true;
}

static bool
add_spans(struct shelf *s, struct json *data, struct err *err)
{
	struct json *rows, *list = json_new_array();
	struct query q;

	json_set(data, "spans", list);
	expirable_query_counts(&q, s->r->web->db, s->r->today_day, &s->filter);
	if (!query_json(&q, s->r->web->settings->zone, &rows, err))
		return false;
	for (size_t i = 0; i < LEN(spans); i++) {
		struct json *span = json_new_object();
		json_set_text(span, "when", spans[i].when);
		json_set_text(span, "title", spans[i].title);
		json_set_int(span, "count", json_get_int(json_at(rows, 0), spans[i].count, 0));
		json_set_bool(span, "is_chosen", text_equal(spans[i].when, s->when));
		json_push(list, span);
	}
	json_free(rows);
	return true;
}

/* The months from this one on, as "2026-11" and "Nov". */
static void
list_months(struct shelf *s, struct json *data, const char *month[MONTHS])
{
	struct json *list = json_new_array();
	int32_t day = s->r->today_day;

	for (int i = 0; i < MONTHS; i++) {
		struct civil civil = day_to_civil(day);
		struct json *head = json_new_object();
		month[i] = words_month(day, s->r->a);
		json_set_text(head, "month", month[i]);
		json_set_text(head, "name", arena_printf(s->r->a, "%.3s %d", month_name[civil.month - 1],
		    civil.year));
		json_set_bool(head, "is_chosen", text_equal(month[i], s->when));
		json_push(list, head);
		day = day_end_of_month(day) + 1;
	}
	json_set(data, "months", list);
}

static struct json *
heat_row(struct shelf *s, const char *type, const char *const month[MONTHS])
{
	struct json *row = json_new_object(), *cells = json_new_array();

	json_set_text(row, "type", type);
	json_set_text(row, "type_words", type_words(s->r, type));
	for (int i = 0; i < MONTHS; i++) {
		struct json *cell = json_new_object();
		json_set_text(cell, "month", month[i]);
		json_set(cell, "count", json_new_null());
		json_push(cells, cell);
	}
	json_set(row, "cells", cells);
	return row;
}

/* Shades by the share of the fullest cell; the number stands in it in any case. */
static void
shade(struct json *list, int64_t most)
{
	for (size_t i = 0; i < json_count(list); i++) {
		struct json *cells = json_get(json_at(list, i), "cells");
		for (size_t k = 0; k < json_count(cells); k++) {
			int64_t count = json_get_int(json_at(cells, k), "count", 0);
			json_set_int(json_at(cells, k), "heat", count == 0 ? 0 :
			    1 + (count * HEATS - 1) / (most > 0 ? most : 1));
		}
	}
}

static bool
add_heat(struct shelf *s, struct json *data, struct err *err)
{
	const char *month[MONTHS];
	struct expirable_filter filter = s->filter;
	struct json *rows, *list = json_new_array(), *row = NULL;
	int64_t most = 0;
	struct query q;

	json_set(data, "heat", list);
	list_months(s, data, month);
	day_parse_month(month[0], &filter.from_day);
	day_parse_month(month[MONTHS - 1], &filter.until_day);
	filter.until_day = day_end_of_month(filter.until_day);
	filter.type = NULL;
	expirable_query_months(&q, s->r->web->db, &filter);
	if (!query_json(&q, s->r->web->settings->zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows) && i < CELLS_MAX; i++) {
		const struct json *one = json_at(rows, i);
		const char *type = json_get_text(one, "credential_type");
		int64_t count = json_get_int(one, "count", 0);
		if (row == NULL || !text_equal(json_get_text(row, "type"), type))
			json_push(list, row = heat_row(s, type, month));
		for (int k = 0; k < MONTHS; k++)
			if (text_equal(month[k], json_get_text(one, "month")))
				json_set_int(json_at(json_get(row, "cells"), (size_t)k), "count", count);
		most = count > most ? count : most;
	}
	json_free(rows);
	shade(list, most);
	json_set_bool(data, "has_heat", json_count(list) > 0);
	return true;
}

static bool
add_states(struct shelf *s, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	expirable_query_states(&q, s->r->web->db);
	if (!page_rows(s->r, data, "states", &q, CELLS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		json_set_bool(json_at(rows, i), "is_chosen", text_equal(s->filter.state,
		    json_get_text(json_at(rows, i), "issuing_state")));
	return true;
}

static const struct notice notices[] = {
	{ "asked", "Each of them is written to, with all that is missing; the letters leave with the next round." },
	{ NULL, NULL },
};

bool
page_expirables(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();
	struct shelf s;

	json_set_text(data, "title", "Expirables");
	json_set_bool(data, "at_expirables", true);
	page_notice(r, data, notices);
	bulk_add(data);
	if (read_shelf(r, &s, err) && add_spans(&s, data, err) && add_heat(&s, data, err) &&
	    add_states(&s, data, err) && add_rows(&s, data, err)) {
		json_set_text(data, "when", s.when);
		json_set_text(data, "when_title", s.title);
		json_set_text(data, "type", s.filter.type);
		json_set_text(data, "chosen_type", s.filter.type == NULL ? NULL :
		    type_words(r, s.filter.type));
		json_set_text(data, "chosen_state", s.filter.state);
		return page_render(r, reply, "expirables", data, err);
	}
	json_free(data);
	return false;
}
