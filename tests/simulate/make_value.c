/* make_value: expressions drawn by dice. */
#include "simulate/make_inside.h"

#include <string.h>

const struct fact_plan fact_plans[] = {
	{ "subject.status", K_TEXT, false, true },
	{ "subject.reference_number", K_TEXT, true, true },
	{ "subject.requested_day", K_DATE, true, true },
	{ "subject.submitted_day", K_DATE, true, true },
	{ "subject.received_day", K_DATE, true, true },
	{ "payer.kind", K_TEXT, false, false },
	{ "payer.email", K_TEXT, true, false },
	{ "payer.turnaround_days", K_INT, true, false },
};
const size_t fact_plan_count = LEN(fact_plans);

const char *const letter_text = "Subject: About {{payer.name}}\n\nWe ask for the {{v0}}. time.\n";

const char *const plan_task_names[3] = { "call", "read", "packet" };
const char *const plan_deadline_names[2] = { "answer", "decision" };
const char *const plan_texts[4] = { "requested", "sent", "lost", "medicare" };
const char *const child_names[2] = { "helper", "checker" };
const char *const plan_child_events[4] = { "child.done", "child.cancelled", "helped", "child.joined" };
const char *const plan_own_events[2] = { "sort", "route" };
const char *const plan_outside_events[4] = { "user.a", "user.b", "user.c", "mail.reply" };
const char *const plan_statuses[5] = { "not started", "collecting", "submitted", "received", "denied" };

struct expr *
make_expr(struct maker *m, enum op op, enum kind kind)
{
	struct expr *e = arena_alloc(m->arena, sizeof(*e));

	*e = (struct expr){ .op = op, .kind = kind, .number = 0 };
	return e;
}

struct expr *
make_name(struct maker *m, const char *name, enum kind kind)
{
	struct expr *e = make_expr(m, E_NAME, kind);

	e->text = name;
	return e;
}

/* All that an expression may name here. */
static size_t
list_names(struct maker *m, struct known *known)
{
	size_t n = 0;

	for (size_t i = 0; i < m->plan->vars; i++)
		known[n++] = (struct known){ m->plan->var[i].name, m->plan->var[i].kind,
			m->plan->var[i].optional };
	for (size_t i = 0; i < fact_plan_count; i++)
		known[n++] = (struct known){ fact_plans[i].name, fact_plans[i].kind,
			fact_plans[i].optional };
	known[n++] = (struct known){ "today", K_DATE, false };
	for (size_t i = 0; i < LEN(plan_deadline_names); i++)
		known[n++] = (struct known){ arena_printf(m->arena, "deadline.%s", plan_deadline_names[i]),
			K_DATE, true };
	for (size_t i = 0; m->event != NULL && m->event[0] != NULL && m->event[1] == NULL &&
	    i < m->plan->events; i++)
		for (size_t j = 0; strcmp(m->plan->event[i].name, m->event[0]) == 0 &&
		    j < m->plan->event[i].fields; j++) {
			const struct field_plan *f = &m->plan->event[i].field[j];
			known[n++] = (struct known){ arena_printf(m->arena, "event.%s", f->name), f->kind,
				!f->required };
		}
	return n;
}

static bool
is_given(const struct maker *m, const char *name)
{
	for (size_t i = 0; i < m->givens; i++)
		if (strcmp(m->given[i], name) == 0)
			return true;
	return false;
}

bool
make_known(struct maker *m, enum kind kind, struct known *ret)
{
	struct known known[40];
	size_t n = list_names(m, known), fits = 0;

	for (size_t i = 0; i < n; i++)
		if (known[i].kind == kind)
			known[fits++] = known[i];
	if (fits == 0)
		return false;
	*ret = known[dice(m->dice, (int)fits)];
	ret->optional = ret->optional && !is_given(m, ret->name);
	return true;
}

static struct expr *
literal(struct maker *m, enum kind kind)
{
	static const enum op ops[] = { [K_TEXT] = E_TEXT, [K_INT] = E_INT, [K_BOOL] = E_BOOL,
		[K_DATE] = E_DATE };
	struct expr *e = make_expr(m, ops[kind], kind);

	e->text = PICK(m, plan_texts);
	e->number = kind == K_INT ? dice(m->dice, 200) == 0 ? INT64_MAX : dice(m->dice, 12) :
	    kind == K_BOOL ? dice(m->dice, 2) :
	    m->today - 60 + dice(m->dice, 200);
	return e;
}

struct span
make_span(struct maker *m, bool exact)
{
	struct span s = { 0 };

	if (dice(m->dice, 300) == 0) {		/* beyond year 9999, or near it */
		s.months = 12 * (4000 + dice(m->dice, 5000));
		return s;
	}
	switch (dice(m->dice, exact ? 9 : 6)) {
	case 0: s.months = 1 + dice(m->dice, 4); break;
	case 1: s.months = 1; s.days = 1 + dice(m->dice, 10); break;
	case 2: s.workdays = 1 + dice(m->dice, 9); break;
	case 3: s.days = 1 + dice(m->dice, 3); s.workdays = 1 + dice(m->dice, 3); break;
	case 4:
	case 5: s.days = 1 + dice(m->dice, 30); break;
	case 6: s.hours = 1 + dice(m->dice, 40); break;
	case 7: s.minutes = 5 + dice(m->dice, 100); break;
	default: s.days = 1 + dice(m->dice, 4); s.hours = dice(m->dice, 5); break;
	}
	return s;
}

