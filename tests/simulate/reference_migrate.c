/* reference_migrate: the case goes on by another version: its state's name, its variables and timers alone. */
#include <stdio.h>
#include <string.h>

#include "simulate/reference_inside.h"

static const struct ref_timer *
armed(const struct ref_timer *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

/* Was there a timer of that name in this state, or its group? */
static bool
is_named(const struct plan *p, int state, const char *name)
{
	const struct state_plan *s = &p->state[state];

	for (size_t i = 0; i < s->timers; i++)
		if (strcmp(s->timer[i].name, name) == 0)
			return true;
	for (size_t i = 0; s->group >= 0 && i < p->group[s->group].timers; i++)
		if (strcmp(p->group[s->group].timer[i].name, name) == 0)
			return true;
	return false;
}

static void
move_timer(struct walk *w, const struct ref *before, const struct timer_plan *t, const char *owner,
    enum timers_kept policy)
{
	struct ref *r = w->ref;
	const struct ref_timer *old = armed(before->timer, before->timers, t->name);
	bool was = is_named(before->plan, before->state, t->name);
	size_t count = r->timers;

	if (policy == DROPS_TIMERS || (policy == KEEPS_TIMERS && old == NULL && was))
		return;
	if (policy == KEEPS_TIMERS && old != NULL) {
		struct ref_timer *kept = &r->timer[r->timers++];
		*kept = *old;
		kept->plan = t;
		snprintf(kept->rule, sizeof(kept->rule), "%s.timer.%s", owner, t->name);
		return;
	}
	ref_arm(w, t, owner);
	/* What happens once and has happened does not happen again. */
	if (old == NULL && was && (t->form == F_AFTER || t->form == F_AT) && r->timers > count &&
	    r->timer[count].due_ms <= w->now_ms)
		r->timers = count;
}

static void
move_deadline(struct walk *w, const struct ref *before, const struct ref_deadline *d, enum timers_kept policy)
{
	struct ref *r = w->ref;
	char event[REF_TEXT];
	size_t count = r->timers;

	snprintf(event, sizeof(event), "deadline.%.50s", d->name);
	const struct ref_timer *old = armed(before->timer, before->timers, event);
	if (policy == DROPS_TIMERS || !d->is_open || !ref_takes(r->plan, event))
		return;
	if (policy == KEEPS_TIMERS && old != NULL) {
		r->timer[r->timers++] = *old;
		return;
	}
	ref_watch(w, d->name, d->on);
	if (old == NULL && r->timer[count].due_ms <= w->now_ms)		/* it has been told */
		r->timers = count;
}

static void
rename_letters(struct ref *r, const char *from, const char *to)
{
	for (size_t i = 0; i < r->letters; i++)
		if (strcmp(r->letter[i].cancel_state, from) == 0 && strcmp(r->letter[i].status, "cancelled") != 0)
			snprintf(r->letter[i].cancel_state, sizeof(r->letter[i].cancel_state), "%s", to);
}

static bool
may_move(const struct ref *r)
{
	return r->status == REF_OPEN && r->waitings == 0;
}

void
ref_migrate(struct ref *r, const struct plan *next, enum timers_kept policy, int64_t now_ms)
{
	static struct ref before;
	struct walk w = { .ref = r, .now_ms = now_ms };
	const struct state_plan *to = &next->state[r->state];

	if (!may_move(r) || r->plan->version == next->version)
		return;
	r->record_changed = true;		/* a new version looks at all records */
	before = *r;
	r->plan = next;
	for (size_t i = before.plan->vars; i < next->vars; i++) {
		r->var[i] = next->var[i].from != NULL ? ref_name(&w, next->var[i].from) : next->var[i].init;
		r->var[i].kind = next->var[i].kind;
	}
	r->timers = 0;
	for (size_t i = 0; i < to->timers; i++)
		move_timer(&w, &before, &to->timer[i], to->name, policy);
	for (size_t i = 0; to->group >= 0 && i < next->group[to->group].timers; i++)
		move_timer(&w, &before, &next->group[to->group].timer[i], next->group[to->group].name, policy);
	for (size_t i = 0; i < r->deadlines; i++)
		move_deadline(&w, &before, &r->deadline[i], policy);
	if (w.failed) {
		*r = before;
		return;
	}
	const char *from = before.plan->state[r->state].name;
	rename_letters(r, from, to->name);
	ref_write_history(&w, "migrate", from);
	r->undo.plan = before.plan;
	r->undo.rev = r->rev;
	memcpy(r->undo.var, before.var, sizeof(before.var));
	memcpy(r->undo.timer, before.timer, sizeof(before.timer));
	r->undo.timers = before.timers;
}

void
ref_undo(struct ref *r, int64_t now_ms)
{
	struct walk w = { .ref = r, .now_ms = now_ms };

	if (!may_move(r) || r->undo.plan == NULL || r->undo.rev != r->rev)
		return;
	const char *from = r->plan->state[r->state].name;
	r->plan = r->undo.plan;
	memcpy(r->var, r->undo.var, sizeof(r->var));
	memcpy(r->timer, r->undo.timer, sizeof(r->timer));
	r->timers = r->undo.timers;
	rename_letters(r, from, r->plan->state[r->state].name);
	ref_write_history(&w, "migrate undo", from);
}
