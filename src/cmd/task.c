/* task and deadline: what people have to do, and by when. */
#include "cmd/commands.h"

#include "cmd/case_fields.h"
#include "cmd/noun.h"
#include "base/banned.h"

int
cmd_task_list(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	struct task_filter filter;
	struct query q;

	if (!list_filter_task(&wishes, &filter, err))
		return CMD_FAILED;
	task_query_list(&q, app->db, &filter);
	return cmd_print_columns(app, &q, args_has(args, "all") ?
	    "task_id due_day title role assignee case_id is_escalation status closed_by" :
	    "task_id due_day title role assignee case_id is_escalation", "no tasks", err);
}

static int
print_task(struct app *app, int64_t task_id, const char *done)
{
	struct json *json;

	cmd_say(app, "task %lld is %s", (long long)task_id, done);
	if (!app->json)
		return EXIT_DONE;
	json = json_new_object();
	json_set_int(json, "task_id", task_id);
	json_set_text(json, "status", done);
	cmd_print_json(json);
	return EXIT_DONE;
}

static int
print_done(struct app *app, int64_t task_id, const struct engine_answer *answer)
{
	bool heard = answer->outcome == STEP_DONE;

	cmd_say(app, heard ? "task %lld is done; its case: %s -> %s" : "task %lld is done",
	    (long long)task_id, answer->from_state, answer->state);
	if (!app->json)
		return EXIT_DONE;
	struct json *json = json_new_object();
	json_set_int(json, "task_id", task_id);
	json_set_text(json, "status", "done");
	json_set_text(json, "state", heard ? answer->state : NULL);
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_task_done(struct app *app, const struct args *args, struct err *err)
{
	struct engine_answer answer;
	struct form_word *words;
	int64_t task_id;
	size_t count;

	if (!cmd_id(args->word[0], "task", &task_id, err) ||
	    !case_words(app, args, 1, &words, &count, err) ||
	    !engine_end_task(&app->engine, task_id, words, count, app->actor, app->now_ms, app->arena,
	    &answer, err))
		return CMD_FAILED;
	return print_done(app, task_id, &answer);
}

int
cmd_task_assign(struct app *app, const struct args *args, struct err *err)
{
	int64_t task_id;

	if (!cmd_id(args->word[0], "task", &task_id, err) || !cmd_name(args->word[1], "who does a task", err) ||
	    !db_begin(app->db, err) ||
	    !db_end(app->db, task_assign(app->db, task_id, args->word[1], app->actor, app->now_ms, err), err))
		return CMD_FAILED;
	return print_task(app, task_id, "assigned");
}

int
cmd_task_move(struct app *app, const struct args *args, struct err *err)
{
	int64_t task_id;
	int32_t day;

	if (!cmd_id(args->word[0], "task", &task_id, err))
		return CMD_FAILED;
	if (!day_parse(args->word[1], &day))
		return fail(err, ERR_INPUT, "\"%s\" is no day, as in 2027-01-31", args->word[1]),
		    CMD_FAILED;
	if (!db_begin(app->db, err) ||
	    !db_end(app->db, task_move(app->db, task_id, day, app->actor, app->now_ms, err), err))
		return CMD_FAILED;
	return print_task(app, task_id, "moved");
}

int
cmd_deadline_list(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	struct deadline_filter filter;
	struct query q;

	if (!list_filter_deadline(&wishes, &filter, err))
		return CMD_FAILED;
	deadline_query_list(&q, app->db, &filter);
	return cmd_print_columns(app, &q, "deadline_id on_day title kind case_id status answers",
	    "no deadlines", err);
}
