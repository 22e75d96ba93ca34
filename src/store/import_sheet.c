/*
 * import_sheet: cells become records by the plan of the header.  All that is wrong with a row is
 * said at once, each mistake at its cell; the row then goes in wholly or not at all.
 */
#include "store/import_sheet.h"

#include <string.h>

#include "core/identifier.h"
#include "core/person_name.h"
#include "store/import_name.h"
#include "store/import_seen.h"
#include "store/lookup.h"
#include "base/banned.h"

#define HEADER_ROWS_MAX	10		/* titles and blank rows may stand above the header */
#define PARTS_MAX	8

struct sheet {
	struct import		*in;
	struct csv		*csv;
	struct sheet_plan	 plan;
	const struct record_kind *credential, *enrollment;
	const char		*part[PARTS_MAX];	/* credential types that have columns */
	size_t			 parts;
	struct import_seen	*seen;			/* what earlier rows said */
};

/* The row at hand. */
struct sheet_row {
	struct sheet		*s;
	const struct csv_row	*row;
	struct record		 r;		/* the record itself */
	struct str		 problems;	/* all that is wrong, for the file to be mended */
};

static bool
is_special(const struct sheet_target *t, const char *name)
{
	return t != NULL && t->kind == NULL && strcmp(t->name, name) == 0;
}

/* Complains about a cell, or (column behind the last) about the row. */
static void
complain(struct sheet_row *w, size_t column, enum problem_severity severity, const char *text)
{
	bool is_cell = column < w->row->fields;
	const char *heading = column < w->s->plan.columns ? w->s->plan.heading[column] : NULL;
	int line = is_cell ? w->row->field[column].line : w->row->line;
	int at = is_cell ? w->row->field[column].column : w->row->column;

	if (heading != NULL)
		import_problem(w->s->in, line, at, severity, "%s: %s", heading, text);
	else
		import_problem(w->s->in, line, at, severity, "%s", text);
	if (severity != PROBLEM_ERROR)
		return;
	str_printf(&w->problems, "%s%s%s%s", w->problems.len > 0 ? "; " : "",
	    heading != NULL ? heading : "", heading != NULL ? ": " : "", text);
}

/* The column of a field of the record; behind the last when no column has it. */
static size_t
column_of(const struct sheet_row *w, const struct record_kind *kind, const char *type, size_t field)
{
	size_t i;

	for (i = 0; i < w->s->plan.columns; i++) {
		const struct sheet_target *t = w->s->plan.column[i];
		if (t != NULL && t->kind == kind && t->field == field && text_equal(t->type, type))
			return i;
	}
	return SIZE_MAX;
}

static const char *
cell(const struct sheet_row *w, size_t column)
{
	return column < w->row->fields ? w->row->field[column].text : "";
}

static void
assign(struct sheet_row *w, struct record *r, size_t field, size_t column, const char *text)
{
	struct err why = ERR_INIT;

	if (!record_assign_at(r, field, text, &why))
		complain(w, column, PROBLEM_ERROR, why.text);
}

/* A name in one cell: its parts, where no column of their own says them. */
static void
assign_name(struct sheet_row *w, size_t column)
{
	struct person_name n;

	if (text_blank(cell(w, column)))
		return;
	if (!person_name_parse(cell(w, column), w->r.arena, &n)) {
		complain(w, column, PROBLEM_ERROR, "no last name can be told from this");
		return;
	}
	const struct { const char *field, *text; } parts[] = { { "last_name", n.last },
		{ "first_name", n.first }, { "middle_name", n.middle }, { "suffix", n.suffix },
		{ "provider_type", n.degree } };
	for (size_t i = 0; i < LEN(parts); i++) {
		if (record_field_find(w->r.kind, parts[i].field, NULL) == NULL)
			continue;
		size_t field = record_field_index(w->r.kind, parts[i].field);
		if (w->r.value[field] == NULL)
			assign(w, &w->r, field, column, parts[i].text);
	}
}

/* Whose contact it is, where the file says it in two columns. */
static void
assign_owner(struct sheet_row *w, size_t type_column, size_t column)
{
	static const char *const kinds[] = { "provider", "payer", "location" };
	const char *type = type_column < w->row->fields ? cell(w, type_column) : "";
	struct str npi = STR_INIT;

	if (text_blank(cell(w, column)))
		return;
	if (text_blank(type))
		type = identifier_read("npi", cell(w, column), &npi, NULL) ? "provider" : "payer";
	str_clear(&npi);
	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal_nocase(type, kinds[i])) {
			assign(w, &w->r, record_field_index(w->r.kind, kinds[i]), column,
			    cell(w, column));
			return;
		}
	complain(w, type_column, PROBLEM_ERROR, "a contact belongs to a provider, payer or location");
}

