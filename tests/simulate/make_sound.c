/* make_sound: what was drawn becomes a file that the lint accepts. */
#include "simulate/make_inside.h"

#include <string.h>

/* What the lint asks of a file: each name exists, each state can be reached and left, bounces are heard. */
void
make_acceptable(struct maker *m)
{
	struct plan *p = m->plan;
	struct rule_plan *all = &p->any.item[p->any.count++];

	*all = (struct rule_plan){ .event = { "user.b", NULL }, .way = { .go = (int)p->states - 1 } };
	for (size_t i = 0; i < LEN(plan_task_names); i++)
		all->way.act.item[all->way.act.count++] = (struct act){ .kind = A_TASK,
			.name = plan_task_names[i], .title = "look", .role = "manager" };
	all->way.act.item[all->way.act.count++] = (struct act){ .kind = A_EMAIL, .name = "chase" };
	struct rule_plan *own = &p->any.item[p->any.count++];
	*own = (struct rule_plan){ .event = { "sort", "route", NULL }, .way = { .go = -1 } };
	for (size_t i = 0; i < LEN(plan_deadline_names); i++)
		own->way.act.item[own->way.act.count++] = (struct act){ .kind = A_CLEAR_DEADLINE,
			.name = plan_deadline_names[i] };
	struct rule_plan *a = &p->any.item[p->any.count++];
	*a = (struct rule_plan){ .event = { "user.a", "mail.bounce", NULL }, .way = { .go = -1 } };
	for (size_t i = 0; i < LEN(plan_deadline_names); i++)
		a->way.act.item[a->way.act.count++] = (struct act){ .kind = A_DEADLINE,
			.name = plan_deadline_names[i], .title = "look", .has_day = true,
			.day = { .span = { .days = 5 } } };
	if (p->has_children) {
		struct rule_plan *child = &p->any.item[p->any.count++];
		*child = (struct rule_plan){ .event = { "child.done", "child.cancelled", "helped" },
			.way = { .go = -1 } };
		child->way.act.item[child->way.act.count++] = (struct act){ .kind = A_NOTE, .title = "heard" };
		for (size_t i = 0; i < LEN(child_names); i++)
			own->way.act.item[own->way.act.count++] = (struct act){ .kind = A_START,
				.name = child_names[i] };
	}
	p->state[0].timers = 0;
	make_timer(m, &p->state[0].timer[p->state[0].timers++], "chase");
	make_timer(m, &p->state[0].timer[p->state[0].timers++], "near");
	/* Each state leads to the next one by some event. */
	for (size_t i = 0; i + 1 < p->states; i++)
		p->state[i].on.item[p->state[i].on.count++] = (struct rule_plan){
			.event = { plan_outside_events[i % LEN(plan_outside_events)], NULL },
			.way = { .go = (int)i + 1 } };
}

static bool
names_event(const struct rule_plan *r, const char *event)
{
	for (size_t i = 0; r->event[i] != NULL; i++)
		if (strcmp(r->event[i], event) == 0)
			return true;
	return false;
}

/* The rule before this one that takes the event whatever is the case; NULL: none does. */
static struct rule_plan *
hidden_by(struct plan *p, const struct state_plan *s, const struct rule_plan *rule, const char *event)
{
	struct rules_plan *chain[] = { &p->state[s - p->state].on,
		s->group >= 0 ? &p->group[s->group].on : NULL, &p->any };

	for (size_t i = 0; i < LEN(chain); i++)
		for (size_t j = 0; chain[i] != NULL && j < chain[i]->count; j++) {
			struct rule_plan *r = &chain[i]->item[j];
			if (r == rule)
				return NULL;
			if (names_event(r, event) && (r->guard == NULL || r->has_else))
				return r;
		}
	return NULL;
}

/* A rule that nothing ever reaches is refused: those before it get a condition. */
static void
uncover(struct maker *m, struct rules_plan *rules, int state, int group)
{
	struct plan *p = m->plan;

	for (size_t i = 0; i < rules->count; i++)
		for (size_t j = 0; rules->item[i].event[j] != NULL; j++)
			for (size_t k = 0; k + 1 < p->states; k++) {
				struct rule_plan *by;
				if ((state >= 0 && (int)k != state) || (group >= 0 && p->state[k].group != group))
					continue;
				while ((by = hidden_by(p, &p->state[k], &rules->item[i],
				    rules->item[i].event[j])) != NULL) {
					by->has_else = false;
					if (by->guard == NULL)
						by->guard = make_condition(m, 1);
				}
				break;
			}
}

void
make_reachable(struct maker *m)
{
	struct plan *p = m->plan;

	for (size_t i = 0; i + 1 < p->states; i++)
		uncover(m, &p->state[i].on, (int)i, -1);
	for (size_t i = 0; i < p->groups; i++)
		uncover(m, &p->group[i].on, -1, (int)i);
	uncover(m, &p->any, -1, -1);
}
