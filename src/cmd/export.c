/* export: tables as CSV and JSON, as workbooks, or FHIR resources, into a folder. */
#include "cmd/commands.h"

#include "base/file.h"
#include "base/file_writer.h"
#include "base/str.h"
#include "base/xlsx_writer.h"
#include "core/right.h"
#include "cmd/roster.h"
#include "store/audit.h"
#include "store/document_file.h"
#include "store/export.h"
#include "store/fhir_export.h"
#include "store/sensitive.h"
#include "base/banned.h"

#define SENSITIVE	RIGHTS_FIELDS	/* what --with-sensitive takes along */

struct export {
	struct app	*app;
	const char	*folder;
	unsigned	 sensitive;	/* rights whose fields are taken, too */
	bool		 is_fhir, is_xlsx;
	struct json	*files;
};

static bool
to_file(void *writer, const char *bytes, size_t len, struct err *err)
{
	return file_writer_add(writer, bytes, len, err);
}

static void
note_file(struct export *x, const char *name, int64_t rows, const char *use)
{
	struct json *file = json_new_object();

	json_set_text(file, "file", name);
	json_set_int(file, "rows", rows);
	json_set_text(file, "use", use);
	json_push(x->files, file);
}

typedef bool fill_file(struct export *x, const void *wish, struct file_writer *writer, int64_t *ret_rows,
    struct err *err);

/* A file that is there when it is whole. */
static bool
write_file(struct export *x, const char *name, const char *use, fill_file *fill, const void *wish,
    struct err *err)
{
	struct file_writer *writer;
	int64_t rows;

	if (!file_writer_open(path_join(x->app->arena, x->folder, name), 0600, &writer, err))
		return false;
	if (!fill(x, wish, writer, &rows, err)) {
		file_writer_drop(writer);
		return false;
	}
	if (!file_writer_close(writer, err))
		return false;
	note_file(x, name, rows, use);
	return true;
}

static bool
fill_table(struct export *x, const void *wish, struct file_writer *writer, int64_t *ret_rows,
    struct err *err)
{
	return export_rows(x->app->db, wish, to_file, writer, ret_rows, err);
}

static const char *
use_of(const char *table)
{
	return export_is_imported(table) ? "import" : "reading";
}

static bool
export_file(struct export *x, const char *table, enum export_format format, struct err *err)
{
	const struct export_wish wish = { table, format, x->sensitive, x->app->settings->zone };
	const char *name = arena_printf(x->app->arena, "%s.%s", table,
	    format == EXPORT_CSV ? "csv" : "json");

	return write_file(x, name, use_of(table), fill_table, &wish, err);
}

static bool
fill_fhir(struct export *x, const void *type, struct file_writer *writer, int64_t *ret_rows,
    struct err *err)
{
	const struct fhir_export_wish wish = { x->app->settings, x->sensitive & RIGHT_BIRTH };

	return fhir_export_rows(x->app->db, type, &wish, to_file, writer, ret_rows, err);
}

static bool
export_fhir_file(struct export *x, const char *type, struct err *err)
{
	return write_file(x, arena_printf(x->app->arena, "%s.ndjson", type), "reading", fill_fhir, type, err);
}

static bool
to_workbook(void *writer, const struct json *row, bool is_heads, struct err *err)
{
	if (!is_heads)
		return xlsx_writer_add_row(writer, row, err);
	xlsx_writer_add_heads(writer, row);
	return true;
}

static bool
export_workbook(struct export *x, const char *table, struct err *err)
{
	struct app *app = x->app;
	const struct export_wish wish = { .table = table, .sensitive = x->sensitive,
	    .zone = app->settings->zone };
	const char *name = arena_printf(app->arena, "%s.xlsx", table);
	struct xlsx_writer *writer = xlsx_writer_open(path_join(app->arena, x->folder, name), table,
	    app->now_ms);
	int64_t rows;

	if (!export_objects(app->db, &wish, to_workbook, writer, &rows, err)) {
		xlsx_writer_drop(writer);
		return fail_in(err, "%s", name);
	}
	if (!xlsx_writer_close(writer, err))
		return false;
	note_file(x, name, rows, use_of(table));
	return true;
}

