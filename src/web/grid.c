/*
 * grid: may this provider's services be billed to that payer, and from when?  Providers against payers,
 * or against sites where one payer is chosen.  And the hold list: the same question answered "no", as CSV.
 */
#include "store/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv_write.h"
#include "http/http.h"
#include "store/billable.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define PROVIDERS_MAX	40
#define COLUMNS_MAX	16
#define CHOICES_MAX	500
#define HOLD_MAX	2000	/* providers of one hold list */
#define FIND_BYTES_MAX	100

struct grid {
	struct request	*r;
	const char	*find;
	int64_t		 payer_id, site_id, after_id, from;	/* 0: not narrowed, from the first */
	int32_t		 on_day;
};

/* What a word on a cell says, by the gate that stops it. */
static const struct { const char *gate, *words, *css; } stops[] = {
	{ "submitted", "Not sent", "far" }, { "received", "Sent", "under-way" },
	{ "approved", "With payer", "under-way" }, { "effective", "No date yet", "under-way" },
	{ "loaded", "Not loaded", "near" }, { "license", "License", "stop" },
	{ "denied", "Denied", "stop" }, { "terminated", "Terminated", "stop" },
	{ "withdrawn", "Withdrawn", "stop" }, { "provider", "Provider", "stop" },
	{ "exclusion", "Excluded", "stop" },
	{ "enrollment", "None", "none" },
};

static bool
id_of(const struct request *r, const char *name, int64_t *ret_id, struct err *err)
{
	const char *text = pairs_get(&r->query, name);

	return text_blank(text) || (int_parse(text, ret_id) && *ret_id >= 0) ||
	    fail(err, ERR_INPUT, "\"%s\" is no number for \"%s\"", text, name);
}

static bool
grid_read(struct request *r, struct grid *g, struct err *err)
{
	const char *find = pairs_get(&r->query, "find");

	*g = (struct grid){ .r = r, .find = "", .on_day = r->today_day };
	if (!text_blank(find))
		g->find = arena_strndup(r->a, find, strnlen(find, FIND_BYTES_MAX));
	return pairs_day(&r->query, "on", &g->on_day, err) && id_of(r, "payer", &g->payer_id, err) && id_of(r, "site", &g->site_id, err) &&
	    id_of(r, "after", &g->after_id, err) && id_of(r, "from", &g->from, err);
}

static struct json *
cell_json(struct grid *g, const struct billable_row *row)
{
	struct json *cell = json_new_object();
	struct billable_verdict v;
	char day[DAY_TEXT_BYTES];

	billable_judge(&row->facts, g->on_day, g->r->today_day, g->r->a, &v);
	json_set_bool(cell, "may_bill", v.may_bill);
	json_set_text(cell, "words", v.may_bill ? "Yes" : words_title(v.gate, g->r->a));
	json_set_text(cell, "css", v.may_bill ? "yes" : "stop");
	for (size_t i = 0; !v.may_bill && i < LEN(stops); i++)
		if (text_equal(v.gate, stops[i].gate)) {
			json_set_text(cell, "words", stops[i].words);
			json_set_text(cell, "css", stops[i].css);
		}
	/* Where something final stops it, a granted day would only mislead. */
	json_set_text(cell, "from", v.from_day == DAY_NONE || text_equal(json_get_text(cell, "css"),
	    "stop") ? NULL : day_format(v.from_day, day));
	json_set_text(cell, "reason", v.reason);
	json_set_text(cell, "place", row->facts.location != NULL ? row->facts.location :
	    row->facts.state);
	return cell;
}

/* A cell with these lines; without one it is that of its column, which all rows share: most are empty. */
static struct json *
cell_of(const struct json *column, struct json *lines)
{
	if (lines == NULL)
		return json_share(json_get(column, "empty"));
	struct json *cell = json_new_object();
	json_set(cell, "column", json_share(json_get(column, "name")));
	json_set_bool(cell, "has_lines", true);
	json_set_bool(cell, "has_places", json_count(lines) > 1);
	json_set(cell, "lines", lines);
	return cell;
}

/* The cell of one payer: one line for each of its enrollments. */
static struct json *
payer_cell(struct grid *g, const struct billable_row *rows, size_t count, const struct json *column)
{
	int64_t payer_id = json_get_int(column, "id", 0);
	struct json *lines = NULL;

	for (size_t i = 0; i < count; i++)
		if (rows[i].payer_id == payer_id) {
			if (lines == NULL)
				lines = json_new_array();
			json_push(lines, cell_json(g, &rows[i]));
		}
	return cell_of(column, lines);
}

