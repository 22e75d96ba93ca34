/* before: a case as text, so that it can be had back: in the row of a move, and beside what a person may take back. */
#include "engine/before.h"

#include <string.h>

#include "base/banned.h"

static struct json *
armed_json(const struct armed_timer *t)
{
	struct json *json = json_new_object();

	json_set_text(json, "name", t->name);
	json_set_text(json, "rule", t->rule);
	json_set_int(json, "due_ms", t->due_ms);
	json_set_int(json, "anchor_ms", t->anchor_ms);
	json_set_int(json, "n", t->n);
	json_set_int(json, "max_n", t->max_n);
	json_set_bool(json, "needs_mail", t->needs_mail);
	json_set_int(json, "set_seq", t->set_seq);
	return json;
}

struct json *
before_json(const struct work *w)
{
	struct json *json = json_new_object(), *timers = json_new_array(), *vars = NULL;

	json_set_int(json, "definition_id", w->c.definition_id);
	json_set_int(json, "rev", w->c.rev);
	json_set_text(json, "state", w->c.state);
	json_set_int(json, "entered_ms", w->c.entered_ms);
	if (!json_parse(w->c.vars_json, strlen(w->c.vars_json), &vars, NULL))
		vars = json_new_object();
	json_set(json, "vars", vars);
	for (size_t i = 0; i < w->before.timers; i++)
		json_push(timers, armed_json(&w->before.timer[i]));
	json_set(json, "timers", timers);
	return json;
}

bool
before_timers(const struct json *before, struct arena *a, struct step_result *result)
{
	const struct json *list = json_get(before, "timers");

	result->timers = json_count(list);
	result->timer = arena_array(a, result->timers, sizeof(*result->timer));
	for (size_t i = 0; i < result->timers; i++) {
		const struct json *json = json_at(list, i);
		result->timer[i] = (struct armed_timer){
			.name = arena_strdup(a, json_get_text(json, "name")),
			.rule = arena_strdup(a, json_get_text(json, "rule")),
			.due_ms = json_get_int(json, "due_ms", 0),
			.anchor_ms = json_get_int(json, "anchor_ms", 0),
			.n = json_get_int(json, "n", 1),
			.max_n = json_get_int(json, "max_n", 0),
			.needs_mail = json_get_bool(json, "needs_mail"),
			.set_seq = json_get_int(json, "set_seq", 0),
		};
		if (result->timer[i].name == NULL || result->timer[i].rule == NULL)
			return false;
	}
	return true;
}
