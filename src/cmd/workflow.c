/* workflow: the files that people edit: checked, shown, drawn, published. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "engine/picture.h"
#include "engine/workflow_view.h"
#include "store/audit.h"
#include "store/case_file.h"
#include "store/publication.h"
#include "base/banned.h"

/* The files that the words name; none or "all": those of the data folder. */
static bool
wanted_files(struct app *app, const struct args *args, const char ***ret_files, size_t *ret_count,
    struct err *err)
{
	if (args->count > 0 && !text_equal(args->word[0], "all")) {
		*ret_files = args->word;
		*ret_count = (size_t)args->count;
		return true;
	}
	if (app->folder == NULL)
		return fail(err, ERR_INPUT, "name the workflow files, or a data folder with -C");
	return publication_list(path_join(app->arena, app->folder, "workflows"), app->arena,
	    ret_files, ret_count, err);
}

static struct publication *
read_all(struct app *app, const char **files, size_t count, struct problems *problems)
{
	struct publication *items = arena_array(app->arena, count, sizeof(*items));

	problems_init(problems, app->arena);
	for (size_t i = 0; i < count; i++)
		publication_read(files[i], app->arena, problems, &items[i]);
	problems_unify(problems);
	return items;
}

static void
print_problems_json(const struct problems *problems)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->item[i];
		struct json *json = json_new_object();
		json_set_text(json, "file", p->file);
		json_set_int(json, "line", p->line);
		json_set_int(json, "column", p->column);
		json_set_text(json, "severity", problem_severity_name(p->severity));
		json_set_text(json, "message", p->text);
		json_push(list, json);
	}
	cmd_print_json(list);
}

int
cmd_workflow_check(struct app *app, const struct args *args, struct err *err)
{
	struct problems problems;
	const char **files;
	size_t count;

	if (!wanted_files(app, args, &files, &count, err))
		return CMD_FAILED;
	read_all(app, files, count, &problems);
	if (app->json)
		print_problems_json(&problems);
	int status = app->json || app->quiet ? cmd_print_problems(&problems) :
	    cmd_print_problems_marked(app, &problems);
	cmd_say(app, "%s checked, %s, %s", cmd_count(app, (int64_t)count, "file", "files"),
	    cmd_count(app, (int64_t)problems.errors, "error", "errors"),
	    cmd_count(app, (int64_t)(problems.count - problems.errors), "warning", "warnings"));
	return status;
}

int
cmd_workflow_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	definition_query_list(&q, app->db);
	return cmd_print_rows(app, &q, "no workflows are published", err);
}

int
cmd_workflow_show(struct app *app, const struct args *args, struct err *err)
{
	struct json *view;

	if (!engine_workflow_view(&app->engine, args->word[0], app->arena, &view, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(view);
		return EXIT_DONE;
	}
	fputs(json_get_text(view, "source"), stdout);
	json_free(view);
	return EXIT_DONE;
}

/* A case's own version with its present state, or the current version of a name. */
static bool
graph_of(struct app *app, const char *word, const struct definition **ret_definition,
    const char **ret_here, struct err *err)
{
	struct case_file c;
	int64_t id;

	*ret_here = NULL;
	if (text_starts(word, "CR-")) {
		if (!cmd_case_id(app, word, &id, err) || !case_load(app->db, id, app->arena, &c, err))
			return false;
		*ret_here = c.state;
		id = c.definition_id;
	} else if (!definition_find_current(app->db, word, &id, err)) {
		return false;
	}
	return engine_definition(&app->engine, id, ret_definition, err);
}

int
cmd_workflow_graph(struct app *app, const struct args *args, struct err *err)
{
	struct graph_view view = { .here = NULL };
	const struct definition *d;
	struct str out = STR_INIT;
	bool ok = true;

	if (!graph_of(app, args->word[0], &d, &view.here, err))
		return CMD_FAILED;
	if (args_has(args, "svg"))
		ok = picture_draw(d, &view, &out, err);
	else
		definition_graph(d, &view, &out);
	if (ok)
		fputs(out.text, stdout);
	str_clear(&out);
	return ok ? EXIT_DONE : CMD_FAILED;
}

static bool
publish(struct app *app, struct publication *items, size_t count, size_t *ret_new, struct err *err)
{
	if (!publication_save(app->db, items, count, app->actor, app->now_ms, ret_new, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *object = arena_printf(app->arena, "workflow %s version %lld",
		    items[i].row.name, (long long)items[i].row.version);
		if (items[i].row.is_current && !audit_add(app->db, app->actor, "workflow publish",
		    object, items[i].row.file, app->now_ms, err))
			return false;
	}
	return true;
}

static void
print_published(struct app *app, const struct publication *items, size_t count)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < count; i++) {
		struct json *json = json_new_object();
		json_set_text(json, "name", items[i].row.name);
		json_set_int(json, "version", items[i].row.version);
		json_set_int(json, "definition_id", items[i].row.definition_id);
		json_set_bool(json, "is_new", items[i].row.is_current);
		json_push(list, json);
		cmd_say(app, "%s version %lld %s", items[i].row.name,
		    (long long)items[i].row.version, items[i].row.is_current ? "published" :
		    "is current already");
	}
	if (app->json)
		cmd_print_json(list);
	else
		json_free(list);
}

int
cmd_workflow_publish(struct app *app, const struct args *args, struct err *err)
{
	struct publication *items;
	struct problems problems;
	const char **files;
	size_t count, is_new;

	if (!wanted_files(app, args, &files, &count, err))
		return CMD_FAILED;
	items = read_all(app, files, count, &problems);
	if (cmd_print_problems(&problems) != EXIT_DONE)
		return EXIT_REFUSED;
	if (!db_begin(app->db, err))
		return CMD_FAILED;
	if (!publish(app, items, count, &is_new, err)) {
		db_rollback(app->db);
		return CMD_FAILED;
	}
	if (!db_commit(app->db, err))
		return CMD_FAILED;
	print_published(app, items, count);
	return EXIT_DONE;
}
