/* reports: figures that people manage by; every number leads to its rows, and the rows to whom they are about. */
#include "store/report.h"

#include <string.h>

#include "base/str.h"
#include "http/http.h"
#include "web/guard.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX	100
#define CELL_BYTES_MAX	300
#define BAR_UNITS	100	/* width of the longest bar */

static const struct { const char *name, *title; } reports[] = {
	{ "weekly", "Weekly review" }, { "turnaround", "Turnaround" }, { "enrollments", "Enrollments" },
	{ "expirables", "Expirables" }, { "screening", "Screening" }, { "work", "Work" }, { "audit", "Audit" },
};

/* Figures that are drawn: a bar to "to", and a mark at "mark" where there is one. */
static const struct { const char *report, *figure, *label, *to, *mark, *says; } drawn[] = {
	{ "turnaround", "by_payer", "payer_name", "approved_median_days", "approved_80th_days",
	  "days to approval: the middle one, and within how many days 4 of 5 came" },
	{ "turnaround", "by_age", "age", "applications", NULL, "applications by days since they were sent" },
	{ "enrollments", "statuses", "status", "count", NULL, "enrollments by status" },
};

struct ask {
	struct request		*r;
	const char		*name, *title, *figure;
	const char		*of;	/* the group whose rows are asked for, NULL: the figure's own */
	struct report_period	 period;
	int64_t			 from;
};

static bool
ask_read(struct request *r, struct ask *ask, struct err *err)
{
	const char *name = pairs_get(&r->query, "name"), *from = pairs_get(&r->query, "from");
	int32_t since_day = DAY_NONE, until_day = DAY_NONE;

	*ask = (struct ask){ .r = r, .name = text_blank(name) ? reports[0].name : name,
	    .figure = pairs_get(&r->query, "figure"), .of = pairs_get(&r->query, "of") };
	for (size_t i = 0; i < LEN(reports); i++)
		if (text_equal(reports[i].name, ask->name))
			ask->title = reports[i].title;
	if (ask->title == NULL)
		return fail(err, ERR_MISSING, "there is no report \"%s\"", ask->name);
	if (strcmp(ask->name, "audit") == 0 && !guard_right(r, RIGHT_AUDIT, err))
		return false;
	if (!pairs_day(&r->query, "since", &since_day, err) ||
	    !pairs_day(&r->query, "until", &until_day, err))
		return false;
	if (from != NULL && (!int_parse(from, &ask->from) || ask->from < 0))
		return fail(err, ERR_INPUT, "\"%s\" is no place among the rows", from);
	return report_period_init(&ask->period, ask->name, r->web->settings, r->today_day,
	    since_day, until_day) || fail(err, ERR_INPUT, "the first day lies behind the last one");
}

/* "last_letter_ms" -> "Last letter" */
static const char *
heading(const struct request *r, const char *key)
{
	static const char *const ends[] = { "_ms", "_id", "_name" };
	char *text = arena_strdup(r->a, key);

	for (size_t i = 0; i < LEN(ends); i++)
		if (text_ends(text, ends[i]) && strlen(text) > strlen(ends[i]))
			text[strlen(text) - strlen(ends[i])] = '\0';
	return text_equal(text, "npi") ? "NPI" : words_title(text, r->a);
}

static const char *
link_of(const struct request *r, const char *key, const struct json *value)
{
	static const struct { const char *key, *path; } links[] = {
		{ "case_id", "/case/" }, { "provider_id", "/provider/" }, { "payer_id", "/payers?payer=" },
		{ "npi", "/search?find=" },
	};

	for (size_t i = 0; i < LEN(links); i++) {
		if (!text_equal(key, links[i].key) || json_kind_of(value) == JSON_IS_NULL)
			continue;
		return json_as_text(value) != NULL ? arena_printf(r->a, "%s%s", links[i].path,
		    json_as_text(value)) : arena_printf(r->a, "%s%lld", links[i].path,
		    (long long)json_as_int(value, 0));
	}
	return NULL;
}

/* Where the rows of this group stand, as they are named in an address; NULL: the row is no group. */
static const char *
group_href(const struct ask *ask, const char *figure, const struct json *row)
{
	const char *group = report_group_of(ask->name, figure, row, ask->r->a);
	char since[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];
	struct str href = STR_INIT;

	if (group == NULL)
		return NULL;
	str_printf(&href, "/reports?name=%s&since=%s&until=%s&figure=%s&of=", ask->name,
	    day_format(ask->period.since_day, since), day_format(ask->period.until_day, until), figure);
	http_add_escaped(&href, group);
	const char *kept = arena_strdup(ask->r->a, href.text);
	str_clear(&href);
	return kept;
}

