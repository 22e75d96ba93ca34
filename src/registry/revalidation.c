/*
 * revalidation: columns are found by their headings, as CMS writes them in either form; one row may name several
 * NPIs.  Rows of others cost two look-ups and no write.
 */
#include "registry/revalidation.h"

#include <string.h>

#include "base/csv_heads.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "core/identifier.h"
#include "core/sheet_day.h"
#include "registry/revalidation_inside.h"
#include "registry/source.h"
#include "store/lookup.h"
#include "store/registry_lookup.h"
#include "store/revalidation.h"
#include "base/banned.h"

#define NPI_DIGITS	10
#define AHEAD_YEARS	20

enum { R_NPI, R_PECOS, R_ORGANIZATION, R_FIRST, R_LAST, R_STATE, R_SPECIALTY, R_DUE, R_ADJUSTED, FIELDS };

/* In the viewer, the CSV of the list, the file of groups, and what our own export wrote. */
static const struct csv_head heads[FIELDS] = {
	[R_NPI] = { { "npi_list", "National Provider Identifier", "Individual NPI", "npi" }, true },
	[R_PECOS] = { { "Enrollment ID", "Individual Enrollment ID", "pecos_enrollment" }, true },
	[R_ORGANIZATION] = { { "Organization Name", "name" }, false },
	[R_FIRST] = { { "First Name", "Individual First Name" }, false },
	[R_LAST] = { { "Last Name", "Individual Last Name" }, false },
	[R_STATE] = { { "Enrollment State Code", "Individual State Code", "state" }, true },
	[R_SPECIALTY] = { { "Enrollment Specialty", "Individual Specialty Description", "specialty" }, false },
	[R_DUE] = { { "due_date", "Revalidation Due Date", "Individual Due Date", "due_day" }, true },
	[R_ADJUSTED] = { { "adjusted_due_date", "Adjusted Due Date", "adjusted_day" }, false },
};

/* A row, whatever it was read from. */
struct row {
	const char	*text[FIELDS];
	int		 line, column;				/* of the row */
	int		 cell_line[FIELDS], cell_column[FIELDS];	/* where there is such a cell, else the row's */
	int64_t		 bytes_read;
};

struct reading {
	struct import	*in;
	int64_t		 ours;
	int		 field;		/* read last: to blame for what is wrong */
	struct arena	 arena;		/* of a row */
};

/* "missing": of its columns; NULL: none. */
static bool
check_columns(const char *missing, struct err *err)
{
	return missing == NULL || fail(err, ERR_INPUT, "this is no revalidation list of CMS: the column \"%s\" is "
	    "missing", missing);
}

static bool
read_day(struct reading *g, const struct row *row, int field, int32_t *ret_day, struct err *err)
{
	g->field = field;
	return sheet_day_parse(row->text[field], g->in->today_day, AHEAD_YEARS, ret_day, err) ||
	    fail_in(err, "%s", heads[field].name[0]);
}

static const char *
name_of(const struct row *row, struct arena *a)
{
	if (!text_blank(row->text[R_ORGANIZATION]))
		return row->text[R_ORGANIZATION];
	return text_blank(row->text[R_FIRST]) ? row->text[R_LAST] :
	    arena_printf(a, "%s, %s", row->text[R_LAST], row->text[R_FIRST]);
}

static bool
save(struct reading *g, const struct row *row, const char *npi, struct err *err)
{
	struct import *in = g->in;
	char text[DAY_TEXT_BYTES];
	struct revalidation r = { .npi = npi, .pecos_enrollment = row->text[R_PECOS],
	    .name = name_of(row, &g->arena), .state = row->text[R_STATE],
	    .specialty = row->text[R_SPECIALTY] };

	if (text_blank(r.pecos_enrollment))
		return fail(err, ERR_INPUT, "the row of NPI %s has no enrollment ID", npi);
	if (!read_day(g, row, R_DUE, &r.due_day, err) ||
	    !read_day(g, row, R_ADJUSTED, &r.adjusted_day, err) ||
	    !revalidation_save(in->db, &r, in->file, in->by.now_ms, &in->outcome, err))
		return false;
	int32_t day = r.adjusted_day != DAY_NONE ? r.adjusted_day : r.due_day;
	if (day != DAY_NONE && day < in->today_day)
		import_problem(in, row->line, row->column, PROBLEM_WARNING, "%s, NPI %s, %s: the day %s has "
		    "passed. It stays on the list after filing: look it up in PECOS", r.name, npi, r.state,
		    day_format(day, text));
	return true;
}

/* One NPI of a row. */
static bool
take_npi(struct reading *g, const struct row *row, const char *npi, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t provider_id;
	bool ours = false;

	if (!lookup_npi_is_ours(g->in->db, npi, &ours, &provider_id, err))
		return false;
	if (!ours) {
		g->in->rows++;
		return true;
	}
	g->ours++;
	if (!import_row_begin(g->in, err))
		return false;
	g->field = R_PECOS;
	bool ok = save(g, row, npi, &why);
	return import_row_settle(g->in, ok, &why, row->cell_line[g->field], row->cell_column[g->field], row->bytes_read, err);
}