/* What to do with the files, for whoever finds the folder in ten years. */
static bool
export_guide(struct export *x, struct err *err)
{
	struct str text = STR_INIT;

	str_add(&text, "Tables of Credence, each as CSV (RFC 4180, UTF-8) and as JSON; the columns are those of "
	    "its data dictionary.\nIn CSV an apostrophe stands before what a spreadsheet would run as a "
	    "formula; an import takes it off again.\n\nTo bring the records into a fresh folder:\n\n"
	    "\tcredence import all .\n\nor one after the other, in this order:\n\n");
	for (size_t i = 0; export_table(i) != NULL; i++)
		if (export_is_imported(export_table(i)))
			str_printf(&text, text_equal(export_table(i), "documents") ? "\tcredence import %s %s --map %s.csv\n" :
			    "\tcredence import %s %s.csv\n", export_table(i), export_table(i), export_table(i));
	str_add(&text, "\nNumbers of rows (provider_id ...) and moments (created_ms, modified_ms) are given "
	    "anew there, and whoever\nimports a document is who decided about it. Decisions about screening_matches "
	    "find their match\nonce the lists are loaded and \"credence screen run\" has found it again.\n\n"
	    "The other tables come back only with a backup: they prove what this program did, step by step (cases,\n"
	    "history, events, letters, audit), each row chained to the one before by its hash, or lean on such rows.\n"
	    "A chain that could be written from a file would prove nothing. In a fresh folder the rules open the\n"
	    "cases anew from the records (\"credence tick\"):\n\n");
	for (size_t i = 0; export_table(i) != NULL; i++)
		if (!export_is_imported(export_table(i)) && !export_is_apart(export_table(i)))
			str_printf(&text, "\t%s\n", export_table(i));
	str_add(&text, "\nFiles of documents lie in documents/, each under the sha256 of its row in documents.csv.\n");
	bool ok = file_write(path_join(x->app->arena, x->folder, "README.txt"), text.text, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

/* Each file that is kept here, under the name by which the table of documents knows it (sha256).  What an
 * earlier export left in the folder is the same bytes. */
static bool
export_documents(struct export *x, struct err *err)
{
	struct app *app = x->app;
	const char *folder = path_join(app->arena, x->folder, "documents");
	int64_t saved = 0;
	struct query q;
	bool ok = true;

	export_query_contents(&q, app->db);
	while (ok && query_row(&q)) {
		const char *sha256 = query_text(&q, 0, app->arena);
		const char *path = path_join(app->arena, folder, sha256);
		ok = folder_make(folder, 0700, err) &&
		    (file_exists(path) || document_file_save(app->folder, sha256, path, err));
		saved++;
	}
	if (!query_close(&q, ok ? err : NULL) || !ok)
		return false;
	if (saved > 0)
		note_file(x, "documents/", saved, "reading");
	return true;
}

/* All of them as of one moment. */
static bool
export_tables(struct export *x, const char *kind, struct err *err)
{
	const char *table, *type;
	bool ok = true;

	if (!db_snapshot(x->app->db, err))
		return false;
	for (size_t i = 0; ok && x->is_fhir && (type = fhir_export_type(i)) != NULL; i++)
		ok = export_fhir_file(x, type, err);
	for (size_t i = 0; ok && !x->is_fhir && (table = export_table(i)) != NULL; i++)
		if ((text_equal(kind, "all") && !export_is_apart(table)) || text_equal(kind, table))
			ok = x->is_xlsx ? export_workbook(x, table, err) :
			    export_file(x, table, EXPORT_CSV, err) &&
			    export_file(x, table, EXPORT_JSON, err);
	if (ok && text_equal(kind, "all") && !x->is_fhir)
		ok = export_documents(x, err);
	db_rollback(x->app->db);
	return ok;
}

/* Who took what with them is known before they have it. */
static bool
note_export(struct export *x, const char *kind, struct err *err)
{
	struct app *app = x->app;

	return db_begin(app->db, err) &&
	    db_end(app->db, audit_add(app->db, app->actor, "export", kind,
	    x->sensitive == RIGHT_BIRTH ? "with birth days" : x->sensitive != 0 ? "with sensitive fields" : "",
	    app->now_ms, err), err);
}

static bool
fail_kind(const char *kind, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; export_table(i) != NULL; i++)
		str_printf(&known, ", %s", export_table(i));
	fail(err, ERR_INPUT, "there is no export of \"%s\". There are: all%s", kind, known.text);
	str_clear(&known);
	return false;
}

static int
print_files(struct export *x)
{
	struct app *app = x->app;

	if (!app->json && !app->quiet)
		cmd_print_table(app, x->files, NULL, "");
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "folder", x->folder);
		json_set(json, "files", x->files);
		cmd_print_json(json);
	} else {
		json_free(x->files);
	}
	return EXIT_DONE;
}

int
cmd_export(struct app *app, const struct args *args, struct err *err)
{
	struct export x = { .app = app, .folder = args->word[args->count - 1],
	    .sensitive = args_has(args, "with-sensitive") ? SENSITIVE : args_has(args, "with-birth-days") ? RIGHT_BIRTH : 0,
	    .is_fhir = args_has(args, "fhir"),
	    .is_xlsx = args_has(args, "xlsx") };
	const char *kind = args->count > 1 ? args->word[0] : x.is_fhir ? "all" : x.folder;

	if (args->count > 1 && text_equal(kind, "roster"))
		return roster_export(app, x.folder, args, err);
	if (args_has(args, "payer") || args_has(args, "map") || args_has(args, "since-last"))
		return fail(err, ERR_INPUT, "--payer, --map and --since-last belong to \"export roster DIR\""),
		    CMD_FAILED;
	if (x.is_fhir && x.is_xlsx)
		return fail(err, ERR_INPUT, "--fhir and --xlsx are two exports"), CMD_FAILED;
	if (x.is_fhir && !text_equal(kind, "all"))
		return fail(err, ERR_INPUT, "--fhir writes all resources: leave \"%s\" out", kind), CMD_FAILED;
	if (!text_equal(kind, "all") && !export_known(kind))
		return fail_kind(kind, err), CMD_FAILED;
	if (args->count < 2 && !x.is_fhir)
		return fail(err, ERR_INPUT, "export %s needs a folder to write into", kind), CMD_FAILED;
	if (!sensitive_may(app->db, app->settings->roles, app->actor, x.sensitive, err) ||
	    !folder_make(x.folder, 0700, err) || !note_export(&x, x.is_fhir ? "fhir" : kind, err))
		return CMD_FAILED;
	x.files = json_new_array();
	bool has_guide = text_equal(kind, "all") && !x.is_fhir && !x.is_xlsx;
	if (!export_tables(&x, kind, err) || (has_guide && !export_guide(&x, err))) {
		json_free(x.files);
		return CMD_FAILED;
	}
	return print_files(&x);
}
