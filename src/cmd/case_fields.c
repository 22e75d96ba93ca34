/* case_fields: what a person writes on the command line held against what the event may carry. */
#include "cmd/case_fields.h"

#include <string.h>

#include "engine/form.h"
#include "store/case_file.h"
#include "base/banned.h"

static bool
split(struct app *app, const char *word, struct form_word *ret_word, struct err *err)
{
	const char *equals = strchr(word, '=');

	if (equals == NULL || equals == word)
		return fail(err, ERR_INPUT, "\"%s\" is no KEY=VALUE", word);
	*ret_word = (struct form_word){ arena_strndup(app->arena, word, (size_t)(equals - word)),
	    equals + 1 };
	return true;
}

bool
case_words(struct app *app, const struct args *args, int first, struct form_word **ret_words,
    size_t *ret_count, struct err *err)
{
	size_t count = args->count > first ? (size_t)(args->count - first) : 0;
	struct form_word *words = arena_array(app->arena, count, sizeof(*words));

	for (size_t i = 0; i < count; i++)
		if (!split(app, args->word[(size_t)first + i], &words[i], err))
			return false;
	*ret_words = words;
	*ret_count = count;
	return true;
}

bool
case_fields(struct app *app, const struct args *args, int64_t case_id, const char **ret_event,
    struct facts *ret_fields, struct err *err)
{
	const struct definition *d;
	struct form_word *words;
	struct case_file c;
	size_t count;

	if (!case_load(app->db, case_id, app->arena, &c, err) ||
	    !engine_definition(&app->engine, c.definition_id, &d, err) ||
	    !case_words(app, args, 2, &words, &count, err))
		return false;
	if (strcmp(c.status, "open") != 0 && strcmp(c.status, "stuck") != 0)
		return fail(err, ERR_CONFLICT, "case CR-%lld is %s and takes no events",
		    (long long)case_id, c.status);
	*ret_event = form_event_name(args->word[1], app->arena);
	return form_read(app->db, d, c.state, *ret_event, words, count, app->settings->zone, app->arena,
	    ret_fields, err);
}

static const char *const effect_words[] = {
	[EFFECT_EMAIL] = "write a letter", [EFFECT_TASK] = "make a task",
	[EFFECT_CLOSE_TASK] = "close the task", [EFFECT_DEADLINE] = "set the deadline",
	[EFFECT_CLEAR_DEADLINE] = "clear the deadline", [EFFECT_START] = "start a case of",
	[EFFECT_CANCEL_CHILD] = "cancel the case of", [EFFECT_SET_SUBJECT] = "set",
	[EFFECT_NOTE] = "note", [EFFECT_HTTP] = "send a request",
};

static struct json *
effect_json(struct app *app, const struct effect *f)
{
	struct json *json = json_new_object();
	char day[DAY_TEXT_BYTES];

	json_set_text(json, "what", effect_words[f->kind]);
	json_set_text(json, "name", f->name != NULL ? f->name : f->workflow);
	json_set_int(json, "line", f->line);
	json_set_text(json, "title", f->title != NULL ? f->title : f->subject);
	json_set_text(json, "to", f->to);
	json_set_text(json, "text", f->body);
	json_set_text(json, "error", f->letter_error);
	json_set(json, "value", value_to_json(f->value));
	bool has_day = f->kind == EFFECT_DEADLINE || f->kind == EFFECT_TASK;
	json_set_text(json, "day", has_day && f->day != DAY_NONE ? day_format(f->day, day) : NULL);
	const char *text = f->title != NULL ? f->title : f->subject != NULL ? f->subject :
	    f->kind == EFFECT_SET_SUBJECT && !f->value.present ? "nothing" :
	    value_show(f->value, app->settings->zone, app->arena);
	cmd_say(app, "  %s %s%s%s", effect_words[f->kind], f->name != NULL ? f->name :
	    f->workflow != NULL ? f->workflow : "", text[0] != '\0' ? ": " : "", text);
	return json;
}

static struct json *
timers_json(struct app *app, const struct step_result *r)
{
	struct json *timers = json_new_array();
	char when[INSTANT_TEXT_BYTES];

	for (size_t i = 0; i < r->timers; i++) {
		struct json *timer = json_new_object();
		instant_format(r->timer[i].due_ms, app->settings->zone, when);
		json_set_text(timer, "name", r->timer[i].name);
		json_set_text(timer, "due", when);
		json_set_int(timer, "n", r->timer[i].n);
		json_push(timers, timer);
		cmd_say(app, "  timer %s due %s", r->timer[i].name, instant_to_minute(when, app->arena));
	}
	return timers;
}

int
case_dry_run(struct app *app, int64_t case_id, const char *event, const struct facts *fields,
    struct err *err)
{
	static const char *const outcome[] = {
		[STEP_DONE] = "done", [STEP_IGNORED] = "ignored", [STEP_REFUSED] = "refused",
		[STEP_ERROR] = "failed",
	};
	struct step_result r = { .outcome = STEP_IGNORED };
	bool done;

	if (!engine_deliver_dry(&app->engine, case_id, event, fields, app->now_ms, app->arena, &r, err))
		return CMD_FAILED;
	done = r.outcome == STEP_DONE;
	cmd_say(app, "CR-%lld, %s: would be %s%s%s", (long long)case_id, event, outcome[r.outcome],
	    done ? ", then in " : ": ", done ? r.state : r.reason != NULL ? r.reason : "");
	struct json *json = json_new_object(), *effects = json_new_array();
	json_set_int(json, "case_id", case_id);
	json_set_text(json, "outcome", outcome[r.outcome]);
	json_set_text(json, "state", done ? r.state : NULL);
	json_set_text(json, "rule", r.rule);
	json_set_int(json, "line", r.rule_line);
	json_set_text(json, "reason", r.reason);
	for (size_t i = 0; done && i < r.effects; i++)
		json_push(effects, effect_json(app, &r.effect[i]));
	json_set(json, "effects", effects);
	json_set(json, "timers", done ? timers_json(app, &r) : json_new_array());
	json_set(json, "trace", r.trace);
	if (app->json)
		cmd_print_json(json);
	else
		json_free(json);
	return done ? EXIT_DONE : EXIT_REFUSED;
}
