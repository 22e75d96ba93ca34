/* case: lists of cases, and what people do to one. */
#include "cmd/commands.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "cmd/case_fields.h"
#include "cmd/noun.h"
#include "base/banned.h"

int
cmd_case_list(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	struct case_filter filter;
	struct query q;

	if (!list_filter_case(&wishes, &filter, err))
		return CMD_FAILED;
	case_query_list(&q, app->db, &filter);
	return cmd_print_columns(app, &q, "case_id workflow state status last_name first_name payer_name"
	    " entered_ms next_due_ms", "no cases", err);
}

int
cmd_case_open(struct app *app, const struct args *args, struct err *err)
{
	const char *workflow = args->word[0], *type = args->word[1];
	int64_t subject_id, case_id;

	bool ok = text_equal(type, "provider") ?
	    cmd_provider_id(app, args->word[2], &subject_id, err) :
	    cmd_id(args->word[2], type, &subject_id, err);
	if (!ok || !engine_open_case(&app->engine, workflow, type, subject_id, app->actor, true,
	    app->now_ms, &case_id, err))
		return CMD_FAILED;
	cmd_say(app, "opened CR-%lld", (long long)case_id);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "case_id", case_id);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}

static const char *const outcome_name[] = {
	[STEP_DONE] = "done", [STEP_IGNORED] = "ignored", [STEP_REFUSED] = "refused",
	[STEP_ERROR] = "failed",
};

static void
say_answer(struct app *app, int64_t case_id, const struct engine_answer *answer)
{
	if (answer->duplicate)
		cmd_say(app, "CR-%lld: delivered before, nothing was done", (long long)case_id);
	else if (answer->outcome != STEP_DONE)
		cmd_say(app, "CR-%lld: %s: %s", (long long)case_id, outcome_name[answer->outcome],
		    answer->reason != NULL ? answer->reason : "");
	else
		cmd_say(app, "CR-%lld: %s -> %s (line %d), %s queued", (long long)case_id,
		    answer->from_state, answer->state, answer->line,
		    cmd_count(app, (int64_t)answer->queued, "letter", "letters"));
}

static int
print_answer(struct app *app, int64_t case_id, const struct engine_answer *answer)
{
	struct err why = ERR_INIT;

	say_answer(app, case_id, answer);
	/* Who wants results alone still hears why there is none. */
	if (app->quiet && !app->json && answer->outcome != STEP_DONE && !answer->duplicate) {
		fail(&why, ERR_INPUT, "CR-%lld: %s: %s", (long long)case_id, outcome_name[answer->outcome],
		    answer->reason != NULL ? answer->reason : "");
		cmd_complain(&why);
	}
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "case_id", case_id);
		json_set_text(json, "outcome", outcome_name[answer->outcome]);
		json_set_bool(json, "duplicate", answer->duplicate);
		json_set_text(json, "from_state", answer->from_state);
		json_set_text(json, "state", answer->state);
		json_set_text(json, "rule", answer->rule);
		json_set_int(json, "line", answer->line);
		json_set_text(json, "reason", answer->reason);
		json_set_int(json, "seq", answer->seq);
		json_set_int(json, "queued", (int64_t)answer->queued);
		cmd_print_json(json);
	}
	if (answer->outcome == STEP_DONE || answer->duplicate)
		return EXIT_DONE;
	return answer->outcome == STEP_ERROR ? EXIT_COULD_NOT : EXIT_REFUSED;
}

int
cmd_case_event(struct app *app, const struct args *args, struct err *err)
{
	const char *once = args_get(args, "dedup"), *event;
	char random[HASH_ID_BYTES];
	struct engine_answer answer;
	struct facts fields;
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) ||
	    !case_fields(app, args, case_id, &event, &fields, err))
		return CMD_FAILED;
	if (once == NULL)
		once = random_id(random);
	if (args_has(args, "dry-run"))
		return case_dry_run(app, case_id, event, &fields, err);
	if (!engine_say(&app->engine, case_id, event, once, app->actor, &fields, app->now_ms,
	    app->arena, &answer, err))
		return CMD_FAILED;
	return print_answer(app, case_id, &answer);
}

static int
print_done(struct app *app, int64_t case_id, const char *status)
{
	struct json *json;

	cmd_say(app, "CR-%lld: %s", (long long)case_id, status);
	if (!app->json)
		return EXIT_DONE;
	json = json_new_object();
	json_set_int(json, "case_id", case_id);
	json_set_text(json, "done", status);
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_case_note(struct app *app, const struct args *args, struct err *err)
{
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) ||
	    !engine_note(&app->engine, case_id, args->word[1], app->actor, app->now_ms, err))
		return CMD_FAILED;
	return print_done(app, case_id, "noted");
}

int
cmd_case_pause(struct app *app, const struct args *args, struct err *err)
{
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) ||
	    !engine_pause(&app->engine, case_id, app->actor, app->now_ms, err))
		return CMD_FAILED;
	return print_done(app, case_id, "paused");
}

int
cmd_case_resume(struct app *app, const struct args *args, struct err *err)
{
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) || !engine_resume(&app->engine, case_id,
	    args_has(args, "skip"), app->actor, app->now_ms, err))
		return CMD_FAILED;
	return print_done(app, case_id, "resumed");
}
