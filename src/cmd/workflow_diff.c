/* workflow diff: what is otherwise in another version, in words. */
#include "cmd/commands.h"

#include "base/str.h"
#include "cmd/workflow_find.h"
#include "workflow/difference.h"
#include "base/banned.h"

static struct json *
side_json(const struct publication *p)
{
	struct json *json = json_new_object();

	json_set_text(json, "file", p->row.file);
	json_set_text(json, "name", definition_name(p->definition));
	json_set_int(json, "version", definition_version(p->definition));
	return json;
}

static void
print_json(const struct publication *before, const struct publication *after,
    const struct differences *list)
{
	struct json *json = json_new_object();

	json_set(json, "before", side_json(before));
	json_set(json, "after", side_json(after));
	json_set(json, "changes", differences_json(list));
	cmd_print_json(json);
}

int
cmd_workflow_diff(struct app *app, const struct args *args, struct err *err)
{
	struct publication before, after;
	struct differences list;

	int status = workflow_find(app, args->word[0], &before, err);
	if (status == EXIT_DONE)
		status = workflow_find(app, args->word[1], &after, err);
	if (status != EXIT_DONE)
		return status;
	difference_find(&(struct difference_side){ before.row.source, before.row.asset, before.row.assets },
	    &(struct difference_side){ after.row.source, after.row.asset, after.row.assets }, app->arena,
	    &list);
	if (app->json)
		print_json(&before, &after, &list);
	for (size_t i = 0; i < list.count; i++)
		cmd_say(app, "line %d: %s", list.item[i].line_after > 0 ? list.item[i].line_after :
		    list.item[i].line_before, list.item[i].words);
	if (list.count == 0)
		cmd_say(app, "they say the same");
	return EXIT_DONE;
}
