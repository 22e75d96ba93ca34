/* reference: what waits for the case, in its order, and what falls due, as the language's document has them. */
#include "simulate/reference.h"

#include <stdio.h>
#include <string.h>

#include "simulate/reference_inside.h"

static void
drop_waiting(struct ref *r)
{
	memmove(&r->waiting[0], &r->waiting[1], --r->waitings * sizeof(r->waiting[0]));
}

/* Those that wait, the oldest first; one that fails is tried again later, and the others wait for it. */
void
ref_deliver(struct ref *r, int64_t now_ms)
{
	static const int64_t pause_ms[] = { 1000, 10000, 60000, 600000, 3600000 };

	while (r->waitings > 0 && r->status != REF_STUCK && r->waiting[0].next_ms <= now_ms) {
		struct ref_event e = r->waiting[0];
		/* What comes to a case that has ended is heard of no more. */
		if (r->status == REF_DONE || ref_step(r, &e, now_ms)) {
			drop_waiting(r);
			continue;
		}
		if (e.tries < 5) {
			r->waiting[0].tries++;
			r->waiting[0].next_ms = now_ms + pause_ms[e.tries];
		} else {
			drop_waiting(r);
			r->status = REF_STUCK;
		}
	}
}

/* In the order of what happened: (occurred, came first). */
void
ref_queue(struct ref *r, const struct ref_event *e)
{
	struct ref_event *place = PUSH(r, r->waiting, r->waitings);

	for (; place > r->waiting && place[-1].occurred_ms > e->occurred_ms; place--)
		*place = place[-1];
	*place = *e;
}

void
ref_event(struct ref *r, const struct happening *h, int64_t now_ms)
{
	struct ref_event e = { .name = h->name, .from = h, .occurred_ms = now_ms, .next_ms = now_ms };

	if (r->status == REF_NONE || r->status == REF_DONE)
		return;
	ref_queue(r, &e);
	ref_deliver(r, now_ms);
}

void
ref_end_task(struct ref *r, const struct happening *h, int64_t now_ms)
{
	struct ref before = *r;

	for (size_t i = 0; i < r->tasks; i++) {
		struct ref_task *t = &r->task[i];
		if (!t->is_open || strcmp(t->name, h->name) != 0)
			continue;
		t->is_open = false;
		if (t->done == NULL || r->status != REF_OPEN)
			return;
		struct ref_event e = { .name = t->done, .from = h, .occurred_ms = now_ms,
		    .next_ms = now_ms };
		int64_t rev = r->rev;
		if (r->waitings > 0 || !ref_step(r, &e, now_ms) || r->rev == rev) {
			bool overfull = r->overfull;
			*r = before;		/* it was refused: the task stays */
			r->overfull = overfull;
		} else {
			ref_deliver(r, now_ms);
		}
		return;
	}
}

void
ref_change_record(struct ref *r, const struct happening *h)
{
	struct rvalue *field = strcmp(h->name, "requested_day") == 0 ? &r->record.requested :
	    strcmp(h->name, "submitted_day") == 0 ? &r->record.submitted : &r->record.reference;

	*field = h->value;
	r->record_changed = true;
}

/* What is due until now, the earliest first: it fires once for all that was missed. */
static bool
fire(struct ref *r, int64_t now_ms, bool inbox_known, int64_t inbox_ms)
{
	struct ref_timer *t = NULL;

	for (size_t i = 0; i < r->timers; i++) {
		struct ref_timer *c = &r->timer[i];
		if (c->is_waiting || c->due_ms > now_ms || (c->plan != NULL && c->plan->needs_mail && (!inbox_known || c->due_ms > inbox_ms)))
			continue;
		if (t == NULL || c->due_ms < t->due_ms || (c->due_ms == t->due_ms &&
		    strcmp(c->name, t->name) < 0))
			t = c;
	}
	if (t == NULL)
		return false;
	char name[REF_TEXT + 8];
	snprintf(name, sizeof(name), "timer.%s", t->name);
	struct ref_event e = { .is_timer = true, .n = t->n, .set_seq = t->set_seq, .occurred_ms = t->due_ms,
	    .next_ms = now_ms };
	/* The plan's own word outlives the timer. */
	static const char *const words[] = { "timer.chase", "timer.near", "timer.shared", "timer.common",
		"timer.sla", "timer.deadline.answer", "timer.deadline.decision" };
	for (size_t i = 0; i < LEN(words); i++)
		if (strcmp(words[i], name) == 0)
			e.name = words[i];
	t->is_waiting = true;
	ref_queue(r, &e);
	ref_deliver(r, now_ms);
	return true;
}

static bool
names_event(const struct rules_plan *rules, const char *event)
{
	for (size_t i = 0; i < rules->count; i++)
		for (size_t j = 0; rules->item[i].event[j] != NULL; j++)
			if (strcmp(rules->item[i].event[j], event) == 0)
				return true;
	return false;
}

bool
ref_takes(const struct plan *p, const char *event)
{
	bool taken = names_event(&p->any, event);

	for (size_t i = 0; i < p->groups; i++)
		taken = taken || names_event(&p->group[i].on, event);
	for (size_t i = 0; i < p->states; i++)
		taken = taken || names_event(&p->state[i].on, event);
	return taken;
}

/* The case hears of a record that changed before anything else is done. */
static void
tell_change(struct ref *r, int64_t now_ms)
{
	static const struct happening nothing;

	while (r->record_changed && r->status == REF_OPEN && !r->overfull) {
		if (!ref_takes(r->plan, "subject.changed"))
			return;
		struct ref_event e = { .name = "subject.changed", .from = &nothing, .occurred_ms = now_ms,
		    .next_ms = now_ms };
		r->record_changed = false;
		ref_queue(r, &e);
		ref_deliver(r, now_ms);
	}
}

void
ref_tick(struct ref *r, int64_t now_ms, bool inbox_known, int64_t inbox_ms)
{
	tell_change(r, now_ms);
	if (r->status == REF_OPEN)
		ref_deliver(r, now_ms);
	do
		tell_change(r, now_ms);
	while (r->status == REF_OPEN && !r->overfull && fire(r, now_ms, inbox_known, inbox_ms));
}
