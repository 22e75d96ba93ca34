/* reference_step: one step of one case, from the event to the history: rules, states, timers, how a case begins. */
#include "simulate/reference.h"

#include <stdio.h>
#include <string.h>

#include "simulate/civil.h"
#include "simulate/reference_inside.h"

#define CIRCLE_MAX 32

/* The first firing that is still to come; "after", "at" and "then" are done at once when they are late. */
void
ref_arm(struct walk *w, const struct timer_plan *p, const char *owner)
{
	struct ref *r = w->ref;
	struct ref_timer t = { .plan = p, .n = 1, .set_seq = r->rev + 1 };
	int last = p->form == F_BEFORE ? (int)p->befores : p->max > 0 ? p->max + p->has_then : 100000;

	if (!ref_anchor(w, p, &t.anchor_ms) || !ref_due(w, p, t.anchor_ms, 1, &t.due_ms))
		return;
	while ((p->form == F_EVERY || p->form == F_BEFORE) && t.due_ms <= w->now_ms &&
	    !(p->has_then && t.n == last))
		if (++t.n > last || !ref_due(w, p, t.anchor_ms, t.n, &t.due_ms))
			return;
	ref_copy(t.name, p->name);
	snprintf(t.rule, sizeof(t.rule), "%s.timer.%s", owner, p->name);
	*PUSH(r, r->timer, r->timers) = t;
}

static void
enter(struct walk *w, int state)
{
	struct ref *r = w->ref;
	const struct state_plan *s = &r->plan->state[state];

	r->state = state;
	r->entered_ms = w->now_ms;
	ref_do_acts(w, &s->entry);
	for (size_t i = 0; i < s->timers; i++)
		ref_arm(w, &s->timer[i], s->name);
	for (size_t i = 0; s->group >= 0 && i < r->plan->group[s->group].timers; i++)
		ref_arm(w, &r->plan->group[s->group].timer[i], r->plan->group[s->group].name);
	if (s->join == JOINS_ALL && !ref_waits_for_children(w))
		ref_raise(w, "child.joined");
}

static void
leave(struct walk *w)
{
	struct ref *r = w->ref;
	const char *left = r->plan->state[r->state].name;

	ref_do_acts(w, &r->plan->state[r->state].exit);
	for (size_t i = r->timers; i-- > 0; )
		if (r->timer[i].plan != NULL)		/* the others are days of deadlines */
			ref_drop_timer(r, &r->timer[i]);
	for (size_t i = 0; i < r->letters; i++)
		if (strcmp(r->letter[i].cancel_state, left) == 0)
			r->letter[i].status = "cancelled";
	/* An escalation on the way through several states is about the one where the way ends. */
	for (size_t i = 0; i < r->tasks && !w->has_left; i++)
		if (r->task[i].is_escalation)
			r->task[i].is_open = false;
	w->has_left = true;
}

static void
take_way(struct walk *w, const struct way *way)
{
	if (way->go >= 0)
		leave(w);
	ref_do_acts(w, &way->act);
	if (way->go >= 0)
		enter(w, way->go);
}

/* The first rule of these that takes the event; its name comes back.  NULL: none does. */
static const struct rule_plan *
find_rule(struct walk *w, const struct rules_plan *rules, const char *owner, const char *event,
    char rule[REF_TEXT], bool *ret_refused)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule_plan *p = &rules->item[i];
		bool named = false;
		for (size_t j = 0; p->event[j] != NULL; j++)
			named = named || strcmp(p->event[j], event) == 0;
		if (!named)
			continue;
		if (!p->has_else && !ref_true(w, p->guard)) {
			*ret_refused = true;
			continue;
		}
		snprintf(rule, REF_TEXT, "%s.on[%zu]", owner, i);
		return p;
	}
	return NULL;
}

/* Asks the state, its group, then "any".  False: nothing takes it. */
static bool
take_event(struct walk *w, const char *event, char rule[REF_TEXT])
{
	const struct plan *p = w->ref->plan;
	const struct state_plan *s = &p->state[w->ref->state];
	bool refused = false;
	const struct rule_plan *found = find_rule(w, &s->on, s->name, event, rule, &refused);

	if (found == NULL && s->group >= 0)
		found = find_rule(w, &p->group[s->group].on, p->group[s->group].name, event, rule,
		    &refused);
	if (found == NULL)
		found = find_rule(w, &p->any, "any", event, rule, &refused);
	if (found == NULL || w->failed)
		return false;
	if (found->has_else && !ref_true(w, found->guard))
		ref_do_acts(w, &found->otherwise);
	else
		take_way(w, &found->way);
	return true;
}

/* A child has ended: has the state waited for this? */
static void
join(struct walk *w, const char *event)
{
	const struct state_plan *s = &w->ref->plan->state[w->ref->state];
	bool is_end = strcmp(event, "child.done") == 0 || strcmp(event, "helped") == 0;

	if (w->has_left || w->failed || !(is_end || strcmp(event, "child.cancelled") == 0))
		return;
	if ((s->join == JOINS_ALL && !ref_waits_for_children(w)) || (s->join == JOINS_ANY && is_end))
		ref_raise(w, "child.joined");
}

/* What was raised comes before anything else, in its order; a circle is stopped.  "rule" names the step
 * when nothing did before; true when something was taken. */
static bool
take_raised(struct walk *w, char rule[REF_TEXT])
{
	bool taken = false;
	char other[REF_TEXT];

	w->event = NULL;
	while (!w->failed && w->taken < w->raises && !w->ref->plan->state[w->ref->state].final) {
		if (w->taken == CIRCLE_MAX)
			w->failed = true;
		else
			taken |= take_event(w, w->raised[w->taken++], taken || rule[0] != '\0' ? other : rule);
	}
	return taken;
}