/* Columns that are no field by themselves, after all that are. */
static void
assign_special(struct sheet_row *w)
{
	const struct sheet_plan *plan = &w->s->plan;
	size_t owner_type = SIZE_MAX;

	for (size_t i = 0; i < plan->columns; i++)
		if (is_special(plan->column[i], "owner_type"))
			owner_type = i;
	for (size_t i = 0; i < plan->columns; i++) {
		if (is_special(plan->column[i], "full_name"))
			assign_name(w, i);
		else if (is_special(plan->column[i], "owner"))
			assign_owner(w, owner_type, i);
	}
}

/* Cells that are fields of this record. */
static void
assign_fields(struct sheet_row *w, struct record *r, const char *type)
{
	const struct sheet_plan *plan = &w->s->plan;

	for (size_t i = 0; i < plan->columns && i < w->row->fields; i++) {
		const struct sheet_target *t = plan->column[i];
		if (t != NULL && t->kind == r->kind && text_equal(t->type, type))
			assign(w, r, t->field, i, cell(w, i));
	}
}

/* What the map says of all rows, where the row itself says nothing. */
static void
assign_values(struct sheet_row *w, struct record *r, const char *type)
{
	const struct sheet_plan *plan = &w->s->plan;

	for (size_t i = 0; plan->map != NULL && i < plan->map->values; i++) {
		const struct sheet_target *t = plan->value[i];
		if (t->kind == r->kind && text_equal(t->type, type) && r->value[t->field] == NULL)
			assign(w, r, t->field, SIZE_MAX, plan->map->value[i].text);
	}
}

/* Of two rows about one record the first counts: what this one says otherwise is told at its cell and left out. */
static void
leave_contradicted(struct sheet_row *w, struct record *r, const char *type)
{
	for (size_t i = 0; i < r->kind->fields; i++) {
		int line = import_seen_otherwise(w->s->seen, r, i);
		if (line == 0)
			continue;
		size_t column = column_of(w, r->kind, type, i);
		complain(w, column, PROBLEM_WARNING, arena_printf(r->arena, "%s%sline %d says otherwise of the same %s, and counts",
		    column == SIZE_MAX ? r->kind->field[i].name : "", column == SIZE_MAX ? ": " : "", line, r->kind->name));
		r->value[i] = NULL;
	}
	import_seen_add(w->s->seen, r, w->row->line);
}

/* What is wrong is said at that cell, and the import goes on; what is no fault of the row ends it. */
static bool
refuse(struct sheet_row *w, size_t column, const struct err *why, struct err *err)
{
	if (import_is_refusal(why)) {
		complain(w, column, PROBLEM_ERROR, why->text);
		return true;
	}
	*err = *why;
	return false;
}

/* Puts it; what is wrong with it is said at the cell that is to blame.  False: the import ends. */
static bool
put(struct sheet_row *w, struct record *r, const char *type, int64_t *ret_id, struct err *err)
{
	struct err why = ERR_INIT;

	leave_contradicted(w, r, type);
	return import_row_put(w->s->in, r, ret_id, &why) ||
	    refuse(w, r->fault != RECORD_NO_FIELD ? column_of(w, r->kind, type, r->fault) : SIZE_MAX, &why, err);
}

static void
begin_record(struct sheet_row *w, struct record *r, const struct record_kind *kind)
{
	struct import *in = w->s->in;

	record_init(r, kind, in->catalog, in->today_day, &in->row_arena);
	r->is_import = true;
}

static bool
is_empty(const struct record *r)
{
	for (size_t i = 0; i < r->kind->fields; i++)
		if (r->value[i] != NULL)
			return false;
	return true;
}

/* Fills a field that the row did not say, from one that it did. */
static void
lend(struct record *r, const char *field, const char *value)
{
	size_t i = record_field_index(r->kind, field);

	if (r->value[i] == NULL)
		r->value[i] = value;
}

