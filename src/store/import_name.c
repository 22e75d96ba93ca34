/* import_name: a row is a name; a name that is there is unchanged, and none is ever taken away. */
#include "store/import_name.h"

#include <string.h>

#include "base/csv_heads.h"
#include "base/str.h"
#include "core/identifier.h"
#include "store/audit.h"
#include "store/changed.h"
#include "store/lookup.h"
#include "store/provider_name.h"
#include "base/banned.h"

#define NAME_BYTES_MAX	200

enum { N_NPI, N_KIND, N_LAST, N_FIRST, FIELDS };

static const struct csv_head heads[FIELDS] = {
	[N_NPI] = { { "npi", "provider npi", "npi number" }, true },
	[N_KIND] = { { "kind", "type", "name type" }, false },
	[N_LAST] = { { "last_name", "last name", "former last name", "maiden name" }, true },
	[N_FIRST] = { { "first_name", "first name", "former first name" }, false },
};

static bool
read_kind(const char *text, const char **ret_kind, struct err *err)
{
	static const struct { const char *word, *kind; } words[] = {
		{ "former", "former" }, { "maiden", "former" }, { "previous", "former" }, { "birth", "former" },
		{ "alias", "alias" }, { "aka", "alias" }, { "other", "alias" }, { "nickname", "alias" },
		{ "professional", "professional" },
	};

	*ret_kind = "former";
	if (text_blank(text))
		return true;
	for (size_t i = 0; i < LEN(words); i++)
		if (text_equal_nocase(words[i].word, text)) {
			*ret_kind = words[i].kind;
			return true;
		}
	return fail(err, ERR_INPUT, "the kind of a name is former, alias or professional, not \"%s\"", text);
}

bool
import_name_add(struct db *db, int64_t provider_id, const char *kind, const char *last_name,
    const char *first_name, const struct record_by *by, bool *ret_added, struct err *err)
{
	struct arena a = ARENA_INIT;

	if (!read_kind(kind, &kind, err))
		return false;
	if (text_blank(last_name))
		return fail(err, ERR_INPUT, "a name needs a last name");
	if (strlen(last_name) > NAME_BYTES_MAX || strlen(first_name) > NAME_BYTES_MAX)
		return fail(err, ERR_INPUT, "a name holds at most %d bytes", NAME_BYTES_MAX);
	bool ok = provider_name_add(db, provider_id, kind, last_name, first_name, ret_added, err);
	if (ok && *ret_added)
		ok = audit_add(db, by->actor, "provider name", arena_printf(&a, "provider %lld", (long long)provider_id),
		    arena_printf(&a, "%s \"%s\"%s%s%s%s%s", kind, last_name, first_name[0] != '\0' ? ", \"" : "",
		    first_name, first_name[0] != '\0' ? "\"" : "", by->source != NULL ? "; from " : "",
		    by->source != NULL ? by->source : ""), by->now_ms, err) &&
		    changed_mark(db, "provider", provider_id, by->now_ms, err);
	arena_clear(&a);
	return ok;
}

/* *ret_field: of a failure, the cell that is to blame. */
static bool
put(struct import *in, const char *const text[FIELDS], int *ret_field, struct err *err)
{
	struct str npi = STR_INIT;
	int64_t provider_id;
	const char *kind;
	bool added;

	*ret_field = N_NPI;
	bool ok = identifier_read("npi", text[N_NPI], &npi, err) && lookup_provider(in->db, npi.text, &provider_id, err);
	if (ok)
		*ret_field = N_KIND;
	ok = ok && read_kind(text[N_KIND], &kind, err);
	if (ok)
		*ret_field = N_LAST;
	ok = ok && import_name_add(in->db, provider_id, text[N_KIND], text[N_LAST], text[N_FIRST], &in->by, &added, err);
	str_clear(&npi);
	if (ok && added)
		in->outcome = RECORD_ADDED;
	return ok;
}

static bool
take_row(struct import *in, const struct csv *csv, const struct csv_row *row, const size_t at[FIELDS],
    struct err *err)
{
	struct err why = ERR_INIT;
	const char *text[FIELDS];

	if (row->fault != NULL)
		return import_row_refuse_fault(in, row, csv_bytes_read(csv), err);
	if (!import_row_begin(in, err))
		return false;
	for (size_t f = 0; f < FIELDS; f++)
		text[f] = at[f] < row->fields ? str_after_apostrophe(row->field[at[f]].text) : "";
	int field;
	bool ok = put(in, text, &field, &why);
	bool is_cell = at[field] < row->fields;
	return import_row_settle(in, ok, &why, is_cell ? row->field[at[field]].line : row->line,
	    is_cell ? row->field[at[field]].column : row->column, csv_bytes_read(csv), err);
}

static bool
read_header(const struct csv_row *header, size_t at[FIELDS], struct err *err)
{
	const char *missing = csv_heads_find_in(header, heads, FIELDS, at);

	return missing == NULL || fail(err, ERR_INPUT, "there are no names in it: the column \"%s\" is missing", missing);
}

static bool
take_all(struct import *in, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	struct err why = ERR_INIT;
	size_t at[FIELDS];
	struct csv_row row;

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	if (any && !read_header(&row, at, err))
		return false;
	while (any && csv_next(csv, &row, &why))
		if (!take_row(in, csv, &row, at, err))
			return false;
	return import_rows_end(in, &row, &why, ret_line, ret_column, err);
}

bool
import_names(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
    struct err *err)
{
	struct csv *csv = csv_new(read, context);

	*ret_line = *ret_column = 0;
	bool ok = take_all(in, csv, ret_line, ret_column, err);
	csv_free(csv);
	return ok;
}
