/*
 * lint_names: what conditions and values ask for by a name of the file itself: deadline.NAME and
 * count(task, NAME).  While a file is read, what stands further down is not known; so it is looked at here.
 */
#include "workflow/lint_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

/* The guards of one rule, timer or action, which stands there. */
struct place { struct lint *l; int line, column; };

struct wanted { struct lint *l; int kind; const char **name; size_t count, size; };

static void
add_name(const struct action *action, void *context)
{
	struct wanted *w = context;

	if ((int)action->kind != w->kind || action->name == NULL)
		return;
	w->name = arena_grow(w->l->arena, w->name, w->count, &w->size, sizeof(char *));
	w->name[w->count++] = action->name;
}

static void
complain(const struct place *p, enum action_kind kind, const char *what, const char *name)
{
	struct wanted w = { .l = p->l, .kind = (int)kind };

	definition_actions(p->l->d, add_name, &w);
	w.name = arena_grow(p->l->arena, w.name, w.count, &w.size, sizeof(char *));
	w.name[w.count] = NULL;
	const char *nearest = yaml_nearest(name, w.name);
	if (nearest != NULL)
		ERROR(p->l, p, "no %s is named \"%s\" in this file. Did you mean \"%s\"?", what, name, nearest);
	else
		ERROR(p->l, p, "no %s is named \"%s\" in this file", what, name);
}

static void
check_name(void *context, const char *name)
{
	const struct place *p = context;

	if (text_starts(name, "deadline.") && !lint_exists(p->l, ACT_DEADLINE, name + strlen("deadline.")))
		complain(p, ACT_DEADLINE, "deadline", name + strlen("deadline."));
}

static void
check_count(void *context, const char *kind, const char *name)
{
	const struct place *p = context;
	enum action_kind made_by = strcmp(kind, "task") == 0 ? ACT_TASK : strcmp(kind, "child") == 0 ? ACT_START :
	    ACT_EMAIL;

	if (!lint_exists(p->l, made_by, name))
		complain(p, made_by, made_by == ACT_START ? "child" : kind, name);
}

static void
check_guard(const struct place *p, const struct guard *g)
{
	guard_names(g, check_name, (void *)(uintptr_t)p);
	guard_counts(g, check_count, (void *)(uintptr_t)p);
}

static void
check_action(const struct action *a, void *context)
{
	const struct place p = { context, a->line, a->column };

	for (size_t i = 0; i < a->sets; i++)
		check_guard(&p, a->set[i].value);
	for (size_t i = 0; i < a->title.parts; i++)
		check_guard(&p, a->title.part[i].value);
	for (size_t i = 0; i < a->sends; i++)
		check_guard(&p, a->send[i].value);
	check_guard(&p, a->to);
	if (a->has_day)
		check_guard(&p, a->day.day);
}

static void
check_rules(struct lint *l, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct place p = { l, rules->item[i].line, rules->item[i].column };
		check_guard(&p, rules->item[i].guard);
		for (const char **event = rules->item[i].event; *event != NULL; event++)
			check_name((void *)(uintptr_t)&p, *event);
	}
}

static void
check_timer(struct lint *l, const struct timer_rule *t)
{
	const struct place p = { l, t->line, t->column };

	check_guard(&p, t->guard);
	check_guard(&p, t->when.anchor);
	check_guard(&p, t->when.until);
	check_guard(&p, t->when.times);
}

void
lint_names(struct lint *l)
{
	const struct definition *d = l->d;

	check_rules(l, &d->start);
	check_rules(l, &d->any);
	for (size_t i = 0; i < d->groups; i++)
		check_rules(l, &d->group[i].on);
	for (size_t i = 0; i < d->states; i++) {
		check_rules(l, &d->state[i].on);
		for (size_t j = 0; j < d->state[i].timers; j++)
			if (!lint_seen_before(l, i, &d->state[i].timer[j]))
				check_timer(l, &d->state[i].timer[j]);
	}
	definition_actions(d, check_action, l);
}
