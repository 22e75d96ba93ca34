/*
 * import_documents: bytes first, then the row that names them.  What must not be broken: a name in the list never leads
 * out of the folder, not by "..", not by a link.
 */
#include "cmd/import_documents.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv_heads.h"
#include "base/file.h"
#include "base/file_reader.h"
#include "base/str.h"
#include "cmd/document_keep.h"
#include "cmd/noun.h"
#include "base/banned.h"

#define NAMES_MAX	20000	/* of files in a folder that are remembered */

enum { D_FILE, D_SHA256, D_NPI, D_KIND, D_STATE, D_NAME, D_REFERENCE, D_STATUS, D_REASON, D_REPLACES, FIELDS };

static const struct csv_head heads[FIELDS] = {
	[D_FILE] = { { "file", "path", "file name", "filename" }, false },
	[D_SHA256] = { { "sha256" }, false },
	[D_NPI] = { { "npi", "provider npi", "npi number" }, true },
	[D_KIND] = { { "kind", "type", "document type" }, true },
	[D_STATE] = { { "state", "license state", "issuing state" }, false },
	[D_NAME] = { { "name", "document", "title" }, false },
	[D_REFERENCE] = { { "reference", "link", "location" }, false },
	[D_STATUS] = { { "status" }, false },
	[D_REASON] = { { "reason", "decided_reason" }, false },
	[D_REPLACES] = { { "replaces_sha256" }, false },
};

struct taking {
	struct app	*app;
	struct import	*in;
	const char	*folder, *root;		/* as given; as it really is */
	bool		 dry_run;
	const char	**seen;			/* files that a row named, relative */
	size_t		 seens, seens_size;
};

/* The file of a row, within the folder; NULL: the row names none. */
static bool
find_file(struct taking *t, const char *const text[FIELDS], const char **ret_path, struct err *err)
{
	const char *name = !text_blank(text[D_FILE]) ? text[D_FILE] : text[D_SHA256];
	char real[PATH_MAX];
	struct stat st;

	*ret_path = NULL;
	if (text_blank(name))
		return true;
	const char *path = path_join(&t->in->row_arena, t->folder, name);
	if (name[0] == '/' || realpath(path, real) == NULL || stat(real, &st) != 0)
		return fail(err, ERR_INPUT, "there is no file \"%.200s\" in %s", name, t->folder);
	size_t len = strlen(t->root);
	if (strncmp(real, t->root, len) != 0 || real[len] != '/')
		return fail(err, ERR_INPUT, "\"%.200s\" lies outside of %s", name, t->folder);
	if (t->seens < NAMES_MAX) {
		t->seen = arena_grow(t->in->arena, t->seen, t->seens, &t->seens_size, sizeof(*t->seen));
		t->seen[t->seens++] = arena_strdup(t->in->arena, real + len + 1);
	}
	if (!S_ISREG(st.st_mode))
		return fail(err, ERR_INPUT, "\"%.200s\" is no file", name);
	if (st.st_size == 0)
		return fail(err, ERR_INPUT, "\"%.200s\" is empty", name);
	if (st.st_size > t->app->settings->documents.bytes_max)
		return fail(err, ERR_INPUT, "\"%.200s\" is larger than documents: bytes_max allows", name);
	*ret_path = path;
	return true;
}

/* The row's record; the cell that is to blame in *ret_field. */
static bool
read_record(struct taking *t, const char *const text[FIELDS], const char *path, struct record *r, int *ret_field,
    struct err *err)
{
	static const struct { int field; const char *name; } fields[] = {
		{ D_NPI, "provider" }, { D_KIND, "kind" }, { D_STATE, "state" }, { D_NAME, "name" }, { D_REFERENCE, "reference" },
	};
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;

	record_init(r, record_kind_find("document"), t->in->catalog, t->in->today_day, &t->in->row_arena);
	r->is_import = true;
	for (size_t i = 0; i < LEN(fields); i++) {
		*ret_field = fields[i].field;
		if (!text_blank(text[fields[i].field]) && !record_assign(r, fields[i].name, text[fields[i].field], err))
			return false;
	}
	*ret_field = D_STATUS;
	if (!text_blank(text[D_STATUS]) && !record_assign(r, "status", text[D_STATUS], err))
		return false;
	*ret_field = D_NAME;
	return record_value(r, "name") != NULL || record_assign(r, "name", slash != NULL ? slash + 1 :
	    text_blank(text[D_KIND]) ? "paper" : text[D_KIND], err);
}

/* The earlier version of the paper, 0: there is none. */
static bool
find_replaced(struct taking *t, const struct record *r, const char *sha256, int64_t *ret_id, struct err *err)
{
	const struct document_same asked = { record_value(r, "provider"), record_value(r, "kind"), record_value(r, "state"), NULL, NULL,
		sha256 };

	*ret_id = 0;
	if (text_blank(sha256))
		return true;
	return document_find_same(t->in->db, &asked, ret_id, err) &&
	    (*ret_id != 0 || fail(err, ERR_MISSING, "the paper that this one replaces is not here. Its row stands before"));
}

/* What people decided elsewhere is decided here by who imports it; the file itself begins as received. */
static bool
add(struct taking *t, struct record *r, const struct document_file *file, const char *const text[FIELDS],
    struct err *err)
{
	struct document_by by = noun_document_by(t->app);
	const char *status = record_value(r, "status");
	bool is_accepted = file != NULL && text_equal(status, "accepted");
	bool is_rejected = file != NULL && text_equal(status, "rejected") && !text_blank(text[D_REASON]);
	int64_t id, replaces_id = 0;

