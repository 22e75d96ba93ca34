/* reference_act: what each action does to the case. */
#include "simulate/reference.h"

#include <stdio.h>
#include <string.h>

#include "simulate/civil.h"
#include "simulate/reference_inside.h"

void
ref_copy(char to[REF_TEXT], const char *from)
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
	ref_copy(l->name, a->name);
	ref_copy(l->to, r->record.payer_email.present ? r->record.payer_email.text : "");
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
	ref_copy(t.name, a->kind == A_ESCALATE ? "escalation" : a->name);
	ref_copy(t.role, a->role);
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

struct ref_timer *
ref_find_timer(struct ref *r, const char *name)
{
	for (size_t i = 0; i < r->timers; i++)
		if (strcmp(r->timer[i].name, name) == 0)
			return &r->timer[i];
	return NULL;
}

void
ref_drop_timer(struct ref *r, const struct ref_timer *t)
{
	size_t i = (size_t)(t - r->timer);

	memmove(&r->timer[i], &r->timer[i + 1], (--r->timers - i) * sizeof(*t));
}

static void
unwatch(struct ref *r, const char *name)
{
	char event[REF_TEXT];

	snprintf(event, sizeof(event), "deadline.%s", name);
	struct ref_timer *t = ref_find_timer(r, event);
	if (t != NULL)
		ref_drop_timer(r, t);
}

/* When its day is over somebody may want to know. */
void
ref_watch(struct walk *w, const char *name, int32_t on)
{
	struct ref *r = w->ref;
	struct ref_timer t = { .n = 1, .set_seq = r->rev + 1 };

	unwatch(r, name);
	snprintf(t.name, sizeof(t.name), "deadline.%s", name);
	if (!ref_takes(r->plan, t.name))
		return;
	snprintf(t.rule, sizeof(t.rule), "deadline.%.40s", name);
	t.due_ms = civil_instant(r->zone, on + 1, 0);
	*PUSH(r, r->timer, r->timers) = t;
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
	ref_copy(d->name, a->name);
	fill_title(w, a, d->title);
	d->on = on;
	d->seq = r->rev + 1;
	d->is_open = true;
	ref_watch(w, a->name, on);
}

static void
do_postpone(struct walk *w, const struct act *a)
{
	struct ref_timer *t = ref_find_timer(w->ref, a->name);
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
	ref_copy(q->name, a->name);
	ref_copy(q->to, a->to);
	ref_copy(q->value, s.text);
	str_clear(&s);
}

static void
close_tasks(struct ref *r, const char *name)
{
	for (size_t i = 0; i < r->tasks; i++)
		if (strcmp(r->task[i].name, name) == 0)
			r->task[i].is_open = false;
}

void
ref_raise(struct walk *w, const char *name)
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
		unwatch(r, a->name);
		break;
	case A_RAISE:
		ref_raise(w, a->name);
		break;
	case A_CANCEL_TIMER:
		if ((t = ref_find_timer(r, a->name)) != NULL)
			ref_drop_timer(r, t);
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

void
ref_do_acts(struct walk *w, const struct acts *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		do_act(w, &acts->item[i]);
}
