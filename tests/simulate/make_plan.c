/* make_plan: a valid workflow, a record and a script, drawn from a seed. */
#include <string.h>

#include "base/err.h"
#include "base/zone.h"
#include "simulate/civil.h"
#include "simulate/plan.h"

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = (d->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

int
dice(struct dice *d, int sides)
{
	return (int)(dice_next(d) % (uint64_t)sides);
}

bool
chance(struct dice *d, int percent)
{
	return dice(d, 100) < percent;
}

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

static const char *const task_names[] = { "call", "read", "packet" };
static const char *const deadline_names[] = { "answer", "decision" };
static const char *const texts[] = { "requested", "sent", "lost", "medicare" };
const char *const child_names[2] = { "helper", "checker" };
static const char *const child_events[] = { "child.done", "child.cancelled", "helped", "child.joined" };
static const char *const own_events[] = { "sort", "route" };
static const char *const outside_events[] = { "user.a", "user.b", "user.c", "mail.reply" };
static const char *const statuses[] = { "not started", "collecting", "submitted", "received", "denied" };

struct maker {
	struct dice	*dice;
	struct arena	*arena;
	struct plan	*plan;
	int32_t		 today;
	const char *const *event;	/* events of the rule being made; NULL: none */
	const char	*given[8];	/* what is known to be there */
	size_t		 givens;
};

#define PICK(m, list) ((list)[dice((m)->dice, (int)LEN(list))])

static struct expr *
expr_new(struct maker *m, enum op op, enum kind kind)
{
	struct expr *e = arena_alloc(m->arena, sizeof(*e));

	*e = (struct expr){ .op = op, .kind = kind, .number = 0 };
	return e;
}

static struct expr *
expr_name(struct maker *m, const char *name, enum kind kind)
{
	struct expr *e = expr_new(m, E_NAME, kind);

	e->text = name;
	return e;
}

struct known { const char *name; enum kind kind; bool optional; };

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
	for (size_t i = 0; i < LEN(deadline_names); i++)
		known[n++] = (struct known){ arena_printf(m->arena, "deadline.%s", deadline_names[i]),
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

static bool
pick_name(struct maker *m, enum kind kind, struct known *ret)
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
	struct expr *e = expr_new(m, ops[kind], kind);

	e->text = PICK(m, texts);
	e->number = kind == K_INT ? dice(m->dice, 200) == 0 ? INT64_MAX : dice(m->dice, 12) : kind == K_BOOL ? dice(m->dice, 2) :
	    m->today - 60 + dice(m->dice, 200);
	return e;
}

static struct span
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
static struct expr *
make_value(struct maker *m, enum kind kind, int depth)
{
	struct known known;
	struct expr *e;

	if (depth > 0 && kind == K_INT && chance(m->dice, 30)) {
		e = expr_new(m, chance(m->dice, 60) ? E_ADD : E_SUB, K_INT);
		e->a = make_value(m, K_INT, depth - 1);
		e->b = make_value(m, K_INT, 0);
		return e;
	}
	if (depth > 0 && kind == K_DATE && chance(m->dice, 40)) {
		e = expr_new(m, E_LATER, K_DATE);
		e->a = make_value(m, K_DATE, depth - 1);
		e->number = chance(m->dice, 70) ? 1 : -1;
		e->span = make_span(m, false);
		if (chance(m->dice, 30)) {
			e->span = (struct span){ .days = 1 };
			e->b = make_value(m, K_INT, 0);
			if (e->b->op == E_INT)		/* "today + 5 d" is written 5d */
				e->b = expr_name(m, "v0", K_INT);
		}
		return e;
	}
	if (!chance(m->dice, 75) || !pick_name(m, kind, &known))
		return literal(m, kind);
	e = expr_name(m, known.name, kind);
	if (!known.optional)
		return e;
	struct expr *other = expr_new(m, E_ELSE, kind);
	other->a = e;
	other->b = literal(m, kind);
	return other;
}

static struct expr *
make_comparison(struct maker *m, enum kind kind)
{
	static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
	struct expr *e = expr_new(m, E_COMPARE, K_BOOL);

	e->text = signs[dice(m->dice, kind == K_TEXT ? 2 : 6)];
	e->a = make_value(m, kind, 1);
	e->b = make_value(m, kind, 1);
	return e;
}

static struct expr *
make_condition(struct maker *m, int depth)
{
	static const enum kind comparable[] = { K_INT, K_DATE, K_TEXT, K_INT };
	struct expr *e;
	struct known known;

	if (depth > 0 && chance(m->dice, 45)) {
		e = expr_new(m, chance(m->dice, 50) ? E_AND : E_OR, K_BOOL);
		e->a = make_condition(m, depth - 1);
		e->b = make_condition(m, depth - 1);
		return e;
	}
	switch (dice(m->dice, 8)) {
	case 0:
		e = expr_new(m, E_NOT, K_BOOL);
		e->a = make_condition(m, 0);
		return e;
	case 1:
		e = expr_new(m, E_IN, K_BOOL);
		e->a = make_value(m, K_TEXT, 0);
		if (e->a->op != E_NAME)
			e->a = expr_name(m, "subject.status", K_TEXT);
		e->list[0] = PICK(m, statuses);
		e->list[1] = PICK(m, texts);
		return e;
	case 2:
		e = expr_new(m, E_BETWEEN, K_BOOL);
		e->a = make_value(m, K_INT, 0);
		e->b = make_value(m, K_INT, 0);
		e->c = make_value(m, K_INT, 0);
		return e;
	case 3:
		e = expr_new(m, E_COMPARE, K_BOOL);
		e->a = expr_new(m, chance(m->dice, 75) ? E_COUNT_TASK : E_COUNT_EMAIL, K_INT);
		e->a->text = e->a->op == E_COUNT_TASK ? PICK(m, task_names) : "chase";
		if (m->plan->has_children && chance(m->dice, 50)) {
			e->a->op = E_COUNT_CHILD;
			e->a->text = PICK(m, child_names);
		}
		e->text = chance(m->dice, 50) ? "==" : "<";
		e->b = expr_new(m, E_INT, K_INT);
		e->b->number = dice(m->dice, 3);
		return e;
	case 4:
		/* "has(x) and x < y": the one lets the other be asked. */
		if (!pick_name(m, K_DATE, &known) || !known.optional)
			return make_comparison(m, K_DATE);
		e = expr_new(m, E_AND, K_BOOL);
		e->a = expr_new(m, E_HAS, K_BOOL);
		e->a->text = known.name;
		e->b = expr_new(m, E_COMPARE, K_BOOL);
		e->b->text = chance(m->dice, 50) ? "<" : ">=";
		e->b->a = expr_name(m, known.name, K_DATE);
		e->b->b = make_value(m, K_DATE, 1);
		return e;
	case 5:
		e = expr_new(m, E_HAS, K_BOOL);
		e->text = pick_name(m, (enum kind)dice(m->dice, 2) == K_TEXT ? K_TEXT : K_DATE, &known) ?
		    known.name : "subject.requested_day";
		return e;
	default:
		return make_comparison(m, PICK(m, comparable));
	}
}

/* A day that may be absent: then the timer is not armed, the action not dated. */
static struct expr *
make_day(struct maker *m)
{
	struct known known;
	struct expr *e;

	if (!chance(m->dice, 60) || !pick_name(m, K_DATE, &known))
		return make_value(m, K_DATE, 1);
	e = expr_name(m, known.name, K_DATE);
	if (chance(m->dice, 50)) {
		struct expr *later = expr_new(m, E_LATER, K_DATE);
		later->a = e;
		later->number = chance(m->dice, 70) ? 1 : -1;
		later->span = make_span(m, false);
		return later;
	}
	return e;
}

static struct moment_plan
make_moment(struct maker *m)
{
	struct moment_plan day = { .roll = (enum roll)dice(m->dice, 3) };

	if (chance(m->dice, 40))
		day.span = make_span(m, false);
	else
		day.day = make_day(m);
	return day;
}

static void
make_set(struct maker *m, struct act *act)
{
	enum kind kind = K_INT;
	bool optional = false;
	struct known known;

	act->kind = A_SET;
	act->target = "v0";
	for (int tries = 0; tries < 20; tries++) {
		size_t i = (size_t)dice(m->dice, (int)(m->plan->vars + fact_plan_count));
		if (i < m->plan->vars && !m->plan->var[i].constant) {
			act->target = m->plan->var[i].name;
			kind = m->plan->var[i].kind;
			optional = m->plan->var[i].optional;
			break;
		}
		i -= m->plan->vars < i ? m->plan->vars : i;
		if (fact_plans[i].writable) {
			act->target = fact_plans[i].name;
			kind = fact_plans[i].kind;
			optional = fact_plans[i].optional;
			break;
		}
	}
	if (strcmp(act->target, "subject.status") == 0) {
		act->value = expr_new(m, E_TEXT, K_TEXT);
		act->value->text = PICK(m, statuses);
	} else if (optional && chance(m->dice, 30) && pick_name(m, kind, &known)) {
		act->value = expr_name(m, known.name, kind);	/* absent or not */
	} else if (!optional || !chance(m->dice, 25)) {
		act->value = make_value(m, kind, 1);
	}
}

static void
make_act(struct maker *m, struct act *act)
{
	static const char *const roles[] = { "coordinator", "manager", "billing" };
	struct known known;

	*act = (struct act){ .kind = (enum act_kind)dice(m->dice, A_KINDS) };
	if (!m->plan->has_children && (act->kind == A_START || act->kind == A_CANCEL_CHILD))
		act->kind = A_NOTE;
	switch (act->kind) {
	case A_SET:
		make_set(m, act);
		break;
	case A_EMAIL:
		act->name = chance(m->dice, 70) ? "chase" : "other";
		act->cancel_on_exit = chance(m->dice, 30);
		act->thread = chance(m->dice, 30) ? "chase" : NULL;
		break;
	case A_TASK:
		act->name = PICK(m, task_names);
		act->done = chance(m->dice, 50) ? "user.a" : NULL;
		act->has_day = chance(m->dice, 60);
		break;
	case A_ESCALATE:
		act->has_day = chance(m->dice, 30);
		break;
	case A_CLOSE_TASK:
		act->name = PICK(m, task_names);
		break;
	case A_DEADLINE:
		act->has_day = true;
		/* fall through */
	case A_CLEAR_DEADLINE:
		act->name = PICK(m, deadline_names);
		break;
	case A_RAISE:
		act->name = PICK(m, own_events);
		break;
	case A_POSTPONE:
		act->has_day = true;
		/* fall through */
	case A_CANCEL_TIMER:
		act->name = chance(m->dice, 60) ? "chase" : "near";
		break;
	case A_HTTP:
		act->name = chance(m->dice, 50) ? "tell" : "ask";
		act->to = chance(m->dice, 80) ? "billing" : "nobody";
		act->value = make_value(m, (enum kind)dice(m->dice, 4), 1);
		break;
	case A_START:
		act->name = PICK(m, child_names);
		act->done = chance(m->dice, 40) ? "helped" : NULL;
		act->is_bound = chance(m->dice, 40);
		act->keeps = !act->is_bound && chance(m->dice, 50);
		break;
	case A_CANCEL_CHILD:
		act->name = PICK(m, child_names);
		break;
	case A_NOTE:
	case A_KINDS:
		break;
	}
	act->role = PICK(m, roles);
	act->title = "look";
	if (chance(m->dice, 50) && pick_name(m, (enum kind)dice(m->dice, 4), &known))
		act->title_name = known.name;
	if (act->has_day)
		act->day = make_moment(m);
}

static void
make_acts(struct maker *m, struct acts *acts, int percent)
{
	while (acts->count < LEN(acts->item) && chance(m->dice, percent)) {
		make_act(m, &acts->item[acts->count++]);
		percent = percent * 2 / 3;
	}
}

static int
any_state(struct maker *m)
{
	return dice(m->dice, (int)m->plan->states);
}

static void
make_way(struct maker *m, struct way *way, int go_percent)
{
	make_acts(m, &way->act, 65);
	way->go = chance(m->dice, go_percent) ? any_state(m) : -1;
}

/* What the guard says is there, is there for the actions. */
static void
give(struct maker *m, const struct expr *guard)
{
	if (guard == NULL || m->givens == LEN(m->given))
		return;
	if (guard->op == E_HAS)
		m->given[m->givens++] = guard->text;
	if (guard->op == E_AND) {
		give(m, guard->a);
		if (m->givens < LEN(m->given))
			give(m, guard->b);
	}
}

static void
make_rule(struct maker *m, struct rule_plan *r, const char *event)
{
	r->event[0] = event;
	if (chance(m->dice, 15))
		r->event[1] = strcmp(event, "user.b") == 0 ? "user.c" : "user.b";
	m->event = r->event;
	if (chance(m->dice, 50))
		r->guard = make_condition(m, 2);
	give(m, r->guard);
	make_way(m, &r->way, 55);
	m->givens = 0;
	if (r->guard != NULL && chance(m->dice, 25)) {
		r->has_else = true;
		make_acts(m, &r->otherwise, 90);
	}
	m->event = NULL;
}

static const char *
any_event(struct maker *m)
{
	if (chance(m->dice, 30))
		return PICK(m, own_events);
	if (m->plan->has_children && chance(m->dice, 30))
		return PICK(m, child_events);
	if (chance(m->dice, 10))
		return "subject.changed";
	return PICK(m, outside_events);
}

static void
make_rules(struct maker *m, struct rules_plan *rules, size_t count)
{
	for (; rules->count < count; rules->count++)
		make_rule(m, &rules->item[rules->count], any_event(m));
}

static void
make_timer(struct maker *m, struct timer_plan *t, const char *name)
{
	*t = (struct timer_plan){ .name = name, .form = (enum form)dice(m->dice, 4), .wall_min = -1 };
	bool exact = chance(m->dice, 30);
	t->span = make_span(m, exact);
	exact = t->span.hours > 0 || t->span.minutes > 0;
	if (t->form == F_EVERY || t->form == F_AFTER) {
		if (chance(m->dice, 45))
			t->anchor = make_day(m);
		if (!exact && chance(m->dice, 15)) {
			t->span = (struct span){ .days = 1 };
			t->times = expr_name(m, "pace", K_INT);
		}
	} else {
		t->anchor = make_day(m);
		exact = false;
	}
	if (t->form == F_EVERY) {
		t->max = chance(m->dice, 80) ? 1 + dice(m->dice, 3) : 0;
		if (t->max == 0 || chance(m->dice, 20))
			t->until = make_day(m);
	}
	if (t->form == F_BEFORE)
		for (int days = 10 + dice(m->dice, 50); days > 0 && t->befores < LEN(t->before);
		    days -= 1 + dice(m->dice, 25))
			t->before[t->befores++] = (struct span){ .days = days };
	if (!exact) {
		if (chance(m->dice, 70))
			t->wall_min = 15 * dice(m->dice, 96);
		t->roll = (enum roll)dice(m->dice, 3);
	}
	if (chance(m->dice, 30))
		t->guard = make_condition(m, 1);
	give(m, t->guard);
	make_way(m, &t->fire, 25);
	m->givens = 0;
	if (t->form == F_EVERY && t->max > 0 && chance(m->dice, 50)) {
		t->has_then = true;
		make_way(m, &t->then, 60);
	}
	t->needs_mail = chance(m->dice, 30);
	for (size_t i = 0; i < LEN(t->fire.act.item); i++)
		t->needs_mail = t->needs_mail || (i < t->fire.act.count && t->fire.act.item[i].kind == A_EMAIL) ||
		    (i < t->then.act.count && t->then.act.item[i].kind == A_EMAIL);
}

static void
make_vars(struct maker *m)
{
	static const struct var_plan vars[] = {
		{ "v0", K_INT, false, false, { true, K_INT, 1, NULL }, NULL },
		{ "pace", K_INT, false, true, { true, K_INT, 9, NULL }, NULL },
		{ "seen_on", K_DATE, true, false, { .kind = K_DATE }, NULL },
		{ "contact_on", K_DATE, true, false, { .kind = K_DATE }, "subject.requested_day" },
		{ "word", K_TEXT, false, false, { true, K_TEXT, 0, "sent" }, NULL },
		{ "flag", K_BOOL, false, false, { true, K_BOOL, 0, NULL }, NULL },
	};

	memcpy(m->plan->var, vars, sizeof(vars));
	m->plan->vars = LEN(vars);
	m->plan->var[1].init.number = 1 + dice(m->dice, 20);
}

static void
make_events(struct maker *m)
{
	static const struct event_plan events[] = {
		{ "user.a", { { "on", K_DATE, false }, { "n", K_INT, true } }, 2, 0 },
		{ "user.b", { { "text", K_TEXT, false } }, 1, 0 },
		{ "user.c", { { NULL, K_INT, false } }, 0, 0 },
		{ "mail.reply", { { "until", K_DATE, false }, { "subject", K_TEXT, false } }, 2, 0 },
		{ "sort", { { NULL, K_INT, false } }, 0, 0 },
		{ "route", { { NULL, K_INT, false } }, 0, 0 },
		{ "helped", { { "got", K_INT, false }, { "state", K_TEXT, false } }, 2, 0 },
		{ "child.done", { { "state", K_TEXT, true }, { "workflow", K_TEXT, true },
		    { "got", K_INT, false } }, 3, 2 },
		{ "child.cancelled", { { "state", K_TEXT, true }, { "workflow", K_TEXT, true } }, 2, 2 },
	};

	memcpy(m->plan->event, events, sizeof(events));
	m->plan->events = m->plan->has_children ? LEN(events) : 6;
}

static const char *
sla_title(struct maker *m, const char *state, const struct span *span)
{
	struct str title = STR_INIT;

	str_printf(&title, "%s for more than ", state);
	span_write(span, &title);
	const char *text = arena_strdup(m->arena, title.text);
	str_clear(&title);
	return text;
}

/* A timer that is named "sla", at nine on a working day where it counts days, and tells a manager. */
static void
make_sla(struct maker *m, struct state_plan *s)
{
	struct timer_plan *t = &s->timer[s->timers++];

	*t = (struct timer_plan){ .name = "sla", .form = F_AFTER, .is_sla = true, .wall_min = -1,
		.span = make_span(m, chance(m->dice, 30)), .fire = { .go = -1 } };
	if (t->span.hours == 0 && t->span.minutes == 0) {
		t->wall_min = 9 * 60;
		t->roll = ROLLS_NEXT;
	}
	t->fire.act = (struct acts){ { { .kind = A_ESCALATE, .role = "manager",
	    .title = sla_title(m, s->name, &t->span) } }, 1 };
}

static void
make_state(struct maker *m, struct state_plan *s, int i)
{
	bool last = i + 1 == (int)m->plan->states;

	s->name = arena_printf(m->arena, "s%d", i);
	s->group = -1;
	s->final = last;
	make_acts(m, &s->entry, 60);
	if (last)
		return;
	if (i < (int)m->plan->groups)		/* a group with no state in it is refused */
		s->group = i;
	else if (m->plan->groups > 0 && chance(m->dice, 50))
		s->group = dice(m->dice, (int)m->plan->groups);
	make_acts(m, &s->exit, 35);
	make_rules(m, &s->on, 1 + (size_t)dice(m->dice, 4));
	if (chance(m->dice, 70))
		make_timer(m, &s->timer[s->timers++], "chase");
	if (s->timers == 0 || chance(m->dice, 50))	/* something has to wake it */
		make_timer(m, &s->timer[s->timers++], "near");
	if (i > 0 && chance(m->dice, 20))
		make_sla(m, s);
	if (m->plan->has_children && chance(m->dice, 35)) {
		s->join = chance(m->dice, 60) ? JOINS_ALL : JOINS_ANY;
		make_rule(m, &s->on.item[s->on.count++], "child.joined");
	}
}

/* What the lint asks of a file: each name exists, each state can be reached and left, bounces are heard. */
static void
satisfy(struct maker *m)
{
	struct plan *p = m->plan;
	struct rule_plan *all = &p->any.item[p->any.count++];

	*all = (struct rule_plan){ .event = { "user.b", NULL }, .way = { .go = (int)p->states - 1 } };
	for (size_t i = 0; i < LEN(task_names); i++)
		all->way.act.item[all->way.act.count++] = (struct act){ .kind = A_TASK,
			.name = task_names[i], .title = "look", .role = "manager" };
	all->way.act.item[all->way.act.count++] = (struct act){ .kind = A_EMAIL, .name = "chase" };
	struct rule_plan *own = &p->any.item[p->any.count++];
	*own = (struct rule_plan){ .event = { "sort", "route", NULL }, .way = { .go = -1 } };
	for (size_t i = 0; i < LEN(deadline_names); i++)
		own->way.act.item[own->way.act.count++] = (struct act){ .kind = A_CLEAR_DEADLINE,
			.name = deadline_names[i] };
	struct rule_plan *a = &p->any.item[p->any.count++];
	*a = (struct rule_plan){ .event = { "user.a", "mail.bounce", NULL }, .way = { .go = -1 } };
	for (size_t i = 0; i < LEN(deadline_names); i++)
		a->way.act.item[a->way.act.count++] = (struct act){ .kind = A_DEADLINE,
			.name = deadline_names[i], .title = "look", .has_day = true,
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
			.event = { outside_events[i % LEN(outside_events)], NULL },
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

static void
uncover_all(struct maker *m)
{
	struct plan *p = m->plan;

	for (size_t i = 0; i + 1 < p->states; i++)
		uncover(m, &p->state[i].on, (int)i, -1);
	for (size_t i = 0; i < p->groups; i++)
		uncover(m, &p->group[i].on, -1, (int)i);
	uncover(m, &p->any, -1, -1);
}

/* What somebody changes in a file whose cases run: names, times of day, a timer more or less. */
static void
change_state(struct maker *m, struct state_plan *s, int i)
{
	struct timer_plan *last = &s->timer[s->timers - 1];

	if (chance(m->dice, 40)) {
		s->was = s->name;
		s->name = arena_printf(m->arena, "t%d", i);
	}
	for (size_t j = 0; j < s->timers; j++)
		if (s->timer[j].is_sla)
			s->timer[j].fire.act.item[0].title = sla_title(m, s->name, &s->timer[j].span);
		else if (s->timer[j].wall_min >= 0 && chance(m->dice, 30))
			s->timer[j].wall_min = 15 * dice(m->dice, 96);
	if (i == 0 || last->is_sla || !chance(m->dice, 40))	/* state 0 keeps what others cancel by name */
		return;
	if (s->timers > 1)
		s->timers--;
	else if (strcmp(last->name, "chase") == 0)
		make_timer(m, &s->timer[s->timers++], "near");
}

static void
make_next(struct maker *m, struct plan *next)
{
	*next = *m->plan;
	next->version = 2;
	next->var[1].init.number = 1 + dice(m->dice, 20);
	next->var[next->vars++] = (struct var_plan){ "since", K_DATE, true, false, { .kind = K_DATE },
		"subject.submitted_day" };
	struct plan *old = m->plan;
	m->plan = next;
	for (size_t i = 0; i + 1 < next->states; i++)
		change_state(m, &next->state[i], (int)i);
	m->plan = old;
}

static struct rvalue
draw(struct maker *m, enum kind kind, int absent_percent)
{
	struct rvalue v = { .present = !chance(m->dice, absent_percent), .kind = kind };

	v.text = PICK(m, texts);
	v.number = kind == K_DATE ? m->today - 70 + dice(m->dice, 260) : kind == K_BOOL ?
	    dice(m->dice, 2) : dice(m->dice, 30);
	return v;
}

static void
make_record(struct maker *m, struct record *r)
{
	static const char *const kinds[] = { "commercial", "medicare", "medicaid" };

	r->status = (struct rvalue){ true, K_TEXT, 0, PICK(m, statuses) };
	r->reference = draw(m, K_TEXT, 50);
	r->requested = draw(m, K_DATE, 40);
	r->submitted = draw(m, K_DATE, 60);
	r->received = draw(m, K_DATE, 80);
	r->payer_kind = (struct rvalue){ true, K_TEXT, 0, PICK(m, kinds) };
	r->payer_email = (struct rvalue){ chance(m->dice, 75), K_TEXT, 0, "desk@acme.example" };
	r->payer_turnaround = draw(m, K_INT, 50);
	r->payer_turnaround.number++;
}

static int64_t
make_pause(struct maker *m)
{
	switch (dice(m->dice, 6)) {
	case 0:  return 1 + dice(m->dice, 60000);
	case 1:  return MS_PER_HOUR * dice(m->dice, 20);
	case 2:  return MS_PER_DAY * (20 + dice(m->dice, 120));
	default: return MS_PER_HOUR * dice(m->dice, 24 * 15) + MS_PER_MINUTE * dice(m->dice, 60);
	}
}

static void
make_script(struct maker *m, struct script *s)
{
	static const char *const record_fields[] = { "requested_day", "submitted_day",
		"reference_number" };
	int64_t now = s->begin_ms;

	s->by_hand = m->plan->starts == 0 || chance(m->dice, 50);
	s->count = 6 + (size_t)dice(m->dice, HAPPENINGS_MAX - 5);
	for (size_t i = 0; i < s->count; i++) {
		struct happening *h = &s->item[i];
		int what = dice(m->dice, 10);
		now += make_pause(m);
		*h = (struct happening){ .at_ms = now };
		if (what < 4) {
			const struct event_plan *e = &m->plan->event[dice(m->dice, 4)];
			h->kind = H_EVENT;
			h->name = e->name;
			for (size_t j = 0; j < e->fields; j++) {
				struct rvalue v = draw(m, e->field[j].kind, e->field[j].required ? 0 : 50);
				h->field[j].name = e->field[j].name;
				h->field[j].value = v;
				h->fields++;
			}
		} else if (what == 4) {
			h->kind = H_AGAIN;
		} else if (what == 5) {
			h->kind = H_TASK;
			h->name = PICK(m, task_names);
			h->field[h->fields].name = "n";
			h->field[h->fields++].value = draw(m, K_INT, 0);
		} else if (what == 6 && m->plan->has_children && chance(m->dice, 75)) {
			h->kind = H_CHILD;
			h->child = dice(m->dice, 3);
			h->name = chance(m->dice, 70) ? "user.seen" : "user.lost";
		} else if (what == 6) {
			h->kind = H_RECORD;
			h->name = PICK(m, record_fields);
			h->value = draw(m, strcmp(h->name, "reference_number") == 0 ? K_TEXT : K_DATE, 30);
		} else {
			h->kind = H_TICK;
			h->inbox_read = chance(m->dice, 80);
		}
	}
	if (!chance(m->dice, 40))
		return;
	struct happening *move = &s->item[dice(m->dice, (int)s->count - 1)];
	*move = (struct happening){ .kind = H_MIGRATE, .at_ms = move->at_ms,
		.timers = (enum timers_kept)dice(m->dice, 3) };
	if (chance(m->dice, 30))
		move[1] = (struct happening){ .kind = H_UNDO, .at_ms = move[1].at_ms };
}

void
plan_make(struct dice *d, struct arena *a, struct plan *ret_plan, struct plan *ret_next,
    struct record *ret_record, struct script *ret_script)
{
	static const char *const zones[] = { NULL, "America/Chicago", "America/Phoenix", "America/Los_Angeles",
		"UTC" };
	struct maker m = { .dice = d, .arena = a, .plan = ret_plan };

	memset(ret_plan, 0, sizeof(*ret_plan));
	memset(ret_record, 0, sizeof(*ret_record));
	memset(ret_script, 0, sizeof(*ret_script));
	m.today = civil_number(2026, 1, 1) + dice(d, 1400);
	ret_script->begin_ms = (int64_t)m.today * MS_PER_DAY + MS_PER_MINUTE * dice(d, 24 * 60);
	ret_plan->version = 1;
	ret_plan->zone = PICK(&m, zones);
	ret_plan->has_children = chance(d, 50);
	make_vars(&m);
	make_events(&m);
	ret_plan->states = 3 + (size_t)dice(d, 4);
	ret_plan->groups = (size_t)dice(d, 3);
	for (size_t i = 0; i < ret_plan->groups; i++) {
		struct group_plan *g = &ret_plan->group[i];
		g->name = i == 0 ? "g0" : "g1";
		make_rules(&m, &g->on, (size_t)dice(d, 3) + 1);
		if (chance(d, 40))
			make_timer(&m, &g->timer[g->timers++], i == 0 ? "shared" : "common");
	}
	for (size_t i = 0; i < ret_plan->states; i++)
		make_state(&m, &ret_plan->state[i], (int)i);
	make_rules(&m, &ret_plan->any, (size_t)dice(d, 3));
	satisfy(&m);
	uncover_all(&m);
	for (int i = dice(d, 3); i > 0; i--) {
		struct start_plan *s = &ret_plan->start[ret_plan->starts++];
		s->guard = make_condition(&m, 1);
		give(&m, s->guard);
		make_acts(&m, &s->way.act, 30);
		m.givens = 0;
		s->way.go = any_state(&m);
	}
	make_next(&m, ret_next);
	make_record(&m, ret_record);
	make_script(&m, ret_script);
}
