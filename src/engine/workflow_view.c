/* workflow_view: a row of definition and what its text says. */
#include "engine/workflow_view.h"

#include "store/definition.h"
#include "base/banned.h"

static struct json *
states_json(const struct definition *d)
{
	struct json *states = json_new_array();

	for (size_t i = 0; i < definition_states(d); i++) {
		struct state_view s = definition_state(d, i);
		struct json *state = json_new_object();
		json_set_text(state, "name", s.name);
		json_set_text(state, "group", s.group);
		json_set_bool(state, "is_initial", s.initial);
		json_set_bool(state, "is_final", s.final);
		json_set_int(state, "line", s.line);
		json_push(states, state);
	}
	return states;
}

bool
engine_workflow_view(struct engine *e, const char *name, struct arena *a, struct json **ret_view, struct err *err)
{
	const struct definition *d;
	struct published row;
	int64_t id;

	if (!definition_find_current(e->db, name, &id, err) || !definition_load(e->db, id, a, &row, err) ||
	    !engine_definition(e, id, &d, err))
		return false;
	struct json *json = json_new_object();
	json_set_int(json, "definition_id", id);
	json_set_text(json, "name", row.name);
	json_set_int(json, "version", row.version);
	json_set_text(json, "subject_type", definition_subject(d)->name);
	json_set_text(json, "file", row.file);
	json_set_text(json, "sha256", row.sha256);
	json_set(json, "states", states_json(d));
	json_set_text(json, "source", row.source);
	*ret_view = json;
	return true;
}
