/* make_state: actions, rules, timers and states, drawn. */
#include "simulate/make_inside.h"

#include <string.h>

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
		act->value = make_expr(m, E_TEXT, K_TEXT);
		act->value->text = PICK(m, plan_statuses);
	} else if (optional && chance(m->dice, 30) && make_known(m, kind, &known)) {
		act->value = make_name(m, known.name, kind);	/* absent or not */
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
		act->name = PICK(m, plan_task_names);
		act->done = chance(m->dice, 50) ? "user.a" : NULL;
		act->has_day = chance(m->dice, 60);
		break;
	case A_ESCALATE:
		act->has_day = chance(m->dice, 30);
		break;
	case A_CLOSE_TASK:
		act->name = PICK(m, plan_task_names);
		break;
	case A_DEADLINE:
		act->has_day = true;
		/* fall through */
	case A_CLEAR_DEADLINE:
		act->name = PICK(m, plan_deadline_names);
		break;
	case A_RAISE:
		act->name = PICK(m, plan_own_events);
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
	if (chance(m->dice, 50) && make_known(m, (enum kind)dice(m->dice, 4), &known))
		act->title_name = known.name;
	if (act->has_day)
		act->day = make_moment(m);
}

void
make_acts(struct maker *m, struct acts *acts, int percent)
{
	while (acts->count < LEN(acts->item) && chance(m->dice, percent)) {
		make_act(m, &acts->item[acts->count++]);
		percent = percent * 2 / 3;
	}
}

int
make_any_state(struct maker *m)
{
	return dice(m->dice, (int)m->plan->states);
}

static void
make_way(struct maker *m, struct way *way, int go_percent)
{
	make_acts(m, &way->act, 65);
	way->go = chance(m->dice, go_percent) ? make_any_state(m) : -1;
}

/* What the guard says is there, is there for the actions. */
void
make_given(struct maker *m, const struct expr *guard)
{
	if (guard == NULL || m->givens == LEN(m->given))
		return;
	if (guard->op == E_HAS)
		m->given[m->givens++] = guard->text;
	if (guard->op == E_AND) {
		make_given(m, guard->a);
		if (m->givens < LEN(m->given))
			make_given(m, guard->b);
	}
}

/* What the clock sends waits for the inbox, and a rule cannot. */
static void
write_no_letter(struct acts *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		if (acts->item[i].kind == A_EMAIL)
			acts->item[i].kind = A_NOTE;
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
	make_given(m, r->guard);
	make_way(m, &r->way, 55);
	m->givens = 0;
	if (r->guard != NULL && chance(m->dice, 25)) {
		r->has_else = true;
		make_acts(m, &r->otherwise, 90);
	}
	m->event = NULL;
	if (strncmp(event, "deadline.", strlen("deadline.")) != 0)
		return;
	write_no_letter(&r->way.act);
	write_no_letter(&r->otherwise);
}

static const char *
any_event(struct maker *m)
{
	if (chance(m->dice, 30))
		return PICK(m, plan_own_events);
	if (m->plan->has_children && chance(m->dice, 30))
		return PICK(m, plan_child_events);
	if (chance(m->dice, 10))
		return "subject.changed";
	if (chance(m->dice, 15))
		return chance(m->dice, 50) ? "deadline.answer" : "deadline.decision";
	return PICK(m, plan_outside_events);
}

void
make_rules(struct maker *m, struct rules_plan *rules, size_t count)
{
	for (; rules->count < count; rules->count++)
		make_rule(m, &rules->item[rules->count], any_event(m));
}

void
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
			t->times = make_name(m, "pace", K_INT);
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
	if (!exact || t->form == F_AFTER) {	/* "every 4h" has no time of day */
		if (chance(m->dice, 70))
			t->wall_min = 15 * dice(m->dice, 96);
		t->roll = (enum roll)dice(m->dice, 3);
	}
	if (chance(m->dice, 30))
		t->guard = make_condition(m, 1);
	make_given(m, t->guard);
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

void
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

void
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

const char *
make_sla_title(struct maker *m, const char *state, const struct span *span)
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
	    .title = make_sla_title(m, s->name, &t->span) } }, 1 };
}

void
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
