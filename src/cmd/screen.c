/* screen: lists of excluded parties loaded, everybody held against them, matches decided by people. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file_reader.h"
#include "base/str.h"
#include "cmd/lookup.h"
#include "registry/exclusion.h"
#include "registry/fetch.h"
#include "store/folder.h"
#include "store/screening.h"
#include "store/screening_list.h"
#include "base/banned.h"

#define PROBLEMS_SHOWN	20	/* to people; --json has more */
#define PROBLEMS_MAX	1000

/* One list on its way in. */
struct job {
	struct app		*app;
	const char		*path;
	struct file_reader	 source;
	struct screening_load	 load;
	struct problems		 problems;
	int64_t			 malformed;
	int32_t			 server_day;	/* on which the server says that it was changed; DAY_NONE */
};

static bool
take_row(void *context, const struct exclusion_row *row, struct err *err)
{
	struct job *job = context;

	return screening_load_row(&job->load, &row->listed, row->line, row->key, row->json, err);
}

static bool
take_malformed(void *context, int line, const char *why, struct err *err)
{
	struct job *job = context;

	if (job->malformed++ < PROBLEMS_MAX)
		problems_add(&job->problems, job->path, line, 1, PROBLEM_WARNING, "left out: %s", why);
	return screening_load_malformed(&job->load, line, why, err);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The day of the list: as given, as its name says, else that of the file, never in the future. */
static bool
find_day(struct job *job, const struct args *args, struct screening_file *file, struct err *err)
{
	const struct zone *zone = job->app->settings->zone;
	int32_t today = zone_day(zone, job->app->now_ms);

	if (!cmd_day_option(args, "date", &file->list_day, err))
		return false;
	if (file->list_day > today)
		return fail(err, ERR_INPUT, "--date lies in the future");
	if (file->list_day == DAY_NONE)
		file->list_day = exclusion_day_of_name(base_name(job->path));
	if (file->list_day == DAY_NONE)
		file->list_day = job->server_day;
	file->is_day_given = file->list_day != DAY_NONE;
	if (file->list_day == DAY_NONE)
		file->list_day = zone_day(zone, job->source.modified_ms);
	if (file->list_day > today)
		file->list_day = today;
	return true;
}

static bool
take_file(struct job *job, const struct list_map *map, struct screening_file *file,
    enum screening_outcome *ret_outcome, struct err *err)
{
	const struct exclusion_sink sink = { take_row, take_malformed, job };
	struct exclusion_counts counts;
	int line;

	if (!screening_load_begin(&job->load, err))
		return false;
	if (!exclusion_read(map, file_reader_read, &job->source, zone_day(job->app->settings->zone,
	    job->app->now_ms), &sink, &counts, &line, err)) {
		return line > 0 ? fail_in(err, "%s:%d", job->path, line) : fail_in(err, "%s", job->path);
	}
	file->bytes = counts.bytes;
	file->rows = counts.rows;
	file->malformed = counts.malformed;
	file->reinstated = counts.reinstated;
	file->sha256 = arena_strdup(job->app->arena, counts.sha256);
	return screening_load_finish(&job->load, file, ret_outcome, err) ||
	    fail_in(err, "%s is not taken", job->path);
}

static struct json *
malformed_json(const struct problems *problems)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < problems->count; i++) {
		struct json *one = json_new_object();
		json_set_int(one, "line", problems->item[i].line);
		json_set_text(one, "message", problems->item[i].text);
		json_push(array, one);
	}
	return array;
}

