/* duty: the practice's own recurring duties: listed, done with their evidence, left out once, moved. */
#include "cmd/commands.h"

#include "base/hash.h"
#include "base/str.h"
#include "engine/engine.h"
#include "store/duty.h"
#include "base/banned.h"

int
cmd_duty_list(struct app *app, const struct args *args, struct err *err)
{
	int32_t until_day;
	struct json *due;

	if (!cmd_day_option(args, "due-by", &until_day, err) || !duty_list_until(app->db,
	    app->settings->duties, app->settings->zone, until_day, &due, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(due);
		return EXIT_DONE;
	}
	cmd_print_table(app, due, "key next_day status state title done_day done_by",
	    "no duty is due by then");
	json_free(due);
	return EXIT_DONE;
}

static int
say(struct app *app, const struct args *args, const char *event, const struct form_word *word,
    size_t words, struct err *err)
{
	struct engine_answer answer;
	char random[HASH_ID_BYTES];
	int64_t duty_id, case_id;
	struct query q;

	if (!duty_find_case(app->db, app->settings->duties, args->word[0], &duty_id, &case_id, err) ||
	    !engine_say_words(&app->engine, case_id, event, random_id(random), word, words, app->actor,
	    app->now_ms, app->arena, &answer, err))
		return CMD_FAILED;
	duty_query_one(&q, app->db, duty_id);
	return cmd_print_one(app, &q, "duty", err);
}

int
cmd_duty_done(struct app *app, const struct args *args, struct err *err)
{
	const char *evidence = args_get(args, "evidence"), *on = args_get(args, "on");
	struct form_word words[] = { { "evidence", evidence }, { "on", on } };

	if (text_blank(evidence))
		return fail(err, ERR_INPUT, "a duty is done only with its evidence: --evidence \"what proves it\""),
		    CMD_FAILED;
	return say(app, args, "user.done", words, on != NULL ? 2 : 1, err);
}

static int
say_with_reason(struct app *app, const struct args *args, const char *event, const char *to,
    struct err *err)
{
	const char *reason = args_get(args, "reason");
	struct form_word words[] = { { "reason", reason }, { "to", to } };

	if (text_blank(reason))
		return fail(err, ERR_INPUT, "say why: --reason TEXT"), CMD_FAILED;
	return say(app, args, event, words, to != NULL ? 2 : 1, err);
}

int
cmd_duty_skip(struct app *app, const struct args *args, struct err *err)
{
	return say_with_reason(app, args, "user.skip", NULL, err);
}

int
cmd_duty_move(struct app *app, const struct args *args, struct err *err)
{
	return say_with_reason(app, args, "user.move", args->word[1], err);
}
