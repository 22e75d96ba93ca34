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

/* "provider 1234567893" as the log writes it, "provider 12"; other words stay as they are. */
static bool
object_option(struct app *app, const struct args *args, const char **ret_object, struct err *err)
{
	const char *word = args_get(args, "object");
	int64_t id;

	*ret_object = word;
	if (word == NULL || strchr(word, ' ') == NULL)
		return true;
	const char *kind = arena_strndup(app->arena, word, strcspn(word, " "));
	if (!noun_known(kind))
		return true;
	if (!noun_id(app, kind, word + strlen(kind) + 1, &id, err))
		return false;
	*ret_object = arena_printf(app->arena, "%s %lld", kind, (long long)id);
	return true;
}

/* --NAME as an instant; a day alone is its beginning, with "to_end" its end. */
static bool
time_option(struct app *app, const struct args *args, const char *name, bool to_end, int64_t *ret_ms,
    struct err *err)
{
	const char *word = args_get(args, name);
	int32_t day;

	*ret_ms = INSTANT_NONE;
	if (word == NULL)
		return true;
	if (!to_end || !day_parse(word, &day))
		return instant_parse(word, app->settings->zone, ret_ms, err) || fail_in(err, "--%s", name);
	*ret_ms = zone_instant(app->settings->zone, day + 1, 0);
	return true;
}

static bool
period_options(struct app *app, const struct args *args, int64_t *ret_since_ms, int64_t *ret_until_ms,
    struct err *err)
{
	if (!time_option(app, args, "since", false, ret_since_ms, err) ||
	    !time_option(app, args, "until", true, ret_until_ms, err))
		return false;
	return *ret_since_ms == INSTANT_NONE || *ret_until_ms == INSTANT_NONE ||
	    *ret_since_ms <= *ret_until_ms || fail(err, ERR_INPUT, "--since lies behind --until");
}

/* Both are one list: "list" has no words. */
int
cmd_audit_list(struct app *app, const struct args *args, struct err *err)
{
	struct audit_filter f = { .object = NULL };
	struct query q;

	if (!object_option(app, args, &f.object, err) ||
	    !period_options(app, args, &f.since_ms, &f.until_ms, err))
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
	const char *path = args->word[0];
	int64_t since_ms, until_ms, rows;

	/* Who took the log with them stands in it before they have it. */
	if (!period_options(app, args, &since_ms, &until_ms, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, audit_add(app->db, app->actor, "audit export", "audit", "", app->now_ms,
	    err), err) || !export_log(app, path, since_ms, until_ms, &rows, err))
		return CMD_FAILED;
	cmd_say(app, "%lld rows are in %s", (long long)rows, path);
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
	cmd_say(app, "%lld rows and %lld files checked, %zu fault%s", (long long)checked, (long long)files,
	    count, count == 1 ? "" : "s");
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