static void
print_load(struct job *job, const struct screening_file *file, enum screening_outcome outcome)
{
	static const char *const words[] = { [LIST_LOADED] = "loaded", [LIST_REPLACED] = "replaced",
		[LIST_UNCHANGED] = "unchanged" };
	char day[DAY_TEXT_BYTES];

	day_format(file->list_day, day);
	if (job->app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "name", job->load.list);
		json_set_text(json, "date", day);
		json_set_int(json, "rows", file->rows);
		json_set_int(json, "malformed", file->malformed);
		json_set_int(json, "reinstated", file->reinstated);
		json_set_text(json, "sha256", file->sha256);
		json_set_text(json, "outcome", words[outcome]);
		json_set(json, "problems", malformed_json(&job->problems));
		cmd_print_json(json);
		return;
	}
	if (job->problems.count > PROBLEMS_SHOWN)
		job->problems.count = PROBLEMS_SHOWN;
	cmd_print_problems(&job->problems);
	if (job->malformed > PROBLEMS_SHOWN)
		fprintf(stderr, "and %lld more rows that are left out\n",
		    (long long)(job->malformed - PROBLEMS_SHOWN));
	cmd_say(job->app, outcome == LIST_UNCHANGED ? "%s is loaded already: %lld rows, %lld malformed, "
	    "of %s" : "%s: %lld rows, %lld malformed, of %s", job->load.list, (long long)file->rows,
	    (long long)file->malformed, day);
	if (file->reinstated > 0)
		cmd_say(job->app, "%lld of them are reinstated and match nobody",
		    (long long)file->reinstated);
	cmd_say(job->app, "The clock (run, tick) holds everybody against it; \"credence screen run\" does "
	    "so now");
}

static int
load(struct job *job, const struct list_map *map, const struct args *args, struct err *err)
{
	struct screening_file file = { .may_shrink = args_has(args, "anyway") };
	enum screening_outcome outcome;

	if (!file_reader_open_table(&job->source, job->path, err) || !find_day(job, args, &file, err))
		return CMD_FAILED;
	if (!take_file(job, map, &file, &outcome, err)) {
		screening_load_discard(&job->load);
		return CMD_FAILED;
	}
	print_load(job, &file, outcome);
	if (map == leie_map() && leie_is_supplement(base_name(job->path)))
		fprintf(stderr, "credence: warning: %s looks like one month's supplement. Screening needs "
		    "the whole list, UPDATED.csv\n", base_name(job->path));
	return file.malformed > 0 ? EXIT_PARTLY : EXIT_DONE;
}

/* Takes job->path in as that list. */
static int
load_list(struct job *job, const struct args *args, struct err *err)
{
	struct app *app = job->app;
	struct problems problems;

	problems_init(&problems, app->arena);
	problems_init(&job->problems, app->arena);
	const struct list_map *map = exclusion_map(args->word[0], app->folder, app->arena, &problems,
	    err);
	if (map == NULL)
		return problems.errors > 0 ? cmd_print_problems(&problems) : CMD_FAILED;
	job->load = (struct screening_load){ .db = app->db, .list = map->list,
		.file = base_name(job->path), .by = app->actor, .now_ms = app->now_ms };
	int status = load(job, map, args, err);
	file_reader_close(&job->source);
	return status;
}

int
cmd_screen_load(struct app *app, const struct args *args, struct err *err)
{
	struct job job = { .app = app, .path = args->word[1], .server_day = DAY_NONE };

	return load_list(&job, args, err);
}

int
cmd_screen_fetch(struct app *app, const struct args *args, struct err *err)
{
	const struct registry_way way = lookup_way(app, args);
	const char *url = args->count > 1 ? args->word[1] :
	    text_equal(args->word[0], "leie") ? app->settings->registry.leie_url : NULL;
	const char *folder = folder_path(app->arena, app->folder, "downloads");
	struct job job = { .app = app };

	if (url == NULL)
		return fail(err, ERR_INPUT, "say where the list %s is: credence screen fetch %s https://...", args->word[0],
		    args->word[0]), CMD_FAILED;
	if (!registry_fetch(&way, url, folder, app->arena, &job.path, &job.server_day, err))
		return CMD_FAILED;
	int status = load_list(&job, args, err);
	unlink(job.path);		/* what counts of it is in the database */
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
