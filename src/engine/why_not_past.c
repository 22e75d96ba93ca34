/* why_not_past: a case as it was on a day, from what each step of its history says that it changed. */
#include "engine/why_not_inside.h"

#include <string.h>

#include "base/banned.h"

struct folding {
	struct work		*w;
	struct armed_timer	*timer;
	size_t			 timers, size;
};

static struct armed_timer *
find_timer(struct folding *f, const char *name)
{
	for (size_t i = 0; i < f->timers; i++)
		if (strcmp(f->timer[i].name, name) == 0)
			return &f->timer[i];
	return NULL;
}

/* The rule's id as the definition knows it, in that state. */
static const char *
timer_rule(const struct folding *f, const char *state, const char *name)
{
	struct rule_view view;
	struct state_view s;
	const char *id = arena_printf(f->w->a, "%s.timer.%s", state, name);

	if (!definition_rule(f->w->definition, id, &view) &&
	    definition_state_find(f->w->definition, state, &s) && s.group != NULL)
		id = arena_printf(f->w->a, "%s.timer.%s", s.group, name);
	return id;
}

static void
fold_timer(struct folding *f, const struct history *h, const char *name, const struct json *note)
{
	struct armed_timer *t = find_timer(f, name);
	int64_t anchor_ms = json_get_int(note, "anchor_ms", 0);

	if (json_kind_of(note) == JSON_IS_NULL) {
		if (t != NULL)
			*t = f->timer[--f->timers];
		return;
	}
	/* The same anchor: it went on to its next firing and was not armed anew. */
	int64_t set_seq = t != NULL && t->anchor_ms == anchor_ms && strcmp(h->from_state, h->to_state) == 0 ?
	    t->set_seq : h->seq;
	if (t == NULL) {
		f->timer = arena_grow(f->w->a, f->timer, f->timers, &f->size, sizeof(*f->timer));
		t = &f->timer[f->timers++];
	}
	*t = (struct armed_timer){ .name = arena_strdup(f->w->a, name),
		.rule = timer_rule(f, h->to_state, name), .due_ms = json_get_int(note, "due_ms", 0),
		.anchor_ms = anchor_ms, .n = json_get_int(note, "n", 1), .max_n = json_get_int(note, "max_n", 0),
		.needs_mail = json_get_bool(note, "needs_mail"), .set_seq = set_seq };
}

static void
fold_var(struct folding *f, const char *name, const struct json *pair)
{
	const struct definition *d = f->w->definition;

	for (size_t i = 0; i < definition_vars(d); i++)
		if (strcmp(definition_var(d, i).name, name) == 0 && (json_kind_of(json_at(pair, 1)) == JSON_IS_NULL ||
		    !value_from_json(definition_var(d, i).type, json_at(pair, 1), f->w->a,
		    &f->w->before.var[i])))
			f->w->before.var[i] = value_absent(definition_var(d, i).type);
}

static bool
fold_step(struct folding *f, const struct history *h, struct err *err)
{
	struct snapshot *s = &f->w->before;
	struct json *changes, *value;
	const char *key;

	if (!json_parse(h->changes_json, strlen(h->changes_json), &changes, err))
		return false;
	for (size_t i = 0; json_entry(json_get(changes, "vars"), i, &key, &value); i++)
		fold_var(f, key, value);
	for (size_t i = 0; json_entry(json_get(changes, "timers"), i, &key, &value); i++)
		fold_timer(f, h, key, value);
	json_free(changes);
	if (strcmp(h->from_state, h->to_state) != 0 && strncmp(h->rule, "migrate", strlen("migrate")) != 0)
		s->entered_ms = h->at_ms;
	s->state = h->to_state;
	s->rev = h->seq;
	f->w->c.paused_ms = strcmp(h->rule, "pause") == 0 ? h->at_ms : strcmp(h->rule, "resume") == 0 ?
	    INSTANT_NONE : f->w->c.paused_ms;
	return true;
}

bool
work_fold(struct work *w, int64_t at_ms, struct err *err)
{
	struct folding f = { .w = w };
	struct history *step;
	size_t count, steps = 0;

	if (!history_list(w->run->e->db, w->c.case_id, w->a, &step, &count, err))
		return false;
	while (steps < count && step[steps].at_ms <= at_ms)
		steps++;
	if (steps == 0)
		return fail(err, ERR_MISSING, "case CR-%lld had not begun then", (long long)w->c.case_id);
	w->c.definition_id = step[steps - 1].definition_id;
	if (!definitions_find(w->run->e, w->c.definition_id, &w->definition, err))
		return false;
	size_t vars = definition_vars(w->definition);
	w->before.var = arena_array(w->a, vars, sizeof(struct value));
	for (size_t i = 0; i < vars; i++)
		w->before.var[i] = value_absent(definition_var(w->definition, i).type);
	w->c.paused_ms = INSTANT_NONE;
	for (size_t i = 0; i < steps; i++)
		if (!fold_step(&f, &step[i], err))
			return false;
	w->before.timer = f.timer;
	w->before.timers = f.timers;
	w->c.state = w->before.state;
	w->c.rev = w->before.rev;
	if (w->c.closed_ms != INSTANT_NONE && w->c.closed_ms > at_ms) {
		w->c.closed_ms = INSTANT_NONE;
		w->c.status = "open";
	}
	return true;
}
