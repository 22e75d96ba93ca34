/* case_show: one case: where it stands, how it came there, what happens next, what people may do. */
#include "cmd/commands.h"

#include <string.h>

#include "base/str.h"
#include "store/case_file.h"
#include "store/deadline.h"
#include "store/history.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

struct show {
	struct app		*app;
	const struct definition	*definition;	/* NULL: it cannot be read any more */
	struct case_file	 c;
	struct json		*json;		/* what --json prints */
};

static const char *
when(const struct show *s, int64_t at_ms)
{
	char text[INSTANT_TEXT_BYTES];

	return arena_strdup(s->app->arena, instant_format(at_ms, s->app->settings->zone, text));
}

static const char *
moment(const struct show *s, int64_t at_ms)
{
	return cmd_moment(s->app, when(s, at_ms));
}

static struct json *
parse(const char *text)
{
	struct json *json = NULL;

	return json_parse(text, strlen(text), &json, NULL) ? json : json_new_null();
}

/* The row of the list, as an object. */
static bool
load_row(struct show *s, struct err *err)
{
	struct json *rows;
	struct query q;

	case_query_one(&q, s->app->db, s->c.case_id);
	if (!query_json(&q, s->app->settings->zone, &rows, err))
		return false;
	s->json = json_duplicate(json_at(rows, 0));
	json_free(rows);
	return true;
}

static void
say_head(const struct show *s)
{
	struct app *app = s->app;
	const char *first = json_get_text(s->json, "first_name");
	const char *last = json_get_text(s->json, "last_name");
	const char *payer = json_get_text(s->json, "payer_name");

	cmd_say(app, "CR-%lld %s v%lld: %s%s%s%s%s", (long long)s->c.case_id, s->c.workflow,
	    (long long)json_get_int(s->json, "version", 0), first != NULL ? first : "",
	    first != NULL ? " " : "", last != NULL ? last : s->c.subject_type,
	    payer != NULL ? " at " : "", payer != NULL ? payer : "");
	cmd_say(app, "  is %s in \"%s\" since %s%s%s", s->c.status, s->c.state,
	    moment(s, s->c.entered_ms), s->c.stuck_reason != NULL ? ": " : "",
	    s->c.stuck_reason != NULL ? s->c.stuck_reason : "");
	if (s->c.paused_ms != INSTANT_NONE)
		cmd_say(app, "  paused since %s", moment(s, s->c.paused_ms));
}

static bool
add_timeline(struct show *s, struct err *err)
{
	struct json *timeline = json_new_array();
	struct history *items;
	size_t count;

	json_set(s->json, "timeline", timeline);
	if (!history_list(s->app->db, s->c.case_id, s->app->arena, &items, &count, err))
		return false;
	cmd_say(s->app, "history");
	for (size_t i = 0; i < count; i++) {
		const struct history *h = &items[i];
		struct json *step = json_new_object();
		json_set_int(step, "seq", h->seq);
		json_set_text(step, "at", when(s, h->at_ms));
		json_set_text(step, "actor", h->actor);
		json_set_text(step, "rule", h->rule);
		json_set_int(step, "line", h->rule_line);
		json_set_text(step, "from_state", h->from_state);
		json_set_text(step, "to_state", h->to_state);
		json_set(step, "changes", parse(h->changes_json));
		json_push(timeline, step);
		cmd_say(s->app, "  %3lld  %s  %s -> %s  %s  (%s)", (long long)h->seq,
		    moment(s, h->at_ms), h->from_state, h->to_state, h->rule, h->actor);
	}
	return true;
}

static bool
add_next(struct show *s, struct err *err)
{
	struct json *next = json_new_array();
	struct armed_timer *timers;
	size_t count;

	json_set(s->json, "next", next);
	if (!timer_list(s->app->db, s->c.case_id, s->app->arena, &timers, &count, err))
		return false;
	cmd_say(s->app, count > 0 ? "next" : "next: nothing by itself");
	for (size_t i = 0; i < count; i++) {
		struct rule_view rule = { .text = NULL };
		struct json *timer = json_new_object();
		if (s->definition != NULL)
			definition_rule(s->definition, timers[i].rule, &rule);
		json_set_text(timer, "name", timers[i].name);
		json_set_text(timer, "due", when(s, timers[i].due_ms));
		json_set_int(timer, "n", timers[i].n);
		json_set_int(timer, "max_n", timers[i].max_n);
		json_set_bool(timer, "needs_mail", timers[i].needs_mail);
		json_set_bool(timer, "held", s->c.paused_ms != INSTANT_NONE);
		json_set_text(timer, "rule", timers[i].rule);
		json_set_text(timer, "text", rule.text);
		json_push(next, timer);
		cmd_say(s->app, "  %s  %s (%lld)  %s", moment(s, timers[i].due_ms), timers[i].name,
		    (long long)timers[i].n, rule.text != NULL ? rule.text : "");
	}
	return true;
}

