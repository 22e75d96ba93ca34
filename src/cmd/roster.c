/* roster: made by "export roster", accepted by the payer, listed. */
#include "cmd/roster.h"

#include "base/csv_write.h"
#include "base/file.h"
#include "base/str.h"
#include "cmd/commands.h"
#include "store/audit.h"
#include "store/roster.h"
#include "base/banned.h"

#define MAP_BYTES_MAX	65536

/* CMD_FAILED, or an exit status. */
static int
read_map(struct app *app, const char *path, struct roster_map *ret_map, struct err *err)
{
	struct str text = STR_INIT;
	struct problems problems;

	if (!file_exists(path))
		return fail(err, ERR_INPUT, "there is no map %s", path), CMD_FAILED;
	if (!file_read(path, MAP_BYTES_MAX, &text, err))
		return CMD_FAILED;
	problems_init(&problems, app->arena);
	bool ok = roster_map_parse(path, text.text, text.len, roster_fields, app->arena, ret_map, &problems);
	str_clear(&text);
	return ok ? EXIT_DONE : cmd_print_problems(&problems);
}

static bool
write_file(struct app *app, const struct roster_wish *wish, const char *path, const struct json *rows,
    struct err *err)
{
	const char **heads = arena_array(app->arena, wish->map->columns, sizeof(*heads));
	struct str text = STR_INIT;

	for (size_t i = 0; i < wish->map->columns; i++)
		heads[i] = wish->map->column[i].heading;
	csv_add_texts(&text, heads, wish->map->columns);
	for (size_t i = 0; i < json_count(rows); i++)
		csv_add_row(&text, json_at(rows, i), NULL);
	bool ok = file_write(path, text.text, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

/* Kept in the database only when the file is there. */
static bool
make(struct app *app, const struct roster_wish *wish, const char *folder, struct roster_made *made,
    const char **ret_path, struct err *err)
{
	if (!roster_make(app->db, wish, made, err))
		return false;
	*ret_path = path_join(app->arena, folder, arena_printf(app->arena, "roster-%lld.csv",
	    (long long)made->roster_id));
	bool ok = folder_make(folder, 0700, err) && write_file(app, wish, *ret_path, made->rows, err) &&
	    audit_add(app->db, app->actor, "export", arena_printf(app->arena, "roster %lld",
	    (long long)made->roster_id), "", app->now_ms, err);
	json_free(made->rows);
	return ok;
}

static void
say(struct app *app, const struct roster_made *made, const char *path)
{
	struct json *json = json_new_object();

	json_set_int(json, "roster_id", made->roster_id);
	json_set_text(json, "file", path);
	json_set_int(json, "added", made->added);
	json_set_int(json, "changed", made->changed);
	json_set_int(json, "ended", made->ended);
	json_set_int(json, "unchanged", made->unchanged);
	if (app->json) {
		cmd_print_json(json);
		return;
	}
	cmd_say(app, "%s: %lld added, %lld changed, %lld ended, %lld unchanged since the last accepted one\n"
	    "when the payer has taken it over: credence roster accept %lld", path, (long long)made->added,
	    (long long)made->changed, (long long)made->ended, (long long)made->unchanged,
	    (long long)made->roster_id);
	json_free(json);
}

int
roster_export(struct app *app, const char *folder, const struct args *args, struct err *err)
{
	struct roster_wish wish = { .is_delta = args_has(args, "since-last"), .zone = app->settings->zone,
	    .actor = app->actor, .now_ms = app->now_ms };
	struct roster_made made = { 0 };
	struct roster_map map;
	const char *path = NULL;

	if (!cmd_payer_option(app, args, &wish.payer_id, err))
		return CMD_FAILED;
	if (wish.payer_id == 0 || args_get(args, "map") == NULL)
		return fail(err, ERR_INPUT, "a roster needs --payer and --map, a file that says what its columns "
		    "hold"), CMD_FAILED;
	int status = read_map(app, args_get(args, "map"), &map, err);
	if (status != EXIT_DONE)
		return status;
	wish.map = &map;
	if (!db_begin(app->db, err) ||
	    !db_end(app->db, make(app, &wish, folder, &made, &path, err), err))
		return CMD_FAILED;
	say(app, &made, path);
	return EXIT_DONE;
}

int
cmd_roster_accept(struct app *app, const struct args *args, struct err *err)
{
	int64_t id;

	if (!cmd_id(args->word[0], "roster", &id, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, roster_accept(app->db, id, app->actor, app->now_ms, err), err))
		return CMD_FAILED;
	cmd_say(app, "roster %lld is what the next delta is taken from", (long long)id);
	return EXIT_DONE;
}

int
cmd_roster_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;
	(void)args;

	roster_query_list(&q, app->db);
	return cmd_print_rows(app, &q, "no rosters. Make one: credence export roster DIR --payer P --map FILE", err);
}
