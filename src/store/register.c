/* register: one way in for all of them; what is special to one stands in its table (register_table.c). */
#include "store/register.h"

#include <inttypes.h>
#include <string.h>

#include "base/csv_heads.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/lookup.h"
#include "store/register_inside.h"
#include "base/banned.h"

/* The row at hand: its cells and references as the statements take them, NULL where there is nothing. */
struct bringing {
	struct import	*in;
	const struct register_kind *kind;
	const char	*value[REGISTER_CELLS_MAX];
	const char	*ref[REGISTER_REFS_MAX];
	size_t		 fault;			/* the cell that is to blame */
};

const struct register_kind *
register_find(const char *word)
{
	for (size_t i = 0; i < register_kind_count; i++)
		if (strcmp(register_kinds[i].word, word) == 0)
			return &register_kinds[i];
	return NULL;
}

const char *
register_word(size_t i)
{
	return i < register_kind_count ? register_kinds[i].word : NULL;
}

static size_t
cell_index(const struct register_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->cells; i++)
		if (strcmp(kind->cell[i].name, name) == 0)
			return i;
	BUG("the register %s has no cell %s", kind->word, name);
}

/* Does the statement take a value of that name? */
static bool
takes(const char *sql, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = strchr(sql, ':'); p != NULL; p = strchr(p + 1, ':'))
		if (strncmp(p + 1, name, len) == 0 && strspn(p + 1 + len, "abcdefghijklmnopqrstuvwxyz_0123456789") == 0)
			return true;
	return false;
}

static void
bind_one(struct query *q, const struct bringing *b, const char *sql, const char *name, const char *value)
{
	if (takes(sql, name))
		query_bind_text(q, arena_printf(&b->in->row_arena, ":%s", name), value);
}

static void
open_bound(struct query *q, const struct bringing *b, const char *sql)
{
	const struct register_kind *kind = b->kind;

	query_open(q, b->in->db, sql);
	for (size_t i = 0; i < kind->cells; i++)
		bind_one(q, b, sql, kind->cell[i].name, b->value[i]);
	for (size_t i = 0; i < REGISTER_REFS_MAX && kind->ref[i].name != NULL; i++)
		bind_one(q, b, sql, kind->ref[i].name, b->ref[i]);
	bind_one(q, b, sql, "actor", b->in->by.actor);
	if (takes(sql, "now_ms"))
		query_bind_int(q, ":now_ms", b->in->by.now_ms);
}

static bool
find_ref(struct bringing *b, const struct register_ref *ref, int64_t *ret_id, struct err *err)
{
	struct err why = ERR_INIT;
	struct query q;

	b->fault = cell_index(b->kind, ref->cell);
	if (ref->sql == NULL)
		return lookup_provider(b->in->db, b->value[b->fault], ret_id, err);
	open_bound(&q, b, ref->sql);
	if (query_run_int(&q, ret_id, &why))
		return true;
	if (why.kind == ERR_MISSING)
		return fail(err, ERR_MISSING, "%s", ref->missing);
	*err = why;
	return false;
}

static bool
find_refs(struct bringing *b, struct err *err)
{
	int64_t id;

	memset(b->ref, 0, sizeof(b->ref));
	for (size_t i = 0; i < REGISTER_REFS_MAX && b->kind->ref[i].name != NULL; i++) {
		const struct register_ref *ref = &b->kind->ref[i];
		if (b->value[cell_index(b->kind, ref->cell)] == NULL && !ref->must)
			continue;
		if (!find_ref(b, ref, &id, err))
			return false;
		b->ref[i] = arena_printf(&b->in->row_arena, "%" PRId64, id);
	}
	return true;
}

static bool
is_nothing(const struct register_cell *c, const char *text)
{
	return text == NULL || text[0] == '\0' || (c->blank != NULL && strcmp(c->blank, text) == 0);
}

/* What stands here, in the spelling of a file's cell. */
static bool
stored_value(struct bringing *b, struct query *q, int column, const struct register_cell *c, const char **ret_text,
    struct err *err)
{
	*ret_text = query_text(q, column, &b->in->row_arena);
	return c->form != REGISTER_ARRAY || *ret_text == NULL ||
	    register_read_array(*ret_text, &b->in->row_arena, ret_text, err);
}

/* The file against the row that is here.  *ret_fills: something is empty here. */
static bool
compare(struct bringing *b, struct query *q, bool *ret_fills, struct err *err)
{
	int column = 1;

	*ret_fills = false;
	for (size_t i = 0; i < b->kind->cells; i++) {
		const struct register_cell *c = &b->kind->cell[i];
		const char *here;
		if (c->is_key)
			continue;
		b->fault = i;
		if (!stored_value(b, q, column++, c, &here, err))
			return false;
		if (is_nothing(c, b->value[i]) || text_equal(here, b->value[i]))
			continue;
		if (!is_nothing(c, here) && !c->is_first)
			return fail(err, ERR_CONFLICT, "%s: here it is \"%.60s\" already. A register is not rewritten "
			    "from a file", c->name, here);
		*ret_fills = true;
	}
	return true;
}