/* A credential that stands in the row of its provider. */
static bool
put_part(struct sheet_row *w, const char *type_key, struct err *err)
{
	const struct credential_type *type = record_type_find(w->s->in->catalog, type_key);
	struct record r;
	int64_t id;

	begin_record(w, &r, w->s->credential);
	assign_fields(w, &r, type_key);
	if (is_empty(&r))
		return true;
	assign_values(w, &r, type_key);
	if (w->problems.len > 0)
		return true;
	if (type == NULL) {
		complain(w, SIZE_MAX, PROBLEM_WARNING, arena_printf(r.arena, "the catalog has no type "
		    "%s, so its columns are left out", type_key));
		return true;
	}
	if (strcmp(type_key, "dea") == 0)
		lend(&r, "number", record_value(&w->r, "dea_number"));
	if (type->needs_state)
		lend(&r, "state", record_value(&w->r, "practice_state"));
	lend(&r, "provider", record_value(&w->r, "npi"));
	lend(&r, "credential_type", type->key);
	if (type->needs_state && record_value(&r, "state") == NULL) {
		complain(w, SIZE_MAX, PROBLEM_WARNING, arena_printf(r.arena, "the %s is left out: it "
		    "needs its state, and the row has none", type->label));
		return true;
	}
	return put(w, &r, type_key, &id, err);
}

static bool
put_payer(struct sheet_row *w, size_t column, const char *payer, struct err *err)
{
	struct err why = ERR_INIT;
	struct record r;
	int64_t id;

	begin_record(w, &r, w->s->enrollment);
	lend(&r, "provider", record_value(&w->r, "npi"));
	if (!record_assign(&r, "payer", payer, &why)) {
		complain(w, column, PROBLEM_ERROR, why.text);
		return true;
	}
	return record_value(&r, "payer") == NULL || import_row_put(w->s->in, &r, &id, &why) || refuse(w, column, &why, err);
}

/* "Aetna; Cigna": with semicolons, bars or line breaks between, or commas where none is a payer's. */
static bool
put_payers(struct sheet_row *w, size_t column, struct err *err)
{
	const char *text = cell(w, column), *ends = ";|\n";
	int64_t id;

	if (strpbrk(text, ends) == NULL && strchr(text, ',') != NULL &&
	    !lookup_payer(w->s->in->db, text, &id, NULL))
		ends = ",";
	while (*text != '\0') {
		size_t len = strcspn(text, ends);
		if (!put_payer(w, column, arena_strndup(w->r.arena, text, len), err))
			return false;
		text += len;
		text += *text != '\0';
	}
	return true;
}

/* A name by which the provider was known: the last one alone, or both in the orders in which people write them. */
static bool
put_name(struct sheet_row *w, size_t column, int64_t provider_id, const char *text, bool is_last, struct err *err)
{
	struct import *in = w->s->in;
	struct person_name n = { .last = text, .first = "" };
	struct err why = ERR_INIT;
	bool added;

	if (text_blank(text))
		return true;
	if (!is_last && strpbrk(text, " ,") != NULL && !person_name_parse(text, w->r.arena, &n)) {
		complain(w, column, PROBLEM_ERROR, "no last name can be told from this");
		return true;
	}
	if (!import_name_add(in->db, provider_id, "former", n.last, n.first, &in->by, &added, &why))
		return refuse(w, column, &why, err);
	if (added)
		import_row_changed(in);
	return true;
}

/* "Foxglove; Fern": with semicolons, bars or line breaks between. */
static bool
put_names(struct sheet_row *w, size_t column, int64_t provider_id, bool is_last, struct err *err)
{
	const char *text = cell(w, column);

	while (*text != '\0') {
		size_t len = strcspn(text, ";|\n"), before = strspn(text, " "), end = len;
		while (end > before && text[end - 1] == ' ')
			end--;
		if (!put_name(w, column, provider_id, arena_strndup(w->r.arena, text + (before < end ? before : end),
		    before < end ? end - before : 0), is_last, err))
			return false;
		text += len;
		text += *text != '\0';
	}
	return true;
}

/* The record and what belongs to it.  Problems are in w->problems; false: the import ends. */
static bool
put_row(struct sheet_row *w, struct err *err)
{
	const struct sheet *s = w->s;
	int64_t id = 0;

	begin_record(w, &w->r, s->plan.kind);
	assign_fields(w, &w->r, NULL);
	assign_values(w, &w->r, NULL);
	assign_special(w);
	if (w->problems.len > 0)
		return true;
	if (!put(w, &w->r, NULL, &id, err))
		return false;
	for (size_t i = 0; i < s->parts && w->problems.len == 0; i++)
		if (!put_part(w, s->part[i], err))
			return false;
	for (size_t i = 0; i < s->plan.columns && w->problems.len == 0; i++)
		if ((is_special(s->plan.column[i], "payers") && !put_payers(w, i, err)) ||
		    (is_special(s->plan.column[i], "former_name") && !put_names(w, i, id, false, err)) ||
		    (is_special(s->plan.column[i], "former_last_name") && !put_names(w, i, id, true, err)))
			return false;
	return true;
}