static bool
refuse_npi(struct reading *g, const struct row *row, struct err *err)
{
	struct err why = ERR_INIT;

	fail(&why, ERR_INPUT, "%s: \"%.60s\" names no NPI: each has 10 digits", heads[R_NPI].name[0], row->text[R_NPI]);
	return import_row_begin(g->in, err) &&
	    import_row_settle(g->in, false, &why, row->cell_line[R_NPI], row->cell_column[R_NPI], row->bytes_read, err);
}

/* "1003002296, 1508860420" */
static bool
take_row(struct reading *g, const struct row *row, struct err *err)
{
	const char *p = row->text[R_NPI];
	bool any = false;

	arena_reset(&g->arena);
	while (*p != '\0') {
		size_t len = strspn(p, "0123456789");
		if (len == NPI_DIGITS && !take_npi(g, row, arena_strndup(&g->arena, p, len), err))
			return false;
		any = any || len == NPI_DIGITS;
		p += len > 0 ? len : 1;
	}
	return any || text_blank(row->text[R_NPI]) || refuse_npi(g, row, err);
}

static void
place(struct row *r, const struct csv_row *row, const size_t at[FIELDS])
{
	for (size_t f = 0; f < FIELDS; f++) {
		bool is_there = at[f] < row->fields;
		r->cell_line[f] = is_there ? row->field[at[f]].line : row->line;
		r->cell_column[f] = is_there ? row->field[at[f]].column : row->column;
	}
}

static bool
take_csv(void *context, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	struct reading *g = context;
	struct err why = ERR_INIT;
	struct csv_row row;
	size_t at[FIELDS];

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	if (any && !check_columns(csv_heads_find_in(&row, heads, FIELDS, at), err))
		return false;
	while (any && csv_next(csv, &row, &why)) {
		if (row.fault != NULL) {
			if (!import_row_refuse_fault(g->in, &row, csv_bytes_read(csv), err))
				return false;
			continue;
		}
		struct row r = { .line = row.line, .column = row.column, .bytes_read = csv_bytes_read(csv) };
		for (size_t f = 0; f < FIELDS; f++)
			r.text[f] = at[f] < row.fields ? str_after_apostrophe(row.field[at[f]].text) : "";
		place(&r, &row, at);
		if (!take_row(g, &r, err))
			return false;
	}
	return import_rows_end(g->in, &row, &why, ret_line, ret_column, err);
}

static bool
take_json_rows(struct reading *g, const struct json *rows, const size_t at[FIELDS], struct err *err)
{
	for (size_t i = 0; i < json_count(rows); i++) {
		struct row r = { .line = 0, .column = 0 };
		for (size_t f = 0; f < FIELDS; f++) {
			const char *text = at[f] == CSV_NO_COLUMN ? NULL :
			    json_as_text(json_at(json_at(rows, i), at[f]));
			r.text[f] = text != NULL ? text : "";
		}
		if (!take_row(g, &r, err))
			return false;
	}
	return true;
}

/* {"meta":{"success","headers":[...],"total_rows"},"data":[[...]]} */
static bool
take_answer(struct reading *g, const struct json *json, struct err *err)
{
	const struct json *meta = json_get(json, "meta"), *names_of = json_get(meta, "headers");
	const struct json *rows = json_get(json, "data");
	struct arena a = ARENA_INIT;
	size_t count = json_count(names_of), at[FIELDS];

	if (json_kind_of(names_of) != JSON_IS_ARRAY || json_kind_of(rows) != JSON_IS_ARRAY ||
	    !json_get_bool(meta, "success"))
		return fail(err, ERR_INPUT, "this is no answer of the data viewer of CMS: it has no "
		    "\"headers\" and \"data\", or says that it did not succeed");
	const char **names = arena_array(&a, count, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = json_as_text(json_at(names_of, i)) != NULL ? json_as_text(json_at(names_of, i)) : "";
	bool ok = check_columns(csv_heads_find(names, count, heads, FIELDS, at), err) && take_json_rows(g, rows, at, err);
	arena_clear(&a);
	if (ok && json_get_int(meta, "total_rows", 0) > (int64_t)json_count(rows))
		import_problem(g->in, 0, 0, PROBLEM_WARNING, "this is a part: %lld rows of %lld",
		    (long long)json_count(rows), (long long)json_get_int(meta, "total_rows", 0));
	return ok;
}

static bool
take_json(void *context, const char *bytes, size_t len, int *ret_line, int *ret_column, struct err *err)
{
	struct json *json;

	(void)ret_line, (void)ret_column;
	if (!json_parse(bytes, len, &json, err))
		return false;
	bool ok = take_answer(context, json, err);
	json_free(json);
	return ok;
}

bool
revalidation_import(struct import *in, csv_read_fn read, void *context, int *ret_line,
    int *ret_column, struct err *err)
{
	struct reading g = { .in = in, .arena = ARENA_INIT };
	const struct registry_forms forms = { take_csv, take_json, &g };
	char sha256[HASH_TEXT_BYTES];

	bool ok = registry_source_take(read, context, &forms, sha256, ret_line, ret_column, err) &&
	    registry_source_keep(in, "revalidation", g.ours > 0, sha256, err);
	arena_clear(&g.arena);
	return ok;
}

bool
revalidation_take_json(struct import *in, const struct json *json, struct err *err)
{
	struct reading g = { .in = in, .arena = ARENA_INIT };

	bool ok = take_answer(&g, json, err) && import_finish(in, err);
	arena_clear(&g.arena);
	return ok;
}