static bool
note(struct bringing *b, int64_t row, const char *how, struct err *err)
{
	struct import *in = b->in;

	return audit_add(in->db, in->by.actor, arena_printf(&in->row_arena, "import %s", b->kind->word),
	    arena_printf(&in->row_arena, "%s %" PRId64, b->kind->noun, row),
	    arena_printf(&in->row_arena, "%s from %s", how, in->by.source), in->by.now_ms, err);
}

/* The database refuses what cannot stand beside the rows that are here. */
static bool
fail_change(const struct bringing *b, const struct err *why, struct err *err)
{
	if (why->kind == ERR_CONFLICT)
		return fail(err, ERR_CONFLICT, "such a %s cannot stand beside those that are here", b->kind->noun);
	*err = *why;
	return false;
}

static bool
add(struct bringing *b, struct err *err)
{
	struct err why = ERR_INIT;
	struct query q;
	int64_t row;

	if (b->kind->insert == NULL)
		return fail(err, ERR_MISSING, "%s", b->kind->missing);
	open_bound(&q, b, b->kind->insert);
	b->in->outcome = RECORD_ADDED;
	if (query_run_int(&q, &row, &why))
		return note(b, row, "added", err);
	if (why.kind == ERR_MISSING && b->kind->missing != NULL)
		return fail(err, ERR_MISSING, "%s", b->kind->missing);
	return fail_change(b, &why, err);
}

static bool
fill(struct bringing *b, int64_t row, struct err *err)
{
	struct err why = ERR_INIT;
	struct query q;

	if (b->kind->decide != NULL && !b->kind->decide(b->in, row, b->value, err))
		return false;
	open_bound(&q, b, b->kind->update);
	query_bind_int(&q, ":row", row);
	b->in->outcome = RECORD_UPDATED;
	return query_run(&q, NULL, &why) ? note(b, row, "filled", err) : fail_change(b, &why, err);
}

static bool
finish(struct bringing *b, struct err *err)
{
	struct query q;

	if (b->kind->after == NULL)
		return true;
	open_bound(&q, b, b->kind->after);
	return query_run(&q, NULL, err);
}

static bool
put(struct bringing *b, const char *const *text, struct err *err)
{
	struct err why = ERR_INIT;
	bool fills = false;
	struct query q;
	int64_t row;

	if (!register_read_cells(b->in, b->kind, text, b->value, &b->fault, err) || !find_refs(b, err))
		return false;
	b->fault = 0;
	open_bound(&q, b, b->kind->find);
	bool found = query_row(&q);
	row = found ? query_int(&q, 0) : 0;
	bool ok = !found || compare(b, &q, &fills, &why);
	if (!query_close(&q, err))
		return false;
	if (!ok) {
		*err = why;
		return false;
	}
	if (found && !fills)
		return true;
	return (found ? fill(b, row, err) : add(b, err)) && finish(b, err);
}

static bool
take_row(struct bringing *b, const struct csv *csv, const struct csv_row *row, const size_t *at, struct err *err)
{
	const char *text[REGISTER_CELLS_MAX];
	struct err why = ERR_INIT;

	if (row->fault != NULL)
		return import_row_refuse_fault(b->in, row, csv_bytes_read(csv), err);
	if (!import_row_begin(b->in, err))
		return false;
	for (size_t i = 0; i < b->kind->cells; i++)
		text[i] = at[i] < row->fields ? str_after_apostrophe(row->field[at[i]].text) : "";
	bool ok = put(b, text, &why);
	bool is_cell = at[b->fault] < row->fields;
	return import_row_settle(b->in, ok, &why, is_cell ? row->field[at[b->fault]].line : row->line,
	    is_cell ? row->field[at[b->fault]].column : row->column, csv_bytes_read(csv), err);
}

static bool
read_header(const struct register_kind *kind, const struct csv_row *header, size_t *at, struct err *err)
{
	struct csv_head heads[REGISTER_CELLS_MAX] = { 0 };

	for (size_t i = 0; i < kind->cells; i++)
		heads[i] = (struct csv_head){ { kind->cell[i].name }, kind->cell[i].must };
	const char *missing = csv_heads_find_in(header, heads, kind->cells, at);
	return missing == NULL || fail(err, ERR_INPUT, "this is no list of %s: the column \"%s\" is missing", kind->word,
	    missing);
}

static bool
take_all(struct bringing *b, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	size_t at[REGISTER_CELLS_MAX];
	struct err why = ERR_INIT;
	struct csv_row row;

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	if (any && !read_header(b->kind, &row, at, err))
		return false;
	while (any && csv_next(csv, &row, &why))
		if (!take_row(b, csv, &row, at, err))
			return false;
	return import_rows_end(b->in, &row, &why, ret_line, ret_column, err);
}

bool
register_import(struct import *in, const struct register_kind *kind, csv_read_fn read, void *context,
    int *ret_line, int *ret_column, struct err *err)
{
	struct bringing b = { .in = in, .kind = kind };
	struct csv *csv = csv_new(read, context);

	*ret_line = *ret_column = 0;
	bool ok = take_all(&b, csv, ret_line, ret_column, err);
	csv_free(csv);
	return ok;
}