void
ref_write_history(struct walk *w, const char *rule, const char *from)
{
	struct ref *r = w->ref;
	struct ref_history *h = PUSH(r, r->history, r->histories);

	*h = (struct ref_history){ .at_ms = w->now_ms };
	ref_copy(h->rule, rule);
	ref_copy(h->from, from);
	ref_copy(h->to, r->plan->state[r->state].name);
	r->rev++;
	for (size_t i = 0; i < r->letters; i++)
		if (r->letter[i].is_bound && r->letter[i].cancel_state[0] == '\0')
			ref_copy(r->letter[i].cancel_state, r->plan->state[r->state].name);
	if (!r->plan->state[r->state].final) {
		ref_do_family(w);
		return;
	}
	r->status = REF_DONE;
	ref_do_family(w);
	r->timers = 0;
	/* What the last step itself asked for is still to be done. */
	for (size_t i = 0; i < r->tasks; i++)
		if (r->task[i].seq < r->rev)
			r->task[i].is_open = false;
	for (size_t i = 0; i < r->deadlines; i++)
		if (r->deadline[i].seq < r->rev)
			r->deadline[i].is_open = false;
}

void
ref_begin(struct ref *r, const struct plan *p, const struct record *record, const char *org_zone)
{
	memset(r, 0, sizeof(*r));
	r->plan = p;
	r->zone = p->zone != NULL ? p->zone : org_zone;
	r->record = *record;
	r->record_changed = true;	/* a new workflow looks at all records */
}

bool
ref_open(struct ref *r, bool by_hand, int64_t now_ms)
{
	struct ref before = *r;
	struct walk w = { .ref = r, .now_ms = now_ms };
	char rule[REF_TEXT] = "";
	const struct start_plan *start = NULL;

	for (size_t i = 0; i < r->plan->vars; i++) {
		const struct var_plan *v = &r->plan->var[i];
		r->var[i] = v->init;
		if (v->from != NULL)
			r->var[i] = ref_name(&w, v->from);
		r->var[i].kind = v->kind;
	}
	for (size_t i = 0; start == NULL && i < r->plan->starts; i++)
		if (ref_true(&w, r->plan->start[i].guard)) {
			start = &r->plan->start[i];
			snprintf(rule, sizeof(rule), "start[%zu]", i);
		}
	if (start == NULL && !by_hand)
		return false;
	r->status = REF_OPEN;
	r->entered_ms = now_ms;
	if (start != NULL) {
		r->state = start->way.go;
		ref_do_acts(&w, &start->way.act);
		enter(&w, start->way.go);
	} else {
		enter(&w, 0);
	}
	char other[REF_TEXT] = "another";	/* the start rule names the step, or nothing does */
	take_raised(&w, other);
	if (w.failed || r->plan->state[r->state].final) {	/* nothing to do for this record */
		bool overfull = r->overfull;
		*r = before;
		r->overfull = overfull;
		return false;
	}
	ref_write_history(&w, rule, "");
	ref_deliver(r, now_ms);
	return true;
}

/* To its next firing that is still to come, or away; one that was missed is not made up for. */
static void
advance(struct walk *w, struct ref_timer *t)
{
	const struct timer_plan *p = t->plan;
	int last = p->form == F_BEFORE ? (int)p->befores : p->form != F_EVERY ? 1 :
	    p->max > 0 ? p->max + p->has_then : 100000;
	bool more = true;

	do
		more = ++t->n <= last && ref_due(w, p, t->anchor_ms, t->n, &t->due_ms);
	while (more && t->due_ms <= w->now_ms && !(p->has_then && t->n == last));
	t->is_waiting = false;
	if (!more)
		ref_drop_timer(w->ref, t);
}

/* A timer that fired: what it does, while it is armed as it was and its "if" is true. */
static bool
take_timer(struct walk *w, const struct ref_event *e, char rule[REF_TEXT])
{
	struct ref_timer *t = ref_find_timer(w->ref, e->name + strlen("timer."));

	if (t == NULL || t->n != e->n || t->set_seq != e->set_seq)
		return false;
	const struct timer_plan *p = t->plan;
	if (p == NULL) {		/* the day of a deadline is over: a step, whoever takes it */
		ref_drop_timer(w->ref, t);
		if (!take_event(w, e->name + strlen("timer."), rule))
			snprintf(rule, REF_TEXT, "%s", e->name + strlen("timer."));
		return true;
	}
	bool last = p->has_then && e->n > p->max;
	snprintf(rule, REF_TEXT, "%s%s", t->rule, last ? ".then" : "");
	bool yes = last || ref_true(w, p->guard);
	advance(w, t);
	if (yes && !w->failed)
		take_way(w, last ? &p->then : &p->fire);
	return true;
}

/* One event, wholly or not at all. */
bool
ref_step(struct ref *r, const struct ref_event *e, int64_t now_ms)
{
	struct ref before = *r;
	struct walk w = { .ref = r, .now_ms = now_ms, .event = e->from };
	const char *from = r->plan->state[r->state].name;
	char rule[REF_TEXT] = "";

	bool taken = e->is_timer ? take_timer(&w, e, rule) : take_event(&w, e->name, rule);
	if (!taken)
		rule[0] = '\0';
	if (!e->is_timer)
		join(&w, e->name);
	taken |= take_raised(&w, rule);
	if (w.failed) {
		bool overfull = r->overfull;
		*r = before;
		r->overfull = overfull;
		return false;
	}
	if (taken)
		ref_write_history(&w, rule, from);
	return true;
}
