/*
 * definition_resolve: names of states become states, once all of a workflow file were read, and each
 * state gets the timers of its group.
 */
#include "workflow/definition_inside.h"

#include <string.h>

#include "base/yaml.h"
#include "base/banned.h"

static void
resolve(struct reading *r, struct outcome *out)
{
	struct definition *d = r->d;
	const char **names = arena_array(r->arena, d->states + 1, sizeof(*names));

	if (out->go_name == NULL)
		return;
	for (size_t i = 0; i < d->states; i++) {
		names[i] = d->state[i].name;
		if (strcmp(names[i], out->go_name) == 0)
			out->go = (int)i;
	}
	if (out->go >= 0)
		return;
	const char *nearest = yaml_nearest(out->go_name, names);
	problems_add(r->problems, d->file, out->go_line, out->go_column, PROBLEM_ERROR,
	    nearest ? "there is no state \"%s\". Did you mean \"%s\"?" :
	    "there is no state \"%s\"", out->go_name, nearest);
}

static void
resolve_rules(struct reading *r, struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		resolve(r, &rules->item[i].then);
}

static void
resolve_timers(struct reading *r, struct timer_rule *timer, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		resolve(r, &timer[i].fire);
		resolve(r, &timer[i].last);
	}
}

/* The timers of its group, behind its own. */
static void
share_timers(struct reading *r, struct state *s, const struct group *g)
{
	struct timer_rule *all = arena_array(r->arena, s->timers + g->timers, sizeof(*all));

	for (size_t i = 0; i < s->timers; i++) {
		all[i] = s->timer[i];
		for (size_t j = 0; j < g->timers; j++)
			if (strcmp(all[i].name, g->timer[j].name) == 0)
				problems_add(r->problems, r->d->file, all[i].line, all[i].column,
				    PROBLEM_ERROR, "the group \"%s\" has a timer \"%s\" already",
				    g->name, all[i].name);
	}
	for (size_t j = 0; j < g->timers; j++)
		all[s->timers + j] = g->timer[j];
	s->timer = all;
	s->timers += g->timers;
}

void
definition_resolve(struct reading *r)
{
	struct definition *d = r->d;

	resolve_rules(r, &d->any);
	resolve_rules(r, &d->start);
	for (size_t i = 0; i < d->groups; i++) {
		resolve_rules(r, &d->group[i].on);
		resolve_timers(r, d->group[i].timer, d->group[i].timers);
	}
	for (size_t i = 0; i < d->states; i++) {
		struct state *s = &d->state[i];
		resolve_rules(r, &s->on);
		resolve_timers(r, s->timer, s->timers);
		if (s->group >= 0 && d->group[s->group].timers > 0)
			share_timers(r, s, &d->group[s->group]);
	}
}

/* migrate: {asked: waiting}: where cases go on that are in a state which this version has no longer. */
void
moves_read(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL)
		return;
	if (map->kind != YAML_MAP) {
		reading_complain(r, map, "migrate names states that are gone, and where their cases go on: "
		    "migrate: {asked: waiting}");
		return;
	}
	d->move = arena_array(r->arena, map->count, sizeof(*d->move));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct outcome to = { .go = -1, .go_line = n->line, .go_column = n->column };
		if (!yaml_text(n, d->file, &to.go_name, r->problems))
			continue;
		resolve(r, &to);
		if (to.go >= 0 && d->state[to.go].final)
			reading_complain(r, n, "\"%s\" is an end, and a migration ends no case", to.go_name);
		d->move[d->moves++] = (struct state_map){ n->key, to.go_name };
	}
}