/* The cell of one site with the chosen payer: the better of its own enrollment and that of all sites. */
static struct json *
site_cell(struct grid *g, const struct billable_row *rows, size_t count, const struct json *column)
{
	int64_t site_id = json_get_int(column, "id", 0);
	struct json *best = NULL, *lines = NULL;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].location_id != site_id)
			continue;
		struct json *one = cell_json(g, &rows[i]);
		bool better = best == NULL || (json_get_bool(one, "may_bill") && !json_get_bool(best, "may_bill"));
		json_free(better ? best : one);
		best = better ? one : best;
	}
	if (best != NULL)
		json_push(lines = json_new_array(), best);
	return cell_of(column, lines);
}

/* "[1,2]": the numbers under that key. */
static const char *
numbers_of(const struct json *rows, const char *key, struct arena *a)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < json_count(rows); i++)
		str_printf(&text, "%c%lld", i > 0 ? ',' : '[', (long long)json_get_int(json_at(rows, i), key, 0));
	str_add(&text, text.len > 0 ? "]" : "[]");
	const char *kept = arena_strdup(a, text.text);
	str_clear(&text);
	return kept;
}

struct found { const struct billable_row *row; size_t count; };

static int
by_provider(const void *key, const void *row)
{
	const int64_t *provider_id = key;
	const struct billable_row *r = row;

	return *provider_id < r->provider_id ? -1 : *provider_id > r->provider_id;
}

/* The rows of one provider, among all that come by the provider's number. */
static struct found
rows_of(const struct found *all, int64_t provider_id)
{
	const struct billable_row *first = all->count == 0 ? NULL : bsearch(&provider_id, all->row, all->count,
	    sizeof(*all->row), by_provider), *end = all->row + all->count;
	struct found found = { first, 0 };

	if (first == NULL)
		return found;
	while (first > all->row && first[-1].provider_id == provider_id)
		first--;
	found.row = first;
	while (first + found.count < end && first[found.count].provider_id == provider_id)
		found.count++;
	return found;
}

static void
add_cells(struct grid *g, struct json *row, const struct json *columns, const struct found *all)
{
	const struct found mine = rows_of(all, json_get_int(row, "provider_id", 0));
	struct json *cells = json_new_array();

	for (size_t i = 0; i < json_count(columns); i++)
		json_push(cells, (g->payer_id == 0 ? payer_cell : site_cell)(g, mine.row, mine.count, json_at(columns, i)));
	json_set(row, "cells", cells);
}

static bool
add_columns(struct grid *g, struct json *data, struct json **ret_columns, struct err *err)
{
	struct query q;

	if (g->payer_id != 0)
		grid_query_sites(&q, g->r->web->db, g->from, COLUMNS_MAX + 1);
	else
		grid_query_payers(&q, g->r->web->db, g->from, COLUMNS_MAX + 1);
	if (!page_rows(g->r, data, "columns", &q, COLUMNS_MAX, ret_columns, err))
		return false;
	for (size_t i = 0; i < json_count(*ret_columns); i++) {
		struct json *column = json_at(*ret_columns, i), *empty = json_new_object();
		json_set(empty, "column", json_share(json_get(column, "name")));
		json_set_bool(empty, "has_lines", false);
		json_set(column, "empty", empty);
	}
	return true;
}

static bool
add_rows(struct grid *g, struct json *data, const struct json *columns, struct err *err)
{
	struct billable_ask ask = { .payer_id = g->payer_id, .location_id = g->payer_id == 0 ? g->site_id : 0,
		.without_who = true, .each_location = g->payer_id != 0 };
	struct billable_row *found;
	struct json *rows;
	struct query q;
	size_t count;

	grid_query_providers(&q, g->r->web->db, g->find, g->after_id, PROVIDERS_MAX + 1);
	if (!page_rows(g->r, data, "rows", &q, PROVIDERS_MAX, &rows, err))
		return false;
	ask.providers = numbers_of(rows, "provider_id", g->r->a);
	ask.payers = g->payer_id == 0 ? numbers_of(columns, "id", g->r->a) : NULL;
	if (!billable_list(g->r->web->db, &ask, g->r->a, &found, &count, err))
		return false;
	const struct found all = { found, count };
	for (size_t i = 0; i < json_count(rows); i++)
		add_cells(g, json_at(rows, i), columns, &all);
	json_set_int(data, "last", json_get_int(json_at(rows, json_count(rows) - 1), "provider_id", 0));
	return true;
}