/* A value that is always there. */
struct expr *
make_value(struct maker *m, enum kind kind, int depth)
{
	struct known known;
	struct expr *e;

	if (depth > 0 && kind == K_INT && chance(m->dice, 30)) {
		e = make_expr(m, chance(m->dice, 60) ? E_ADD : E_SUB, K_INT);
		e->a = make_value(m, K_INT, depth - 1);
		e->b = make_value(m, K_INT, 0);
		return e;
	}
	if (depth > 0 && kind == K_DATE && chance(m->dice, 40)) {
		e = make_expr(m, E_LATER, K_DATE);
		e->a = make_value(m, K_DATE, depth - 1);
		e->number = chance(m->dice, 70) ? 1 : -1;
		e->span = make_span(m, false);
		if (chance(m->dice, 30)) {
			e->span = (struct span){ .days = 1 };
			e->b = make_value(m, K_INT, 0);
			if (e->b->op == E_INT)		/* "today + 5 d" is written 5d */
				e->b = make_name(m, "v0", K_INT);
		}
		return e;
	}
	if (!chance(m->dice, 75) || !make_known(m, kind, &known))
		return literal(m, kind);
	e = make_name(m, known.name, kind);
	if (!known.optional)
		return e;
	struct expr *other = make_expr(m, E_ELSE, kind);
	other->a = e;
	other->b = literal(m, kind);
	return other;
}

static struct expr *
make_comparison(struct maker *m, enum kind kind)
{
	static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
	struct expr *e = make_expr(m, E_COMPARE, K_BOOL);

	e->text = signs[dice(m->dice, kind == K_TEXT ? 2 : 6)];
	e->a = make_value(m, kind, 1);
	e->b = make_value(m, kind, 1);
	return e;
}

struct expr *
make_condition(struct maker *m, int depth)
{
	static const enum kind comparable[] = { K_INT, K_DATE, K_TEXT, K_INT };
	struct expr *e;
	struct known known;

	if (depth > 0 && chance(m->dice, 45)) {
		e = make_expr(m, chance(m->dice, 50) ? E_AND : E_OR, K_BOOL);
		e->a = make_condition(m, depth - 1);
		e->b = make_condition(m, depth - 1);
		return e;
	}
	switch (dice(m->dice, 8)) {
	case 0:
		e = make_expr(m, E_NOT, K_BOOL);
		e->a = make_condition(m, 0);
		return e;
	case 1:
		e = make_expr(m, E_IN, K_BOOL);
		e->a = make_value(m, K_TEXT, 0);
		if (e->a->op != E_NAME)
			e->a = make_name(m, "subject.status", K_TEXT);
		e->list[0] = PICK(m, plan_statuses);
		e->list[1] = PICK(m, plan_texts);
		return e;
	case 2:
		e = make_expr(m, E_BETWEEN, K_BOOL);
		e->a = make_value(m, K_INT, 0);
		e->b = make_value(m, K_INT, 0);
		e->c = make_value(m, K_INT, 0);
		return e;
	case 3:
		e = make_expr(m, E_COMPARE, K_BOOL);
		e->a = make_expr(m, chance(m->dice, 75) ? E_COUNT_TASK : E_COUNT_EMAIL, K_INT);
		e->a->text = e->a->op == E_COUNT_TASK ? PICK(m, plan_task_names) : "chase";
		if (m->plan->has_children && chance(m->dice, 50)) {
			e->a->op = E_COUNT_CHILD;
			e->a->text = PICK(m, child_names);
		}
		e->text = chance(m->dice, 50) ? "==" : "<";
		e->b = make_expr(m, E_INT, K_INT);
		e->b->number = dice(m->dice, 3);
		return e;
	case 4:
		/* "has(x) and x < y": the one lets the other be asked. */
		if (!make_known(m, K_DATE, &known) || !known.optional)
			return make_comparison(m, K_DATE);
		e = make_expr(m, E_AND, K_BOOL);
		e->a = make_expr(m, E_HAS, K_BOOL);
		e->a->text = known.name;
		e->b = make_expr(m, E_COMPARE, K_BOOL);
		e->b->text = chance(m->dice, 50) ? "<" : ">=";
		e->b->a = make_name(m, known.name, K_DATE);
		e->b->b = make_value(m, K_DATE, 1);
		return e;
	case 5:
		e = make_expr(m, E_HAS, K_BOOL);
		e->text = make_known(m, (enum kind)dice(m->dice, 2) == K_TEXT ? K_TEXT : K_DATE, &known) ?
		    known.name : "subject.requested_day";
		return e;
	default:
		return make_comparison(m, PICK(m, comparable));
	}
}

/* A day that may be absent: then the timer is not armed, the action not dated. */
struct expr *
make_day(struct maker *m)
{
	struct known known;
	struct expr *e;

	if (!chance(m->dice, 60) || !make_known(m, K_DATE, &known))
		return make_value(m, K_DATE, 1);
	e = make_name(m, known.name, K_DATE);
	if (chance(m->dice, 50)) {
		struct expr *later = make_expr(m, E_LATER, K_DATE);
		later->a = e;
		later->number = chance(m->dice, 70) ? 1 : -1;
		later->span = make_span(m, false);
		return later;
	}
	return e;
}

struct moment_plan
make_moment(struct maker *m)
{
	struct moment_plan day = { .roll = (enum roll)dice(m->dice, 3) };

	if (chance(m->dice, 40))
		day.span = make_span(m, false);
	else
		day.day = make_day(m);
	return day;
}