static bool
tell_refused(struct sheet_row *w, struct err *err)
{
	struct import *in = w->s->in;
	size_t cells = w->row->fields;
	const char **cell_text;

	if (in->on_refused == NULL)
		return true;
	cell_text = arena_array(&in->row_arena, cells, sizeof(*cell_text));
	for (size_t i = 0; i < cells; i++)
		cell_text[i] = w->row->field[i].text;
	return in->on_refused(in->context, cell_text, cells, w->problems.text, err);
}

/* More cells than the header has, with something in them. */
static bool
is_too_long(const struct sheet_row *w)
{
	for (size_t i = w->s->plan.columns; i < w->row->fields; i++)
		if (!text_blank(w->row->field[i].text))
			return true;
	return false;
}

static bool
take_row(struct sheet *s, const struct csv_row *row, struct err *err)
{
	struct sheet_row w = { .s = s, .row = row, .problems = STR_INIT };
	int64_t read = csv_bytes_read(s->csv);
	bool ok = true;

	if (!import_row_begin(s->in, err))
		return false;
	import_seen_begin(s->seen);
	if (row->fault != NULL) {
		import_problem(s->in, row->fault_line, row->fault_column, PROBLEM_ERROR, "%s",
		    row->fault);
		str_add(&w.problems, row->fault);
	} else if (is_too_long(&w)) {
		complain(&w, s->plan.columns, PROBLEM_ERROR, "the row has more cells than the header. "
		    "A comma inside a text needs quotes around the text");
	} else {
		ok = put_row(&w, err);
	}
	if (ok && w.problems.len == 0)
		ok = import_row_end(s->in, read, err);
	else if (ok)
		ok = tell_refused(&w, err) && import_row_refuse(s->in, read, err);
	if (w.problems.len > 0)
		import_seen_back(s->seen);
	str_clear(&w.problems);
	return ok;
}

static bool
is_blank_row(const struct csv_row *row)
{
	for (size_t i = 0; i < row->fields; i++)
		if (!text_blank(row->field[i].text))
			return false;
	return true;
}

/* Which credentials the columns hold parts of. */
static void
find_parts(struct sheet *s)
{
	for (size_t i = 0; i < s->plan.columns; i++) {
		const char *type = s->plan.column[i] != NULL ? s->plan.column[i]->type : NULL;
		size_t known = 0;
		while (known < s->parts && !text_equal(s->part[known], type))
			known++;
		if (type != NULL && known == s->parts && s->parts < PARTS_MAX)
			s->part[s->parts++] = type;
	}
}

/* Reads up to the header. */
static bool
read_header(struct sheet *s, const struct record_kind *kind, const struct sheet_map *map,
    struct csv_row *row, struct err *err)
{
	struct import *in = s->in;
	const char *first = NULL;
	int line = 1, column = 1;

	for (int i = 0; i < HEADER_ROWS_MAX; i++) {
		struct err why = ERR_INIT;
		if (!csv_next(s->csv, row, &why)) {
			if (why.kind == ERR_NONE)
				break;
			*err = why;
			return false;
		}
		if (sheet_plan(row, kind, map, in->arena, &s->plan)) {
			sheet_warn(row, &s->plan, in->file, &in->problems);
			return in->on_refused == NULL || in->on_refused(in->context, s->plan.heading,
			    s->plan.columns, NULL, err);
		}
		if (first == NULL && !is_blank_row(row)) {
			first = arena_strdup(in->arena, row->field[0].text);
			line = row->line;
			column = row->column;
		}
	}
	row->line = line;
	row->column = column;
	if (first == NULL)
		return fail(err, ERR_INPUT, "the file is empty: there is no header, which needs %s",
		    sheet_needs(kind, in->arena));
	return fail(err, ERR_INPUT, "no row is the header of a list of %s, which needs %s. The first "
	    "row begins with \"%.60s\". A map can say what other headings mean", kind->plural,
	    sheet_needs(kind, in->arena), first);
}

bool
import_sheet(struct import *in, struct csv *csv, const struct record_kind *kind,
    const struct sheet_map *map, int *ret_line, int *ret_column, struct err *err)
{
	struct sheet s = { .in = in, .csv = csv, .credential = record_kind_find("credential"),
		.enrollment = record_kind_find("enrollment") };
	struct csv_row row;

	if (!read_header(&s, kind, map, &row, err)) {
		*ret_line = row.line;
		*ret_column = row.column;
		return false;
	}
	find_parts(&s);
	s.seen = import_seen_new();
	struct err why = ERR_INIT;
	bool ok = true;
	while (ok && csv_next(csv, &row, &why))
		ok = is_blank_row(&row) || take_row(&s, &row, err);
	import_seen_free(s.seen);
	return ok && import_rows_end(in, &row, &why, ret_line, ret_column, err);
}
