/*
 * snapshot: loads everything that a step looks at, so that workflow/step needs no handle and no clock.
 */
#include "engine/inside.h"

#include <string.h>

#include "store/deadline.h"
#include "store/timer.h"
#include "base/banned.h"

bool
work_read_vars(const struct definition *d, const char *vars_json, struct arena *a,
    struct value **ret_vars, struct err *err)
{
	size_t count = definition_vars(d);
	struct value *vars = arena_array(a, count, sizeof(*vars));
	struct json *object;

	if (!json_parse(vars_json, strlen(vars_json), &object, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < count && ok; i++) {
		struct var_view v = definition_var(d, i);
		struct json *json = json_get(object, v.name);
		if (json_kind_of(json) == JSON_IS_NULL)
			vars[i] = value_absent(v.type);
		else
			ok = value_from_json(v.type, json, a, &vars[i]) || fail(err, ERR_SYSTEM,
			    "variable \"%s\" is no %s", v.name, value_type_name(v.type));
	}
	json_free(object);
	*ret_vars = vars;
	return ok;
}

struct json *
work_vars(const struct work *w, const struct value *var)
{
	struct json *object = json_new_object();

	for (size_t i = 0; i < definition_vars(w->definition); i++)
		if (var[i].present && !definition_var(w->definition, i).is_const)
			json_set(object, definition_var(w->definition, i).name,
			    value_to_json(var[i]));
	return object;
}

static void
add_parent_facts(struct work *w, const struct definition *d, const struct value *vars, const char *state)
{
	for (size_t i = 0; i < definition_vars(d); i++)
		facts_set(&w->facts, arena_printf(w->a, "parent.%s", definition_var(d, i).name), vars[i]);
	facts_set(&w->facts, "parent.state", value_text(state));
}

/* parent.*: the variables of the case that started this one; of one that is at work, as its step leaves them. */
static bool
add_parent(struct work *w, struct err *err)
{
	const struct definition *d;
	struct case_file parent;
	struct value *vars;

	if (w->parent != NULL)
		add_parent_facts(w, w->parent->definition, w->parent->result.var, w->parent->result.state);
	if (w->c.parent_case_id == 0 || w->parent != NULL)
		return true;
	if (!case_load(w->run->e->db, w->c.parent_case_id, w->a, &parent, err) ||
	    !definitions_find(w->run->e, parent.definition_id, &d, err) ||
	    !work_read_vars(d, parent.vars_json, w->a, &vars, err))
		return false;
	add_parent_facts(w, d, vars, parent.state);
	return true;
}

static bool
load_facts(struct work *w, struct err *err)
{
	struct run *run = w->run;

	facts_init(&w->facts, w->a);
	if (!subject_load(run->e->db, definition_subject(w->definition), w->c.subject_id,
	    run->e->settings, run->now_ms, &w->facts, &w->subject, err) || !add_parent(w, err))
		return false;
	w->before.facts = &w->facts;
	w->before.zone = run->e->settings->zone;
	return true;
}

bool
work_begin(struct work *w, const struct definition *d, struct err *err)
{
	size_t vars = definition_vars(d);

	w->definition = d;
	w->before = (struct snapshot){
		.case_id = w->c.case_id,
		.entered_ms = w->run->now_ms,
		.var = arena_array(w->a, vars, sizeof(struct value)),
	};
	for (size_t i = 0; i < vars; i++)
		w->before.var[i] = value_absent(definition_var(d, i).type);
	return load_facts(w, err);
}

bool
work_load_rows(struct work *w, struct err *err)
{
	struct db *db = w->run->e->db;
	struct armed_timer *timers;
	struct named_count *counts;
	struct named_day *days;

	if (!timer_list(db, w->c.case_id, w->a, &timers, &w->before.timers, err) ||
	    !case_list_counts(db, w->c.case_id, w->a, &counts, &w->before.counts, err) ||
	    !deadline_list_days(db, w->c.case_id, w->a, &days, &w->before.deadlines, err))
		return false;
	w->before.timer = timers;
	w->before.count = counts;
	w->before.deadline = days;
	return load_facts(w, err);
}

bool
work_load(struct work *w, int64_t case_id, struct err *err)
{
	if (!case_load(w->run->e->db, case_id, w->a, &w->c, err) ||
	    !definitions_find(w->run->e, w->c.definition_id, &w->definition, err))
		return false;
	w->before = (struct snapshot){
		.case_id = case_id,
		.state = w->c.state,
		.rev = w->c.rev,
		.entered_ms = w->c.entered_ms,
	};
	return work_read_vars(w->definition, w->c.vars_json, w->a, &w->before.var, err) &&
	    work_load_rows(w, err);
}
