/* audit: the log of who changed what, listed, searched and taken along, and verify, which looks at everything and changes nothing. */
#include "cmd/commands.h"

#include <string.h>

#include "base/csv_write.h"
#include "base/file_writer.h"
#include "base/str.h"
#include "cmd/noun.h"
#include "engine/why.h"
#include "store/audit.h"
#include "store/document.h"
#include "base/banned.h"

/* Both are one list: "list" has no words. */
int
cmd_audit_list(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	struct audit_filter f;
	struct query q;

	if (!list_filter_audit(&wishes, &f, err))
		return CMD_FAILED;
	for (int i = 0; i < args->count; i++) {
		if (text_blank(args->word[i]))
			return fail(err, ERR_INPUT, "a word to search for is blank"), CMD_FAILED;
		f.word[i] = args->word[i];
	}
	audit_query_list(&q, app->db, &f);
	return cmd_print_rows(app, &q, args->count > 0 ? "nothing in the log has all of these words" :
	    "nothing was changed", err);
}

static bool
write_rows(struct app *app, struct query *q, struct file_writer *writer, int64_t *ret_rows,
    struct err *err)
{
	struct str line = STR_INIT;
	const char *heads[16];
	size_t columns = 0;
	bool ok = true;

	while (columns < LEN(heads) && (int)columns < query_columns(q)) {
		heads[columns] = query_column_name(q, (int)columns);
		columns++;
	}
	csv_add_texts(&line, heads, columns);
	for (*ret_rows = 0; ok && query_row(q); ++*ret_rows) {
		struct json *row = query_row_json(q, app->settings->zone);
		csv_add_row(&line, row, NULL);
		json_free(row);
		ok = file_writer_add(writer, line.text, line.len, err);
		str_truncate(&line, 0);
	}
	ok = ok && file_writer_add(writer, line.text, line.len, err);
	str_clear(&line);
	return ok;
}

static bool
export_log(struct app *app, const char *path, int64_t since_ms, int64_t until_ms, int64_t *ret_rows,
    struct err *err)
{
	struct file_writer *writer;
	struct query q;

	if (!file_writer_open(path, 0600, &writer, err))
		return false;
	audit_query_chain(&q, app->db, since_ms, until_ms);
	bool ok = write_rows(app, &q, writer, ret_rows, err);
	if (!query_close(&q, ok ? err : NULL) || !ok) {
		file_writer_drop(writer);
		return false;
	}
	return file_writer_close(writer, err);
}

int
cmd_audit_export(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	const char *path = args->word[0];
	int64_t since_ms, until_ms, rows;

	/* Who took the log with them stands in it before they have it. */
	if (!list_filter_period(&wishes, &since_ms, &until_ms, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, audit_add(app->db, app->actor, "audit export", "audit", "", app->now_ms,
	    err), err) || !export_log(app, path, since_ms, until_ms, &rows, err))
		return CMD_FAILED;
	cmd_say(app, "%lld row%s written to %s", (long long)rows, plural_s(rows), path);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "file", path);
		json_set_int(json, "rows", rows);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}

static void
add_fault(void *faults, const char *what, const char *where, const char *message)
{
	struct json *fault = json_new_object();

	json_set_text(fault, "what", what);
	json_set_text(fault, "where", where);
	json_set_text(fault, "message", message);
	json_push(faults, fault);
}

int
cmd_verify(struct app *app, const struct args *args, struct err *err)
{
	struct json *faults = json_new_array();
	int64_t checked, files;

	(void)args;
	if (!engine_verify(&app->engine, add_fault, faults, &checked, err) ||
	    !document_verify(app->db, app->folder, add_fault, faults, &files, err)) {
		json_free(faults);
		return CMD_FAILED;
	}
	size_t count = json_count(faults);
	for (size_t i = 0; i < count; i++)
		cmd_say(app, "%s: %s: %s", json_get_text(json_at(faults, i), "where"),
		    json_get_text(json_at(faults, i), "what"),
		    json_get_text(json_at(faults, i), "message"));
	cmd_say(app, "%lld row%s and %lld file%s checked, %zu fault%s", (long long)checked, plural_s(checked),
	    (long long)files, plural_s(files), count, plural_s((int64_t)count));
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "checked", checked + files);
		json_set(json, "faults", faults);
		cmd_print_json(json);
	} else {
		json_free(faults);
	}
	return count > 0 ? EXIT_COULD_NOT : EXIT_DONE;
}
