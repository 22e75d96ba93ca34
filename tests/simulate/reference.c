/* reference: steps, timers and the queue of one case, as the language's document has them. */
#include "simulate/reference.h"

#include <stdio.h>
#include <string.h>

#include "simulate/civil.h"
#include "simulate/reference_inside.h"

#define CIRCLE_MAX 32

/* The next free place of an array of the case; NULL when it is full: then the seed says nothing. */
#define PUSH(ref, array, count) \
	((count) < LEN(array) ? &(array)[(count)++] : ((ref)->overfull = true, (array)))

static void
copy(char to[REF_TEXT], const char *from)
{
	snprintf(to, REF_TEXT, "%s", from);
}

static void
fill_title(struct walk *w, const struct act *a, char title[2 * REF_TEXT])
{
	struct str s = STR_INIT;

	str_add(&s, a->title);
	if (a->title_name != NULL) {
		struct rvalue v = ref_name(w, a->title_name);
		str_add(&s, " ");
		show_value(&v, &s);
	}
	snprintf(title, 2 * REF_TEXT, "%s", s.text);
	str_clear(&s);
}

static void
do_set(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct rvalue v = { .present = false };
	const struct { const char *name; struct rvalue *value; } fields[] = {
		{ "subject.status", &r->record.status },
		{ "subject.reference_number", &r->record.reference },
		{ "subject.requested_day", &r->record.requested },
		{ "subject.submitted_day", &r->record.submitted },
		{ "subject.received_day", &r->record.received },
	};

	if (a->value != NULL)
		v = ref_value(w, a->value);
	for (size_t i = 0; i < r->plan->vars; i++)
		if (strcmp(r->plan->var[i].name, a->target) == 0)
			r->var[i] = v;
	for (size_t i = 0; i < LEN(fields); i++)
		if (strcmp(fields[i].name, a->target) == 0) {
			struct rvalue *old = fields[i].value;
			r->record_changed = r->record_changed || old->present != v.present ||
			    (v.present && (v.kind == K_TEXT ? strcmp(old->text, v.text) != 0 :
			    old->number != v.number));
			*old = v;
		}
}

static void
do_email(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct ref_letter *l = PUSH(r, r->letter, r->letters);

	*l = (struct ref_letter){ .status = "ready" };
	copy(l->name, a->name);
	copy(l->to, r->record.payer_email.present ? r->record.payer_email.text : "");
	l->is_bound = a->cancel_on_exit;
	if (!r->record.payer_email.present)
		l->status = "held";
}

static void
do_task(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct ref_task t = { .is_open = true, .is_escalation = a->kind == A_ESCALATE, .done = a->done,
	    .seq = r->rev + 1 };
	copy(t.name, a->kind == A_ESCALATE ? "escalation" : a->name);
	copy(t.role, a->role);
	fill_title(w, a, t.title);
	if (a->has_day)
		t.has_due = ref_moment(w, &a->day, &t.due);
	for (size_t i = 0; i < r->tasks; i++)		/* the same is not opened twice */
		if (r->task[i].is_open && strcmp(r->task[i].name, t.name) == 0 &&
		    strcmp(r->task[i].title, t.title) == 0 && strcmp(r->task[i].role, t.role) == 0) {
			r->task[i].seq = t.seq;
			return;
		}
	*PUSH(r, r->task, r->tasks) = t;
}

static void
do_deadline(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct ref_deadline *d = NULL;
	int32_t on;

	if (!ref_moment(w, &a->day, &on))
		return;
	for (size_t i = 0; i < r->deadlines; i++)
		if (strcmp(r->deadline[i].name, a->name) == 0)
			d = &r->deadline[i];
	if (d == NULL)
		d = PUSH(r, r->deadline, r->deadlines);
	copy(d->name, a->name);
	fill_title(w, a, d->title);
	d->on = on;
	d->seq = r->rev + 1;
	d->is_open = true;
}

static struct ref_timer *
find_timer(struct ref *r, const char *name)
{
	for (size_t i = 0; i < r->timers; i++)
		if (strcmp(r->timer[i].name, name) == 0)
			return &r->timer[i];
	return NULL;
}

static void
drop_timer(struct ref *r, const struct ref_timer *t)
{
	size_t i = (size_t)(t - r->timer);

	memmove(&r->timer[i], &r->timer[i + 1], (--r->timers - i) * sizeof(*t));
}

static void
do_postpone(struct walk *w, const struct act *a)
{
	struct ref_timer *t = find_timer(w->ref, a->name);
	int32_t day;

	if (t == NULL || !ref_moment(w, &a->day, &day))
		return;
	int64_t due_ms = ref_on_day(w, t->plan, t->anchor_ms, day);
	if (due_ms > t->due_ms)
		t->due_ms = due_ms;
}

