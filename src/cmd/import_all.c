/* import_all: one file, or the folder that "export all" has written. */
#include "cmd/commands.h"

#include "base/file.h"
#include "base/str.h"
#include "cmd/import.h"
#include "store/export.h"
#include "base/banned.h"

/* The table's file in the folder; *ret_status grows worse when rows of it are refused. */
static bool
import_table(struct app *app, const char *folder, const char *table, const struct args *args, struct json *parts,
    int *ret_status, struct err *err)
{
	const char *file = path_join(app->arena, folder, arena_printf(app->arena, "%s.csv", table));
	bool is_documents = text_equal(table, "documents");

	if (!file_exists(file))
		return true;
	if (is_documents && !folder_make(path_join(app->arena, folder, table), 0700, err))
		return false;
	int status = import_one(app, table, is_documents ? path_join(app->arena, folder, table) : file,
	    is_documents ? file : NULL, args, parts, err);
	if (status != EXIT_DONE)
		*ret_status = status;
	return status != CMD_FAILED;
}

/* What "export all" wrote, in the order in which rows lean on each other. */
static int
import_all(struct app *app, const char *folder, const struct args *args, struct err *err)
{
	static const char *const alone[] = { "map", "sheet", "dry-run", "report", "rejects", "known" };
	struct json *parts = json_new_array();
	int status = EXIT_DONE;
	bool ok = true;

	for (size_t i = 0; ok && i < LEN(alone); i++)
		ok = !args_has(args, alone[i]) || fail(err, ERR_INPUT, "--%s belongs to one file, not to \"import all\"", alone[i]);
	for (size_t i = 0; ok && export_table(i) != NULL; i++)
		ok = !export_is_imported(export_table(i)) ||
		    import_table(app, folder, export_table(i), args, parts, &status, err);
	if (ok && json_count(parts) == 0)
		ok = fail(err, ERR_INPUT, "there is nothing in %s that \"export all\" has written", folder);
	if (ok && app->json)
		cmd_print_json(parts);
	else
		json_free(parts);
	return ok ? status : CMD_FAILED;
}

int
cmd_import(struct app *app, const struct args *args, struct err *err)
{
	if (text_equal(args->word[0], "all"))
		return import_all(app, args->word[1], args, err);
	return import_one(app, args->word[0], args->word[1], NULL, args, NULL, err);
}