static void
add_events(struct show *s)
{
	struct json *list = json_new_array();
	struct event_view *events = NULL;
	size_t count = s->definition == NULL ? 0 : definition_events(s->definition, s->c.state, s->app->arena,
	    &events);

	json_set(s->json, "events", list);
	if (count > 0)
		cmd_say(s->app, "possible events");
	for (size_t i = 0; i < count; i++) {
		struct json *event = json_new_object(), *fields = json_new_array();
		struct str words = STR_INIT;
		json_set_text(event, "name", events[i].name);
		for (size_t j = 0; j < events[i].fields; j++) {
			const struct event_field *f = &events[i].field[j];
			struct json *field = json_new_object();
			json_set_text(field, "name", f->name);
			json_set_text(field, "type", value_type_name(f->type));
			json_set_bool(field, "required", f->required);
			json_push(fields, field);
			str_printf(&words, f->required ? " %s=%s" : " [%s=%s]", f->name,
			    value_type_name(f->type));
		}
		json_set(event, "fields", fields);
		json_push(list, event);
		cmd_say(s->app, "  %s%s", events[i].name, words.text);
		str_clear(&words);
	}
}

static void
say_deadline(struct app *app, const struct json *row)
{
	const char *answers = json_get_text(row, "answers");

	cmd_say(app, "deadline %s: %s", json_get_text(row, "on_day"), json_get_text(row, "title"));
	if (answers != NULL)
		cmd_say(app, "  invited: %s", answers);
}

/* Open tasks and deadlines, with the columns of their lists. */
static bool
add_open(struct show *s, struct err *err)
{
	const struct task_filter tasks = { .case_id = s->c.case_id, .status = "open",
	    .until_day = DAY_NONE };
	const struct deadline_filter deadlines = { .case_id = s->c.case_id, .status = "open",
	    .from_day = DAY_NONE, .until_day = DAY_NONE };
	struct json *rows;
	struct query q;

	task_query_list(&q, s->app->db, &tasks);
	if (!query_json(&q, s->app->settings->zone, &rows, err))
		return false;
	json_set(s->json, "tasks", rows);
	for (size_t i = 0; i < json_count(rows); i++)
		cmd_say(s->app, "task %lld: %s", (long long)json_get_int(json_at(rows, i), "task_id",
		    0), json_get_text(json_at(rows, i), "title"));
	deadline_query_list(&q, s->app->db, &deadlines);
	if (!query_json(&q, s->app->settings->zone, &rows, err))
		return false;
	json_set(s->json, "deadlines", rows);
	for (size_t i = 0; i < json_count(rows); i++)
		say_deadline(s->app, json_at(rows, i));
	return true;
}

/* A version that cannot be read any more hides neither the case nor its history. */
static bool
load_definition(struct show *s, struct err *err)
{
	struct err why = ERR_INIT;

	if (engine_definition(&s->app->engine, s->c.definition_id, &s->definition, &why))
		return true;
	s->definition = NULL;
	if (why.kind != ERR_INPUT)
		return fail(err, why.kind, "%s", why.text);
	cmd_say(s->app, "%s", why.text);
	return true;
}

int
cmd_case_show(struct app *app, const struct args *args, struct err *err)
{
	struct show s = { .app = app };
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) ||
	    !case_load(app->db, case_id, app->arena, &s.c, err) ||
	    !load_definition(&s, err) || !load_row(&s, err))
		return CMD_FAILED;
	say_head(&s);
	bool ok = add_timeline(&s, err) && add_next(&s, err) && add_open(&s, err);
	if (ok)
		add_events(&s);
	if (ok && app->json)
		cmd_print_json(s.json);
	else
		json_free(s.json);
	return ok ? EXIT_DONE : CMD_FAILED;
}