static const char *
cell_words(const struct request *r, const char *key, const struct json *value)
{
	const char *text = json_as_text(value);
	int64_t at_ms;

	if (json_kind_of(value) == JSON_IS_NULL)
		return "";
	if (json_kind_of(value) == JSON_IS_BOOL)
		return json_as_bool(value) ? "yes" : "no";
	if (text != NULL && text_ends(key, "_ms") && instant_parse(text, zone_utc(), &at_ms, NULL))
		return words_instant(at_ms, r->web->settings->zone, r->a);
	if (text != NULL)
		return arena_strndup(r->a, text, strnlen(text, CELL_BYTES_MAX));
	if (text_equal(key, "case_id"))
		return arena_printf(r->a, "CR-%lld", (long long)json_as_int(value, 0));
	return json_print_in(value, r->a);
}

/* A number of a group leads to the rows behind it. */
static void
push_cell(const struct request *r, struct json *cells, const char *key, const struct json *value, const char *behind)
{
	struct json *cell = json_new_object();
	const char *href = link_of(r, key, value);
	bool is_number = json_as_text(value) == NULL && json_kind_of(value) != JSON_IS_NULL;

	json_set_text(cell, "head", heading(r, key));
	json_set_text(cell, "words", cell_words(r, key, value));
	json_set_text(cell, "href", href == NULL && is_number ? behind : href);
	json_push(cells, cell);
}

/* The columns that people see of a row: those the report names, else all. */
static struct json *
cells_of(const struct request *r, const struct json *row, const char *columns, const char *behind)
{
	struct json *cells = json_new_array(), *value;
	const char *key;

	if (columns == NULL) {
		for (size_t i = 0; json_entry(row, i, &key, &value); i++)
			push_cell(r, cells, key, value, behind);
		return cells;
	}
	while (*columns != '\0') {
		size_t len = strcspn(columns, " ");
		key = arena_strndup(r->a, columns, len);
		push_cell(r, cells, key, json_get(row, key), behind);
		columns += len + (columns[len] == ' ');
	}
	return cells;
}

static void
add_rows(struct ask *ask, struct json *data, const struct json *figure)
{
	const struct json *rows = json_get(figure, "rows");
	const char *columns = report_columns(ask->name, ask->figure, ask->of != NULL);
	struct json *list = json_new_array();
	size_t count = json_count(rows), end = (size_t)ask->from + ROWS_MAX;

	for (size_t i = (size_t)ask->from; i < count && i < end; i++) {
		struct json *row = json_new_object();
		json_set(row, "cells", cells_of(ask->r, json_at(rows, i), columns,
		    ask->of != NULL ? NULL : group_href(ask, ask->figure, json_at(rows, i))));
		json_push(list, row);
	}
	json_set(data, "columns", count > 0 ? cells_of(ask->r, json_at(rows, 0), columns, NULL) : json_new_array());
	json_set_bool(data, "has_rows", json_count(list) > 0);
	json_set(data, "rows", list);
	json_set(data, "next", end < count ? json_new_int((int64_t)end) : json_new_null());
}

/* Widths of bars, the longest of them as wide as there is room. */
static void
add_bars(const struct ask *ask, struct json *chart, const struct json *rows, size_t which)
{
	struct json *bars = json_new_array();
	int64_t most = 1;

	for (size_t i = 0; i < json_count(rows); i++) {
		int64_t to = json_get_int(json_at(rows, i), drawn[which].to, 0);
		int64_t mark = drawn[which].mark == NULL ? 0 : json_get_int(json_at(rows, i), drawn[which].mark, 0);
		most = to > most ? to : most;
		most = mark > most ? mark : most;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		int64_t to = json_get_int(row, drawn[which].to, 0);
		int64_t mark = drawn[which].mark == NULL ? to : json_get_int(row, drawn[which].mark, to);
		struct json *bar = json_new_object();
		json_set_text(bar, "label", json_get_text(row, drawn[which].label));
		json_set(bar, "value", json_kind_of(json_get(row, drawn[which].to)) == JSON_IS_NULL ?
		    json_new_text("–") : json_new_int(to));
		json_set(bar, "mark", drawn[which].mark == NULL || mark == 0 ? json_new_null() :
		    json_new_int(mark));
		json_set_text(bar, "href", group_href(ask, drawn[which].figure, row));
		json_set_int(bar, "to", to > 0 ? to * BAR_UNITS / most : 0);
		json_set_int(bar, "span", mark > 0 ? mark * BAR_UNITS / most : 0);
		json_push(bars, bar);
	}
	json_set_bool(chart, "has_bars", json_count(bars) > 0);
	json_set(chart, "bars", bars);
}

static void
add_figure(struct ask *ask, struct json *data, const struct json *figure)
{
	struct json *tile = json_new_object();
	const char *name = json_get_text(figure, "name"), *unit = json_get_text(figure, "unit");
	const struct json *value = json_get(figure, "value");

	json_set_text(tile, "name", name);
	json_set_text(tile, "label", json_get_text(figure, "label"));
	json_set_text(tile, "value", report_value_words(value, unit, "–", ask->r->a));
	json_push(json_get(data, "tiles"), tile);
	for (size_t i = 0; ask->of == NULL && i < LEN(drawn); i++) {
		if (!text_equal(drawn[i].report, ask->name) || !text_equal(drawn[i].figure, name))
			continue;
		struct json *chart = json_new_object();
		json_set_text(chart, "name", name);
		json_set_text(chart, "says", drawn[i].says);
		add_bars(ask, chart, json_get(figure, "rows"), i);
		json_push(json_get(data, "charts"), chart);
	}
}

