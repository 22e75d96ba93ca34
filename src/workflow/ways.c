/* ways: a walk over all outcomes and action lists of a file. */
#include "workflow/ways.h"

#include <string.h>

#include "base/str.h"
#include "workflow/definition_inside.h"
#include "base/banned.h"

struct search {
	const struct definition	*d;
	const char		*name, *here;
	int			 kind;		/* enum action_kind; -1: a state */
	struct arena		*a;
	struct way		*way;
	size_t			 ways, size;
};

static const struct { const char *what; int kind; } kinds[] = {
	{ "mail", ACT_EMAIL }, { "task", ACT_TASK }, { "deadline", ACT_DEADLINE }, { "case", ACT_START },
	{ "request", ACT_HTTP }, { "state", -1 },
};

static bool
find_kind(const char *what, int *ret_kind)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (strcmp(kinds[i].what, what) == 0) {
			*ret_kind = kinds[i].kind;
			return true;
		}
	return false;
}

static bool
is_kind(int wanted, const struct action *action)
{
	return (int)action->kind == wanted || (wanted == ACT_TASK && action->kind == ACT_ESCALATE);
}

static bool
does(const struct search *s, const struct actions *acts, int *ret_line)
{
	for (size_t i = 0; i < acts->count; i++)
		if (is_kind(s->kind, &acts->item[i]) && text_equal(acts->item[i].name, s->name)) {
			*ret_line = acts->item[i].line;
			return true;
		}
	return false;
}

static void
add(struct search *s, struct way way)
{
	way.is_in_force = way.state == NULL || strcmp(way.state, s->here) == 0;
	s->way = arena_grow(s->a, s->way, s->ways, &s->size, sizeof(*s->way));
	s->way[s->ways++] = way;
}

static bool
leads(const struct search *s, const struct outcome *out, int *ret_line)
{
	if (s->kind >= 0)
		return does(s, &out->act, ret_line);
	*ret_line = out->go_line;
	return out->go >= 0 && strcmp(s->d->state[out->go].name, s->name) == 0;
}

static const char *
event_words(const struct rule *rule, struct arena *a)
{
	const char *words = "";

	for (const char **event = rule->event; *event != NULL; event++)
		words = arena_printf(a, "%s%s%s", words, event > rule->event ? ", " : "", *event);
	return words;
}

static void
search_rules(struct search *s, const struct rules *rules, const char *state, enum way_kind kind)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->item[i];
		struct way way = { .kind = kind, .rule = r->id, .state = state, .event = r->event,
			.cause = event_words(r, s->a) };
		if (leads(s, &r->then, &way.line))
			add(s, way);
		way.kind = WAY_ELSE;
		if (does(s, &r->otherwise, &way.line))
			add(s, way);
	}
}

static void
search_state(struct search *s, const struct state *state)
{
	struct way way = { .kind = WAY_ENTRY, .rule = state->entry_id, .state = state->name };

	if (does(s, &state->entry, &way.line))
		add(s, way);
	way = (struct way){ .kind = WAY_EXIT, .rule = state->exit_id, .state = state->name };
	if (does(s, &state->exit, &way.line))
		add(s, way);
	for (size_t i = 0; i < state->timers; i++) {
		const struct timer_rule *t = &state->timer[i];
		way = (struct way){ .kind = WAY_TIMER, .rule = t->id, .state = state->name, .cause = t->name };
		if (leads(s, &t->fire, &way.line))
			add(s, way);
		way.is_last = true;
		way.rule = t->then_id;
		if (leads(s, &t->last, &way.line))
			add(s, way);
	}
	search_rules(s, &state->on, state->name, WAY_EVENT);
	if (state->group >= 0)
		search_rules(s, &s->d->group[state->group].on, state->name, WAY_EVENT);
}

size_t
ways_find(const struct definition *d, const char *what, const char *name, const char *state,
    struct arena *a, struct way **ret_ways)
{
	struct search s = { .d = d, .name = name, .here = state, .a = a };

	if (!find_kind(what, &s.kind))
		return 0;
	for (size_t i = 0; i < d->states; i++)
		if (strcmp(d->state[i].name, state) == 0)
			search_state(&s, &d->state[i]);
	search_rules(&s, &d->any, NULL, WAY_EVENT);
	for (size_t i = 0; i < d->states; i++)
		if (strcmp(d->state[i].name, state) != 0)
			search_state(&s, &d->state[i]);
	search_rules(&s, &d->start, NULL, WAY_START);
	*ret_ways = s.way;
	return s.ways;
}

struct naming { int kind; const char **name; size_t count, size; struct arena *a; };

static void
add_name(const struct action *action, void *context)
{
	struct naming *n = context;

	if (!is_kind(n->kind, action) || action->name == NULL)
		return;
	for (size_t i = 0; i < n->count; i++)
		if (strcmp(n->name[i], action->name) == 0)
			return;
	n->name = arena_grow(n->a, n->name, n->count, &n->size, sizeof(*n->name));
	n->name[n->count++] = action->name;
}

const char **
ways_names(const struct definition *d, const char *what, struct arena *a)
{
	struct naming n = { .a = a };

	if (!find_kind(what, &n.kind))
		return NULL;
	if (n.kind >= 0)
		definition_actions(d, add_name, &n);
	for (size_t i = 0; n.kind < 0 && i < d->states; i++) {
		n.name = arena_grow(a, n.name, n.count, &n.size, sizeof(*n.name));
		n.name[n.count++] = d->state[i].name;
	}
	n.name = arena_grow(a, n.name, n.count, &n.size, sizeof(*n.name));
	n.name[n.count] = NULL;
	return n.name;
}