	if (file != NULL && !find_replaced(t, r, text[D_REPLACES], &replaces_id, err))
		return false;
	if (is_accepted || is_rejected || text_equal(status, "aside"))
		r->value[record_field_index(r->kind, "status")] = "received";
	return record_add(t->in->db, r, &t->in->by, &id, err) &&
	    (file == NULL || document_attach(t->in->db, id, file, replaces_id, &by, err)) &&
	    ((!is_accepted && !is_rejected) || document_decide(t->in->db, id, is_accepted, text[D_REASON], &by, err));
}

static bool
put(struct taking *t, const char *const text[FIELDS], int *ret_field, struct err *err)
{
	struct document_file file;
	const char *path;
	struct record r;
	int64_t same;

	*ret_field = text_blank(text[D_FILE]) && !text_blank(text[D_SHA256]) ? D_SHA256 : D_FILE;
	if (!find_file(t, text, &path, err))
		return false;
	if (!read_record(t, text, path, &r, ret_field, err))
		return false;
	*ret_field = D_FILE;
	if (path != NULL && !t->dry_run && !document_keep(t->app, path, &file, err))
		return false;
	*ret_field = D_NPI;
	bool has_bytes = path != NULL && !t->dry_run;
	const struct document_same asked = { record_value(&r, "provider"), record_value(&r, "kind"), record_value(&r, "state"),
	    record_value(&r, "name"), record_value(&r, "reference"), has_bytes ? file.sha256 : NULL };
	if (!document_find_same(t->in->db, &asked, &same, err))
		return false;
	if (same != 0)
		return true;
	t->in->outcome = RECORD_ADDED;
	return add(t, &r, has_bytes ? &file : NULL, text, err);
}

static bool
take_row(struct taking *t, const struct csv *csv, const struct csv_row *row, const size_t at[FIELDS], struct err *err)
{
	struct err why = ERR_INIT;
	const char *text[FIELDS];
	int field;

	if (row->fault != NULL)
		return import_row_refuse_fault(t->in, row, csv_bytes_read(csv), err);
	if (!import_row_begin(t->in, err))
		return false;
	for (size_t f = 0; f < FIELDS; f++)
		text[f] = at[f] < row->fields ? str_after_apostrophe(row->field[at[f]].text) : "";
	bool ok = put(t, text, &field, &why);
	bool is_cell = at[field] < row->fields;
	return import_row_settle(t->in, ok, &why, is_cell ? row->field[at[field]].line : row->line,
	    is_cell ? row->field[at[field]].column : row->column, csv_bytes_read(csv), err);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Files beside the list that nobody spoke of; those in folders below only where a row named some. */
static void
tell_unnamed(struct taking *t, const char *list)
{
	char real_list[PATH_MAX];
	struct dirent *entry;
	DIR *dir = opendir(t->root);

	if (dir == NULL)
		return;
	if (realpath(list, real_list) == NULL)
		real_list[0] = '\0';
	if (t->seens > 0)
		qsort(t->seen, t->seens, sizeof(*t->seen), by_name);
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name, *path = path_join(t->in->arena, t->root, name);
		struct stat st;
		if (name[0] == '.' || stat(path, &st) != 0 || !S_ISREG(st.st_mode) || strcmp(path, real_list) == 0 ||
		    (t->seens > 0 && bsearch(&name, t->seen, t->seens, sizeof(*t->seen), by_name) != NULL))
			continue;
		import_problem(t->in, 0, 0, PROBLEM_WARNING, "%.200s: no row names this file, so it was left out", name);
	}
	closedir(dir);
}

static bool
take_all(struct taking *t, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	struct err why = ERR_INIT;
	const char *missing = NULL;
	size_t at[FIELDS];
	struct csv_row row;

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the list is empty");
	if (any && (missing = csv_heads_find_in(&row, heads, FIELDS, at)) != NULL)
		return fail(err, ERR_INPUT, "this is no list of documents: the column \"%s\" is missing", missing);
	if (any && at[D_FILE] == CSV_NO_COLUMN && at[D_SHA256] == CSV_NO_COLUMN)
		return fail(err, ERR_INPUT, "this is no list of documents: the column \"file\" is missing");
	while (any && csv_next(csv, &row, &why))
		if (!take_row(t, csv, &row, at, err))
			return false;
	return import_rows_end(t->in, &row, &why, ret_line, ret_column, err);
}

bool
import_documents(struct app *app, struct import *in, const char *folder, const char *list, bool dry_run,
    struct err *err)
{
	struct taking t = { .app = app, .in = in, .folder = folder, .dry_run = dry_run };
	char root[PATH_MAX];
	struct file_reader source;
	int line = 0, column = 0;

	if (realpath(folder, root) == NULL)
		return fail_errno(err, "could not open %s", folder);
	t.root = root;
	in->file = list;
	if (!file_reader_open(&source, list, err))
		return false;
	struct csv *csv = csv_new(file_reader_read, &source);
	bool ok = take_all(&t, csv, &line, &column, err);
	if (!ok && err->kind == ERR_INPUT) {
		struct err why = *err;
		fail(err, ERR_INPUT, "%s:%d:%d: %s", list, line, column, why.text);
	}
	csv_free(csv);
	file_reader_close(&source);
	if (ok)
		tell_unnamed(&t, list);
	return import_finish(in, ok ? err : NULL) && ok;
}