static void
do_http(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct ref_request *q = PUSH(r, r->request, r->requests);
	struct rvalue v = ref_value(w, a->value);
	struct str s = STR_INIT;

	show_value(&v, &s);
	copy(q->name, a->name);
	copy(q->to, a->to);
	copy(q->value, s.text);
	str_clear(&s);
}

static void
close_tasks(struct ref *r, const char *name)
{
	for (size_t i = 0; i < r->tasks; i++)
		if (strcmp(r->task[i].name, name) == 0)
			r->task[i].is_open = false;
}

static void
raise(struct walk *w, const char *name)
{
	if (w->raises < LEN(w->raised))
		w->raised[w->raises++] = name;
	else
		w->failed = true;
}

static void
do_act(struct walk *w, const struct act *a)
{
	struct ref *r = w->ref;
	struct ref_timer *t;

	switch (a->kind) {
	case A_SET:
		do_set(w, a);
		break;
	case A_EMAIL:
		do_email(w, a);
		break;
	case A_TASK:
	case A_ESCALATE:
		do_task(w, a);
		break;
	case A_CLOSE_TASK:
		close_tasks(r, a->name);
		break;
	case A_DEADLINE:
		do_deadline(w, a);
		break;
	case A_CLEAR_DEADLINE:
		for (size_t i = 0; i < r->deadlines; i++)
			if (strcmp(r->deadline[i].name, a->name) == 0)
				r->deadline[i].is_open = false;
		break;
	case A_RAISE:
		raise(w, a->name);
		break;
	case A_CANCEL_TIMER:
		if ((t = find_timer(r, a->name)) != NULL)
			drop_timer(r, t);
		break;
	case A_POSTPONE:
		do_postpone(w, a);
		break;
	case A_HTTP:
		do_http(w, a);
		break;
	case A_START:
	case A_CANCEL_CHILD:
		if (w->families < LEN(w->family))
			w->family[w->families++] = a;
		else
			r->overfull = true;
		break;
	case A_NOTE:
	case A_KINDS:
		break;
	}
}

static void
do_acts(struct walk *w, const struct acts *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		do_act(w, &acts->item[i]);
}

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
	copy(t.name, p->name);
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
	do_acts(w, &s->entry);
	for (size_t i = 0; i < s->timers; i++)
		ref_arm(w, &s->timer[i], s->name);
	for (size_t i = 0; s->group >= 0 && i < r->plan->group[s->group].timers; i++)
		ref_arm(w, &r->plan->group[s->group].timer[i], r->plan->group[s->group].name);
	if (s->join == JOINS_ALL && !ref_waits_for_children(w))
		raise(w, "child.joined");
}

static void
leave(struct walk *w)
{
	struct ref *r = w->ref;
	const char *left = r->plan->state[r->state].name;

	do_acts(w, &r->plan->state[r->state].exit);
	r->timers = 0;
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
	do_acts(w, &way->act);
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
		do_acts(w, &found->otherwise);
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
		raise(w, "child.joined");
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
	copy(h->rule, rule);
	copy(h->from, from);
	copy(h->to, r->plan->state[r->state].name);
	r->rev++;
	for (size_t i = 0; i < r->letters; i++)
		if (r->letter[i].is_bound && r->letter[i].cancel_state[0] == '\0')
			copy(r->letter[i].cancel_state, r->plan->state[r->state].name);
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
		do_acts(&w, &start->way.act);
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
		drop_timer(w->ref, t);
}

/* A timer that fired: what it does, while it is armed as it was and its "if" is true. */
static bool
take_timer(struct walk *w, const struct ref_event *e, char rule[REF_TEXT])
{
	struct ref_timer *t = find_timer(w->ref, e->name + strlen("timer."));

	if (t == NULL || t->n != e->n || t->set_seq != e->set_seq)
		return false;
	const struct timer_plan *p = t->plan;
	bool last = p->has_then && e->n > p->max;
	snprintf(rule, REF_TEXT, "%s%s", t->rule, last ? ".then" : "");
	bool yes = last || ref_true(w, p->guard);
	advance(w, t);
	if (yes && !w->failed)
		take_way(w, last ? &p->then : &p->fire);
	return true;
}

/* One event, wholly or not at all. */
static bool
step(struct ref *r, const struct ref_event *e, int64_t now_ms)
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

	while (r->waitings > 0 && r->status == REF_OPEN && r->waiting[0].next_ms <= now_ms) {
		struct ref_event e = r->waiting[0];
		if (step(r, &e, now_ms)) {
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
		if (r->waitings > 0 || !step(r, &e, now_ms) || r->rev == rev) {
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
		if (c->is_waiting || c->due_ms > now_ms || (c->plan->needs_mail && (!inbox_known || c->due_ms > inbox_ms)))
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
		"timer.sla" };
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

static bool
is_taken_anywhere(const struct plan *p, const char *event)
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
		if (!is_taken_anywhere(r->plan, "subject.changed"))
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
