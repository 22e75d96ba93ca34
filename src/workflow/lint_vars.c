/*
 * lint_vars: days that a timer or a deadline leans on before any way to its state has set them.  What may be
 * set is carried along all moves until nothing is added.
 */
#include "workflow/lint_inside.h"

#include <string.h>

#include "base/banned.h"

/* May the variable have a value in the state?  set[state * vars + var] */
struct flow { struct lint *l; bool *set; bool more; };

static bool *
row(struct flow *f, size_t state)
{
	return &f->set[state * f->l->d->vars];
}

static void
mark(struct flow *f, bool *set, size_t var)
{
	f->more = f->more || !set[var];
	set[var] = true;
}

static void
add_sets(struct flow *f, bool *set, const struct actions *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		for (size_t j = 0; j < acts->item[i].sets; j++)
			if (acts->item[i].set[j].field == NULL)
				mark(f, set, acts->item[i].set[j].var);
}

/* "from" may be NULL: a start rule. */
static void
follow(struct flow *f, bool *from, const struct actions *exit, const struct outcome *out)
{
	bool *to = out->go >= 0 ? row(f, (size_t)out->go) : from;

	if (to == NULL)
		return;
	for (size_t v = 0; from != NULL && v < f->l->d->vars; v++)
		if (from[v])
			mark(f, to, v);
	if (exit != NULL && out->go >= 0)
		add_sets(f, to, exit);
	add_sets(f, to, &out->act);
}

static void
follow_rules(struct flow *f, bool *from, const struct actions *exit, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		follow(f, from, exit, &rules->item[i].then);
		if (from != NULL)
			add_sets(f, from, &rules->item[i].otherwise);
	}
}

static void
follow_all(struct flow *f)
{
	const struct definition *d = f->l->d;

	follow_rules(f, NULL, NULL, &d->start);
	for (size_t i = 0; i < d->states; i++) {
		const struct state *s = &d->state[i];
		bool *set = row(f, i);
		add_sets(f, set, &s->entry);
		follow_rules(f, set, &s->exit, &s->on);
		follow_rules(f, set, &s->exit, &d->any);
		if (s->group >= 0)
			follow_rules(f, set, &s->exit, &d->group[s->group].on);
		for (size_t j = 0; j < s->timers; j++) {
			follow(f, set, &s->exit, &s->timer[j].fire);
			follow(f, set, &s->exit, &s->timer[j].last);
		}
	}
}

/* A value from the beginning on: from a fact, or a first one. */
static void
begin(struct flow *f)
{
	const struct definition *d = f->l->d;

	for (size_t i = 0; i < d->states; i++)
		for (size_t v = 0; v < d->vars; v++)
			if (d->var[v].from != NULL || d->var[v].init.present || d->var[v].is_const)
				row(f, i)[v] = true;
}

struct use { struct flow *f; size_t state; int line, column; const char *what, *name; };

static void
check_name(void *context, const char *name)
{
	const struct use *u = context;
	const struct definition *d = u->f->l->d;
	const char *bare = strncmp(name, "vars.", 5) == 0 ? name + 5 : name;

	for (size_t v = 0; v < d->vars; v++)
		if (strcmp(d->var[v].name, bare) == 0 && !row(u->f, u->state)[v])
			WARN(u->f->l, u, "the %s \"%s\" leans on \"%s\", which nothing has set on any way to \"%s\"",
			    u->what, u->name, bare, d->state[u->state].name);
}

static void
check_state(struct flow *f, size_t i)
{
	const struct state *s = &f->l->d->state[i];

	for (size_t j = 0; j < s->timers; j++) {
		const struct timer_rule *t = &s->timer[j];
		struct use use = { f, i, t->line, t->column, "timer", t->name };
		if (lint_seen_before(f->l, i, t))
			continue;
		if (t->when.anchor != NULL)
			guard_names(t->when.anchor, check_name, &use);
		if (t->when.until != NULL)
			guard_names(t->when.until, check_name, &use);
	}
	for (size_t j = 0; j < s->entry.count; j++) {
		const struct action *a = &s->entry.item[j];
		struct use use = { f, i, a->line, a->column, "deadline", a->name };
		if (a->kind == ACT_DEADLINE && a->has_day && a->day.day != NULL)
			guard_names(a->day.day, check_name, &use);
	}
}

void
lint_vars(struct lint *l)
{
	struct flow f = { .l = l, .more = true };

	f.set = arena_array(l->arena, l->d->states * l->d->vars + 1, sizeof(*f.set));
	begin(&f);
	while (f.more) {
		f.more = false;
		follow_all(&f);
	}
	for (size_t i = 0; i < l->d->states && l->d->vars > 0; i++)
		check_state(&f, i);
}
