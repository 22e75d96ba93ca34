/* case_fields: what a person writes on the command line held against what the event may carry. */
#include "cmd/case_fields.h"

#include <string.h>

#include "base/str.h"
#include "store/case_file.h"
#include "store/definition.h"
#include "base/banned.h"

bool
case_definition(struct app *app, int64_t definition_id, const struct definition **ret,
    struct err *err)
{
	struct published row;
	struct problems problems;

	if (!definition_load(app->db, definition_id, app->arena, &row, err))
		return false;
	problems_init(&problems, app->arena);
	*ret = definition_parse(row.file, row.source, strlen(row.source), row.asset, row.assets,
	    app->arena, &problems);
	return *ret != NULL || fail(err, ERR_SYSTEM, "the published workflow \"%s\" cannot be read: "
	    "%s", row.name, problems.count > 0 ? problems.item[0].text : "unknown mistake");
}

/* The event as the state knows it; NULL when it has no rule for it. */
static const struct event_view *
find_event(const struct definition *d, const char *state, const char *name, struct arena *a)
{
	struct event_view *events;
	size_t count = definition_events(d, state, a, &events);

	for (size_t i = 0; i < count; i++)
		if (strcmp(events[i].name, name) == 0)
			return &events[i];
	return NULL;
}

static const struct event_field *
find_field(const struct event_view *event, const char *name)
{
	for (size_t i = 0; event != NULL && i < event->fields; i++)
		if (strcmp(event->field[i].name, name) == 0)
			return &event->field[i];
	return NULL;
}

static bool
fail_field(const struct event_view *event, const char *name, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < event->fields; i++)
		str_printf(&known, "%s%s", i > 0 ? ", " : "", event->field[i].name);
	fail(err, ERR_INPUT, "event \"%s\" has no field \"%s\". It has: %s", event->name, name,
	    known.len > 0 ? known.text : "none");
	str_clear(&known);
	return false;
}

static bool
read_field(struct app *app, const struct event_view *event, const char *word,
    struct facts *fields, struct err *err)
{
	const char *equals = strchr(word, '=');
	struct value value;

	if (equals == NULL || equals == word)
		return fail(err, ERR_INPUT, "\"%s\" is no KEY=VALUE", word);
	const char *name = arena_strndup(app->arena, word, (size_t)(equals - word));
	const struct event_field *field = find_field(event, name);
	if (event != NULL && field == NULL)
		return fail_field(event, name, err);
	enum value_type type = field != NULL ? field->type : TYPE_TEXT;
	if (!value_parse(type, equals + 1, app->settings->zone, app->arena, &value))
		return fail(err, ERR_INPUT, "\"%s\" of \"%s\" should be of type %s, not \"%s\"%s", name,
		    event != NULL ? event->name : "", value_type_name(type), equals + 1,
		    type == TYPE_DATE ? ". Write a day as 2026-11-22" : "");
	facts_set(fields, name, value);
	return true;
}

static bool
check_required(const struct event_view *event, const struct facts *fields, struct err *err)
{
	for (size_t i = 0; event != NULL && i < event->fields; i++)
		if (event->field[i].required && facts_get(fields, event->field[i].name) == NULL)
			return fail(err, ERR_INPUT, "event \"%s\" needs %s=... (%s)", event->name,
			    event->field[i].name, value_type_name(event->field[i].type));
	return true;
}

bool
case_fields(struct app *app, const struct args *args, int64_t case_id, const char **ret_event,
    struct facts *ret_fields, struct err *err)
{
	const struct definition *d;
	struct case_file c;
	const char *name = args->word[1];

	if (strchr(name, '.') == NULL)
		name = arena_printf(app->arena, "user.%s", name);
	if (!case_load(app->db, case_id, app->arena, &c, err) ||
	    !case_definition(app, c.definition_id, &d, err))
		return false;
	const struct event_view *event = find_event(d, c.state, name, app->arena);
	facts_init(ret_fields, app->arena);
	for (int i = 2; i < args->count; i++)
		if (!read_field(app, event, args->word[i], ret_fields, err))
			return false;
	*ret_event = name;
	return check_required(event, ret_fields, err);
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
	bool has_day = f->kind == EFFECT_DEADLINE || f->kind == EFFECT_TASK;
	json_set_text(json, "day", has_day && f->day != DAY_NONE ? day_format(f->day, day) : NULL);
	cmd_say(app, "  %s %s: %s", effect_words[f->kind], f->name != NULL ? f->name :
	    f->workflow != NULL ? f->workflow : "", f->title != NULL ? f->title :
	    f->subject != NULL ? f->subject : "");
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
		cmd_say(app, "  timer %s due %s", r->timer[i].name, when);
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
