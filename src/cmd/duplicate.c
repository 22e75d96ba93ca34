/* duplicate: providers who may be one person: listed, called two, merged, parted again. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/str.h"
#include "core/duplicate.h"
#include "store/duplicate.h"
#include "store/lookup.h"
#include "store/merge.h"
#include "base/banned.h"

#define SCORE_MAX	100

int
cmd_provider_duplicates(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id, score;
	struct json *pairs;

	if (!cmd_provider_option(app, args, &provider_id, err) ||
	    !args_int(args, "score", DUPLICATE_SCORE_MIN, &score, err))
		return CMD_FAILED;
	if (score < 0 || score > SCORE_MAX)
		return fail(err, ERR_INPUT, "--score is a number from 0 to %d", SCORE_MAX), CMD_FAILED;
	if (!duplicate_list(app->db, provider_id, (int)score, &pairs, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(pairs);
		return EXIT_DONE;
	}
	cmd_print_table(app, pairs, "score provider_id npi name other_id other_npi other_name reasons",
	    "nobody looks like a duplicate");
	if (json_count(pairs) > 0)
		cmd_say(app, "\nOne person: \"credence provider merge A B\". Two: \"credence provider "
		    "distinct A B --reason ...\"");
	json_free(pairs);
	return EXIT_DONE;
}

static bool
two_providers(struct app *app, const struct args *args, int64_t *ret_one, int64_t *ret_other,
    struct err *err)
{
	return cmd_provider_id(app, args->word[0], ret_one, err) &&
	    cmd_provider_id(app, args->word[1], ret_other, err);
}

int
cmd_provider_distinct(struct app *app, const struct args *args, struct err *err)
{
	const char *reason = args_get(args, "reason");
	int64_t one, other;

	if (!two_providers(app, args, &one, &other, err))
		return CMD_FAILED;
	if (text_blank(reason))
		return fail(err, ERR_INPUT, "--reason says how it is known"), CMD_FAILED;
	if (!duplicate_deny(app->db, one, other, reason, app->actor, app->now_ms, err))
		return CMD_FAILED;
	cmd_say(app, "providers %lld and %lld are two people", (long long)one, (long long)other);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "provider_id", one);
		json_set_int(json, "other_id", other);
		json_set_text(json, "reason", reason);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}

static void
say_merge(struct app *app, const struct json *result, bool dry_run)
{
	const struct json *moved = json_get(result, "moved"), *left = json_get(result, "left_behind");
	const struct json *filled = json_get(result, "filled");
	struct json *value;
	const char *table;

	bool is_empty = !json_entry(moved, 0, &table, &value) && json_count(filled) + json_count(left) == 0;
	cmd_say(app, dry_run ? "nothing was changed; provider %lld would be merged into %lld%s" :
	    "provider %lld is merged into %lld%s", (long long)json_get_int(result, "merged_id", 0),
	    (long long)json_get_int(result, "provider_id", 0), is_empty ? ", which lacks nothing that it has" : ":");
	for (size_t i = 0; json_entry(moved, i, &table, &value); i++)
		cmd_say(app, "%6lld  rows of %s", (long long)json_as_int(value, 0), table);
	for (size_t i = 0; i < json_count(filled); i++)
		cmd_say(app, "        gets %s", json_as_text(json_at(filled, i)));
	for (size_t i = 0; i < json_count(left); i++)
		cmd_say(app, "        %s %lld stays with the old record: the kept one has the like",
		    json_get_text(json_at(left, i), "table"),
		    (long long)json_get_int(json_at(left, i), "id", 0));
	if (!dry_run)
		cmd_say(app, "\"credence provider unmerge %lld\" takes it back",
		    (long long)json_get_int(result, "merged_id", 0));
}

int
cmd_provider_merge(struct app *app, const struct args *args, struct err *err)
{
	const struct merge_by by = { app->actor, app->now_ms };
	bool dry_run = args_has(args, "dry-run");
	struct json *result;
	int64_t one, other;

	if (!two_providers(app, args, &one, &other, err) ||
	    !merge_providers(app->db, one, other, dry_run, &by, &result, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(result);
		return EXIT_DONE;
	}
	say_merge(app, result, dry_run);
	json_free(result);
	return EXIT_DONE;
}

int
cmd_provider_unmerge(struct app *app, const struct args *args, struct err *err)
{
	const struct merge_by by = { app->actor, app->now_ms };
	int64_t gone, kept;

	if (!lookup_provider_record(app->db, args->word[0], &gone, err) ||
	    !merge_undo(app->db, gone, &by, &kept, err))
		return CMD_FAILED;
	cmd_say(app, "providers %lld and %lld are two records again", (long long)kept, (long long)gone);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "provider_id", kept);
		json_set_int(json, "merged_id", gone);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}
