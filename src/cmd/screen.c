/* screen: lists of excluded parties loaded, everybody held against them, matches decided by people. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cmd/lookup.h"
#include "registry/fetch.h"
#include "registry/list_load.h"
#include "store/folder.h"
#include "store/screening.h"
#include "base/banned.h"

#define PROBLEMS_SHOWN	20	/* to people; --json has more */

static int
print_load(struct app *app, struct list_loaded *loaded)
{
	const struct screening_file *file = &loaded->file;
	char day[DAY_TEXT_BYTES];

	if (app->json) {
		cmd_print_json(list_load_json(loaded));
	} else {
		if (loaded->left_out.count > PROBLEMS_SHOWN)
			loaded->left_out.count = PROBLEMS_SHOWN;
		cmd_print_problems(&loaded->left_out);
		if (loaded->malformed > PROBLEMS_SHOWN)
			fprintf(stderr, "and %lld more rows that are left out\n",
			    (long long)(loaded->malformed - PROBLEMS_SHOWN));
		cmd_say(app, loaded->outcome == LIST_UNCHANGED ? "%s is loaded already: %lld rows, %lld malformed, of %s" :
		    "%s: %lld rows, %lld malformed, of %s", loaded->list, (long long)file->rows, (long long)file->malformed,
		    day_format(file->list_day, day));
		if (file->reinstated > 0)
			cmd_say(app, "%lld of them are reinstated and match nobody", (long long)file->reinstated);
		cmd_say(app, "The clock (run, tick) holds everybody against it; \"credence screen run\" does so now");
	}
	return file->malformed > 0 ? EXIT_PARTLY : EXIT_DONE;
}

/* Takes the file in as the list that the first word names. */
static int
load_list(struct app *app, const struct args *args, const char *path, int32_t server_day, struct err *err)
{
	struct list_wish wish = { .db = app->db, .folder = app->folder, .settings = app->settings, .list = args->word[0],
	    .path = path, .name = path, .list_day = DAY_NONE, .server_day = server_day, .may_shrink = args_has(args, "anyway"),
	    .actor = app->actor, .now_ms = app->now_ms };
	struct list_loaded loaded;
	struct problems problems;

	problems_init(&problems, app->arena);
	if (!cmd_day_option(args, "date", &wish.list_day, err))
		return CMD_FAILED;
	if (!list_load(&wish, app->arena, &problems, &loaded, err))
		return problems.errors > 0 && err->kind == ERR_NONE ? cmd_print_problems(&problems) : CMD_FAILED;
	int status = print_load(app, &loaded);
	if (loaded.is_supplement)
		fprintf(stderr, "credence: warning: %s looks like one month's supplement. Screening needs "
		    "the whole list, UPDATED.csv\n", path);
	return status;
}

int
cmd_screen_load(struct app *app, const struct args *args, struct err *err)
{
	return load_list(app, args, args->word[1], DAY_NONE, err);
}

int
cmd_screen_fetch(struct app *app, const struct args *args, struct err *err)
{
	const struct registry_way way = lookup_way(app, args);
	const char *url = args->count > 1 ? args->word[1] :
	    text_equal(args->word[0], "leie") ? app->settings->registry.leie_url : NULL;
	const char *folder = folder_path(app->arena, app->folder, "downloads");
	const char *path;
	int32_t server_day;

	if (url == NULL)
		return fail(err, ERR_INPUT, "say where the list %s is: credence screen fetch %s https://...", args->word[0],
		    args->word[0]), CMD_FAILED;
	if (!registry_fetch(&way, url, folder, app->arena, &path, &server_day, err))
		return CMD_FAILED;
	int status = load_list(app, args, path, server_day, err);
	unlink(path);		/* what counts of it is in the database */
	return status;
}

static struct screening_by
by(const struct app *app)
{
	return (struct screening_by){ app->actor, app->now_ms, app->settings->zone };
}

int
cmd_screen_run(struct app *app, const struct args *args, struct err *err)
{
	const struct screening_by who = by(app);
	struct json *result;
	int64_t provider_id;

	if (!cmd_provider_option(app, args, &provider_id, err) ||
	    !screening_run(app->db, provider_id, &who, &result, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(result);
		return EXIT_DONE;
	}
	cmd_print_table(app, json_get(result, "lists"), "name date rows malformed sha256", "");
	cmd_say(app, "\n%lld screened, %zu open %s", (long long)json_get_int(result, "screened", 0),
	    json_count(json_get(result, "matches")),
	    json_count(json_get(result, "matches")) == 1 ? "match" : "matches");
	if (json_count(json_get(result, "matches")) > 0)
		cmd_print_table(app, json_get(result, "matches"),
		    "match_id provider_id party_id list rank score reasons", "");
	json_free(result);
	return EXIT_DONE;
}

int
cmd_screen_matches(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	screening_query_matches(&q, app->db, args_has(args, "open"));
	return cmd_print_columns(app, &q, "match_id status rank score list npi last_name first_name "
	    "reasons reason resolved_by", args_has(args, "open") ? "no open matches" : "no matches", err);
}

static bool
check_decision(const char *decision, struct err *err)
{
	for (size_t i = 0; decision != NULL && screening_decisions[i] != NULL; i++)
		if (strcmp(screening_decisions[i], decision) == 0)
			return true;
	return fail(err, ERR_INPUT, "--as says what it is: false (somebody else), true (the same), "
	    "waived (the same, but waived), open (to be decided again)");
}

int
cmd_screen_resolve(struct app *app, const struct args *args, struct err *err)
{
	const char *decision = args_get(args, "as"), *reason = args_get(args, "reason");
	const struct screening_by who = by(app);
	int64_t match_id;
	struct query q;

	if (!cmd_id(args->word[0], "match", &match_id, err) || !check_decision(decision, err))
		return CMD_FAILED;
	if (text_blank(reason))
		return fail(err, ERR_INPUT, "--reason says why: an auditor will ask"), CMD_FAILED;
	if (!screening_resolve(app->db, match_id, decision, reason, &who, err))
		return CMD_FAILED;
	cmd_say(app, "match %lld is decided: %s", (long long)match_id, decision);
	if (!app->json)
		return EXIT_DONE;
	screening_query_match(&q, app->db, match_id);
	return cmd_print_one(app, &q, "match", err);
}