static void
add_head(struct ask *ask, struct json *data)
{
	struct json *list = json_new_array();
	char text[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];

	for (size_t i = 0; i < LEN(reports); i++) {
		struct json *one = json_new_object();
		json_set_text(one, "name", reports[i].name);
		json_set_text(one, "title", reports[i].title);
		json_set_bool(one, "is_chosen", text_equal(reports[i].name, ask->name));
		json_push(list, one);
	}
	json_set(data, "reports", list);
	json_set_text(data, "title", ask->title);
	json_set_bool(data, "at_reports", true);
	json_set_text(data, "name", ask->name);
	/* The names are ours and the days are formatted here: nothing of the address needs escaping. */
	json_set_text(data, "address", arena_printf(ask->r->a, "name=%s&since=%s&until=%s", ask->name,
	    day_format(ask->period.since_day, text), day_format(ask->period.until_day, until)));
	json_set_text(data, "since", day_format(ask->period.since_day, text));
	json_set_text(data, "until", day_format(ask->period.until_day, text));
}

static const struct json *
find_figure(const struct ask *ask, const struct json *figures)
{
	for (size_t i = 0; i < json_count(figures); i++)
		if (text_equal(json_get_text(json_at(figures, i), "name"), ask->figure))
			return json_at(figures, i);
	return NULL;
}

/* A payer's number in the address ("12/IL") is its name for people. */
static const char *
group_words(const struct ask *ask, const struct json *rows)
{
	const char *payer = json_get_text(json_at(rows, 0), "payer_name");
	size_t digits = strspn(ask->of, "0123456789");

	return digits > 0 && payer != NULL && (ask->of[digits] == '\0' || ask->of[digits] == '/') ?
	    arena_printf(ask->r->a, "%s%s", payer, ask->of + digits) : ask->of;
}

static void
add_group(struct ask *ask, struct json *data, const struct json *rows)
{
	struct str escaped = STR_INIT;

	http_add_escaped(&escaped, ask->of);
	json_set_text(data, "of", escaped.text);
	json_set_text(data, "group_words", group_words(ask, rows));
	str_clear(&escaped);
}

static bool
fill(struct ask *ask, struct json *data, const struct json *figures, struct err *err)
{
	add_head(ask, data);
	json_set(data, "tiles", json_new_array());
	json_set(data, "charts", json_new_array());
	if (ask->figure == NULL) {
		for (size_t i = 0; i < json_count(figures); i++)
			add_figure(ask, data, json_at(figures, i));
		return true;
	}
	const struct json *figure = find_figure(ask, figures);
	if (figure == NULL)
		return fail(err, ERR_MISSING, "the report %s has no figure \"%s\"", ask->name, ask->figure);
	json_set_text(data, "figure", ask->figure);
	if (ask->of != NULL)
		add_group(ask, data, json_get(figure, "rows"));
	add_figure(ask, data, figure);
	add_rows(ask, data, figure);
	return true;
}

static bool
ask_figures(const struct ask *ask, struct json **ret_figures, struct err *err)
{
	struct json *behind;

	if (ask->figure == NULL || ask->of == NULL)
		return report_figures(ask->r->web->db, ask->name, &ask->period, ret_figures, err);
	if (!report_behind(ask->r->web->db, ask->name, ask->figure, ask->of, &ask->period, &behind, err))
		return false;
	json_push(*ret_figures = json_new_array(), behind);
	return true;
}

bool
page_reports(struct request *r, struct reply *reply, struct err *err)
{
	struct json *figures, *data;
	struct ask ask;

	if (!ask_read(r, &ask, err) || !ask_figures(&ask, &figures, err))
		return false;
	data = json_new_object();
	bool ok = fill(&ask, data, figures, err);
	json_free(figures);
	if (ok)
		return page_render(r, reply, ask.figure != NULL ? "figure" : "reports", data, err);
	json_free(data);
	return false;
}

bool
page_report_csv(struct request *r, struct reply *reply, struct err *err)
{
	struct json *figures;
	struct ask ask;

	if (!ask_read(r, &ask, err) || !ask_figures(&ask, &figures, err))
		return false;
	const struct json *figure = find_figure(&ask, figures);
	if (figure != NULL)
		report_add_csv(json_get(figure, "rows"), NULL, &reply->body);
	json_free(figures);
	reply->type = "text/csv; charset=utf-8";
	reply->status = figure != NULL ? 200 : 0;
	return figure != NULL || fail(err, ERR_MISSING, "the report %s has no such figure", ask.name);
}