static bool
add_choices(struct grid *g, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	grid_query_payers(&q, g->r->web->db, 0, CHOICES_MAX + 1);
	if (!page_rows(g->r, data, "payers", &q, CHOICES_MAX, &rows, err))
		return false;
	page_choose(rows, "id", g->payer_id);
	grid_query_sites(&q, g->r->web->db, 0, CHOICES_MAX + 1);
	if (!page_rows(g->r, data, "sites", &q, CHOICES_MAX, &rows, err))
		return false;
	page_choose(rows, "id", g->site_id);
	return true;
}

/* What the address says, to be said again by links. */
static void
add_address(struct grid *g, struct json *data)
{
	char day[DAY_TEXT_BYTES];
	struct str address = STR_INIT;

	if (g->payer_id != 0)
		str_printf(&address, "payer=%lld&", (long long)g->payer_id);
	if (g->site_id != 0)
		str_printf(&address, "site=%lld&", (long long)g->site_id);
	if (g->on_day != g->r->today_day)
		str_printf(&address, "on=%s&", day_format(g->on_day, day));
	if (g->find[0] != '\0') {
		str_add(&address, "find=");
		http_add_escaped(&address, g->find);
		str_add(&address, "&");
	}
	json_set_text(data, "address", address.text);
	str_clear(&address);
	json_set_text(data, "on", day_format(g->on_day, day));
	json_set_bool(data, "by_site", g->payer_id != 0);
	json_set_bool(data, "is_later", g->after_id != 0);
	json_set_int(data, "before_columns", g->from > COLUMNS_MAX ? g->from - COLUMNS_MAX : 0);
	json_set_bool(data, "has_before_columns", g->from > 0);
	json_set_int(data, "next_columns", g->from + COLUMNS_MAX);
	json_set_int(data, "columns_from", g->from);
	json_set_int(data, "after", g->after_id);
	json_set_text(data, "find", g->find);
}

bool
page_grid(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object(), *columns;
	struct grid g;

	json_set_text(data, "title", "Who may bill");
	json_set_bool(data, "at_grid", true);
	if (grid_read(r, &g, err) && add_columns(&g, data, &columns, err) &&
	    add_rows(&g, data, columns, err) && add_choices(&g, data, err)) {
		add_address(&g, data);
		return page_render(r, reply, "grid", data, err);
	}
	json_free(data);
	return false;
}

static void
add_hold_line(struct grid *g, const char *npi, const struct billable_row *row, struct str *out)
{
	struct billable_verdict v;
	char day[DAY_TEXT_BYTES];

	billable_judge(&row->facts, g->on_day, g->r->today_day, g->r->a, &v);
	if (v.may_bill)
		return;
	const char *cells[] = { row->provider, npi, row->facts.payer,
	    row->facts.location != NULL ? row->facts.location : row->facts.state, v.gate,
	    v.from_day == DAY_NONE ? "" : day_format(v.from_day, day), v.reason };
	csv_add_texts(out, cells, LEN(cells));
}

/* Whose services must not be billed to whom on that day, of those who are enrolled or on their way. */
bool
page_hold(struct request *r, struct reply *reply, struct err *err)
{
	struct json *providers;
	struct billable_row *rows;
	struct grid g;
	struct query q;
	size_t count;

	if (!grid_read(r, &g, err))
		return false;
	grid_query_providers(&q, r->web->db, g.find, 0, HOLD_MAX + 1);
	if (!query_json(&q, r->web->settings->zone, &providers, err))
		return false;
	bool ok = json_count(providers) <= HOLD_MAX || fail(err, ERR_INPUT, "a hold list from a page holds "
	    "at most %d providers. Narrow it by name, or let \"credence billable\" write all of them",
	    HOLD_MAX);
	str_add(&reply->body, "Provider,NPI,Payer,Site,Stopped at,May bill from,Why\r\n");
	for (size_t i = 0; ok && i < json_count(providers); i++) {
		const struct json *provider = json_at(providers, i);
		const struct billable_ask ask = { .provider_id = json_get_int(provider, "provider_id", 0),
		    .payer_id = g.payer_id, .location_id = g.site_id, .without_who = true };
		ok = billable_list(r->web->db, &ask, r->a, &rows, &count, err);
		for (size_t k = 0; ok && k < count; k++)
			if (rows[k].facts.is_enrolled)
				add_hold_line(&g, json_get_text(provider, "npi"), &rows[k], &reply->body);
	}
	json_free(providers);
	reply->type = "text/csv; charset=utf-8";
	reply->status = ok ? 200 : 0;
	return ok;
}
