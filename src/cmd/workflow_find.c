/* workflow_find: from a word of the command line to a workflow. */
#include "cmd/workflow_find.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/banned.h"

static bool
find_published(struct app *app, const char *word, struct publication *ret, struct err *err)
{
	const char *at = strrchr(word, '@');
	int64_t version = 0;

	if (app->db == NULL)
		return fail(err, ERR_INPUT, "there is no file \"%s\", and no data folder with a "
		    "published workflow of that name", word);
	if (at != NULL && (!int_parse(at + 1, &version) || version < 1))
		return fail(err, ERR_INPUT, "\"%s\" should be a file, NAME or NAME@VERSION", word);
	return engine_publication(&app->engine, at == NULL ? word : arena_strndup(app->arena, word, (size_t)(at - word)),
	    version, app->arena, ret, err);
}

int
workflow_find(struct app *app, const char *word, struct publication *ret, struct err *err)
{
	struct problems problems;

	*ret = (struct publication){ 0 };
	if (!file_exists(word) && !text_ends(word, ".yaml") && strchr(word, '/') == NULL)
		return find_published(app, word, ret, err) ? EXIT_DONE : CMD_FAILED;
	problems_init(&problems, app->arena);
	publication_read(word, app->arena, &problems, ret);
	return problems.errors > 0 ? cmd_print_problems(&problems) : EXIT_DONE;
}

bool
workflow_map(struct app *app, const struct args *args, const struct state_map **ret_map,
    size_t *ret_count, struct err *err)
{
	struct state_map *map = arena_array(app->arena, (size_t)args->options, sizeof(*map));
	const char *word;

	*ret_count = 0;
	for (int i = 0; (word = args_next(args, "map", &i)) != NULL; ) {
		const char *equals = strchr(word, '=');
		if (equals == NULL || equals == word || equals[1] == '\0')
			return fail(err, ERR_INPUT, "--map takes OLD=NEW, two states, not \"%s\"", word);
		map[(*ret_count)++] = (struct state_map){
			arena_strndup(app->arena, word, (size_t)(equals - word)), equals + 1 };
	}
	*ret_map = map;
	return true;
}
