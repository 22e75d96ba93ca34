/* case_view: a case put together from its rows and its definition. */
#include "engine/case_view.h"

#include <string.h>

#include "base/str.h"
#include "store/case_file.h"
#include "store/deadline.h"
#include "store/history.h"
#include "store/task.h"
#include "store/timer.h"
#include "workflow/personal.h"
#include "base/banned.h"

struct view {
	struct engine		*e;
	const struct definition	*definition;	/* NULL: it cannot be read any more */
	struct case_file	 c;
	struct arena		*a;
	struct json		*json;
};

static const char *
when(const struct view *v, int64_t at_ms)
{
	char text[INSTANT_TEXT_BYTES];

	return arena_strdup(v->a, instant_format(at_ms, v->e->settings->zone, text));
}

static struct json *
parse(const char *text)
{
	struct json *json = NULL;

	return json_parse(text, strlen(text), &json, NULL) ? json : json_new_null();
}

/* The row of the list, as an object. */
static bool
load_row(struct view *v, struct err *err)
{
	struct json *rows;
	struct query q;

	case_query_one(&q, v->e->db, v->c.case_id);
	if (!query_json(&q, v->e->settings->zone, &rows, err))
		return false;
	v->json = json_duplicate(json_at(rows, 0));
	personal_mask(v->definition, json_get(v->json, "vars"));
	json_free(rows);
	return true;
}

static bool
add_timeline(struct view *v, struct err *err)
{
	struct json *timeline = json_new_array();
	struct history *items;
	size_t count;

	json_set(v->json, "timeline", timeline);
	if (!history_list(v->e->db, v->c.case_id, v->a, &items, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct history *h = &items[i];
		struct json *step = json_new_object();
		json_set_int(step, "seq", h->seq);
		json_set_text(step, "at", when(v, h->at_ms));
		json_set_text(step, "actor", h->actor);
		json_set_text(step, "rule", h->rule);
		json_set_int(step, "line", h->rule_line);
		json_set_text(step, "from_state", h->from_state);
		json_set_text(step, "to_state", h->to_state);
		struct json *changes = parse(h->changes_json);
		personal_mask_changes(v->definition, changes);
		json_set(step, "changes", changes);
		json_push(timeline, step);
	}
	return true;
}

static bool
add_next(struct view *v, struct err *err)
{
	struct json *next = json_new_array();
	struct armed_timer *timers;
	size_t count;

	json_set(v->json, "next", next);
	if (!timer_list(v->e->db, v->c.case_id, v->a, &timers, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct rule_view rule = { .text = NULL };
		struct json *timer = json_new_object();
		if (v->definition != NULL)
			definition_rule(v->definition, timers[i].rule, &rule);
		json_set_text(timer, "name", timers[i].name);
		json_set_text(timer, "due", when(v, timers[i].due_ms));
		json_set_int(timer, "n", timers[i].n);
		json_set_int(timer, "max_n", timers[i].max_n);
		json_set_bool(timer, "needs_mail", timers[i].needs_mail);
		json_set_bool(timer, "held", v->c.paused_ms != INSTANT_NONE);
		json_set_text(timer, "rule", timers[i].rule);
		json_set_text(timer, "text", rule.text);
		json_push(next, timer);
	}
	return true;
}

static void
add_events(struct view *v)
{
	struct json *list = json_new_array();
	struct event_view *events = NULL;
	size_t count = v->definition == NULL ? 0 : definition_events(v->definition, v->c.state, v->a, &events);

	json_set(v->json, "events", list);
	for (size_t i = 0; i < count; i++) {
		struct json *event = json_new_object(), *fields = json_new_array();
		json_set_text(event, "name", events[i].name);
		for (size_t j = 0; j < events[i].fields; j++) {
			const struct event_field *f = &events[i].field[j];
			struct json *field = json_new_object();
			json_set_text(field, "name", f->name);
			json_set_text(field, "type", value_type_name(f->type));
			json_set_bool(field, "required", f->required);
			json_push(fields, field);
		}
		json_set(event, "fields", fields);
		json_push(list, event);
	}
}

/* Open tasks and deadlines, with the columns of their lists. */
static bool
add_open(struct view *v, struct err *err)
{
	struct json *rows;
	struct query q;

	task_query_open(&q, v->e->db, v->c.case_id);
	if (!query_json(&q, v->e->settings->zone, &rows, err))
		return false;
	json_set(v->json, "tasks", rows);
	deadline_query_open(&q, v->e->db, v->c.case_id);
	if (!query_json(&q, v->e->settings->zone, &rows, err))
		return false;
	json_set(v->json, "deadlines", rows);
	return true;
}

/* A version that cannot be read any more hides neither the case nor its history. */
static bool
load_definition(struct view *v, const char **ret_why, struct err *err)
{
	struct err why = ERR_INIT;

	*ret_why = NULL;
	if (engine_definition(v->e, v->c.definition_id, &v->definition, &why))
		return true;
	v->definition = NULL;
	if (why.kind != ERR_INPUT)
		return fail(err, why.kind, "%s", why.text);
	*ret_why = arena_strdup(v->a, why.text);
	return true;
}

bool
engine_case_view(struct engine *e, int64_t case_id, struct arena *a, struct json **ret_view,
    const char **ret_why, struct err *err)
{
	struct view v = { .e = e, .a = a };

	if (!case_load(e->db, case_id, a, &v.c, err) || !load_definition(&v, ret_why, err) ||
	    !load_row(&v, err))
		return false;
	if (!add_timeline(&v, err) || !add_next(&v, err) || !add_open(&v, err)) {
		json_free(v.json);
		return false;
	}
	add_events(&v);
	*ret_view = v.json;
	return true;
}
