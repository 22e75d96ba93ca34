/* reference_show: the whole case as lines of text. */
#include <string.h>

#include "simulate/civil.h"
#include "simulate/reference.h"

void
show_day(int32_t day, struct str *out)
{
	struct date d = civil_date(day);

	str_printf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
}

void
show_value(const struct rvalue *v, struct str *out)
{
	if (!v->present)
		return;
	if (v->kind == K_TEXT)
		str_add(out, v->text);
	else if (v->kind == K_DATE)
		show_day((int32_t)v->number, out);
	else if (v->kind == K_BOOL)
		str_add(out, v->number ? "true" : "false");
	else
		str_printf(out, "%lld", (long long)v->number);
}

static void
show_tasks(const struct ref *r, struct str *out)
{
	for (size_t i = 0; i < r->tasks; i++) {
		const struct ref_task *t = &r->task[i];
		str_printf(out, "task %s|%s|%s|", t->name, t->title, t->role);
		if (t->has_due)
			show_day(t->due, out);
		str_printf(out, "|%s%s|%s\n", t->is_escalation ? "escalation" : "", t->done != NULL ?
		    t->done : "", t->is_open ? "open" : "closed");
	}
}

static void
show_history(const struct ref *r, struct str *out)
{
	for (size_t i = 0; i < r->histories; i++) {
		const struct ref_history *h = &r->history[i];
		str_printf(out, "history %zu|%s|%s|%s|%lld\n", i + 1, h->rule, h->from, h->to,
		    (long long)h->at_ms);
	}
}

static void
show_family(const struct ref *r, struct str *out)
{
	static const char *const ends[] = { "open", "done", "cancelled" };

	for (size_t i = 0; i < r->requests; i++)
		str_printf(out, "request %s|%s|%s|%s\n", r->request[i].name, r->request[i].to,
		    strcmp(r->request[i].to, "billing") == 0 ? "ready" : "held", r->request[i].value);
	for (size_t i = 0; i < r->children; i++) {
		const struct ref_child *c = &r->child[i];
		str_printf(out, "child %zu|%s|%s|%s|%lld|%lld|%d|%s\n", i + 2, c->workflow, c->state,
		    ends[c->status], (long long)c->rev, (long long)c->got, c->is_bound,
		    c->on_done != NULL ? c->on_done : "");
	}
}

void
ref_show(const struct ref *r, struct str *out)
{
	static const char *const statuses[] = { "none", "open", "done", "stuck" };

	if (r->status == REF_NONE) {
		str_add(out, "no case\n");
		return;
	}
	str_printf(out, "case %s|%s|%lld|%lld\n", r->plan->state[r->state].name, statuses[r->status],
	    (long long)r->rev, (long long)r->entered_ms);
	for (size_t i = 0; i < r->plan->vars; i++) {
		if (r->plan->var[i].constant)
			continue;
		str_printf(out, "var %s=", r->plan->var[i].name);
		show_value(&r->var[i], out);
		str_add(out, "\n");
	}
	/* By name, as the product lists them. */
	static const char *const names[] = { "chase", "common", "deadline.answer", "deadline.decision",
		"near", "shared", "sla" };
	for (size_t i = 0; i < LEN(names); i++)
		for (size_t j = 0; j < r->timers; j++) {
			const struct ref_timer *t = &r->timer[j];
			if (strcmp(t->name, names[i]) == 0)
				str_printf(out, "timer %s|%lld|%d|%s|%s\n", t->name,
				    (long long)t->due_ms, t->n,
				    t->plan != NULL && t->plan->needs_mail ? "mail" : "none", t->rule);
		}
	show_tasks(r, out);
	for (size_t i = 0; i < r->deadlines; i++) {
		str_printf(out, "deadline %s|%s|", r->deadline[i].name, r->deadline[i].title);
		show_day(r->deadline[i].on, out);
		str_add(out, r->deadline[i].is_open ? "|open\n" : "|closed\n");
	}
	for (size_t i = 0; i < r->letters; i++)
		str_printf(out, "letter %s|%s|%s|%s\n", r->letter[i].name, r->letter[i].to,
		    r->letter[i].cancel_state, r->letter[i].status);
	show_family(r, out);
	show_history(r, out);
	str_printf(out, "waiting %zu\nrecord ", r->waitings);
	const struct rvalue *const fields[] = { &r->record.status, &r->record.reference,
		&r->record.requested, &r->record.submitted, &r->record.received };
	for (size_t i = 0; i < LEN(fields); i++) {
		show_value(fields[i], out);
		str_add(out, "|");
	}
	str_add(out, "\n");
}
