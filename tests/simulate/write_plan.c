/* write_plan: a plan as a workflow file. */
#include "simulate/civil.h"
#include "simulate/plan.h"

void
span_write(const struct span *s, struct str *out)
{
	if (s->months)
		str_printf(out, "%dmo", s->months);
	if (s->days)
		str_printf(out, "%dd", s->days);
	if (s->workdays)
		str_printf(out, "%dbd", s->workdays);
	if (s->hours)
		str_printf(out, "%dh", s->hours);
	if (s->minutes)
		str_printf(out, "%dmin", s->minutes);
}

static void
write_day(int32_t number, struct str *out)
{
	struct date d = civil_date(number);

	str_printf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void
write_pair(const struct expr *e, const char *sign, struct str *out)
{
	str_add(out, "(");
	expr_write(e->a, out);
	str_printf(out, " %s ", sign);
	expr_write(e->b, out);
	str_add(out, ")");
}

void
expr_write(const struct expr *e, struct str *out)
{
	switch (e->op) {
	case E_TEXT:
		str_printf(out, "\"%s\"", e->text);
		break;
	case E_INT:
		str_printf(out, "%lld", (long long)e->number);
		break;
	case E_BOOL:
		str_add(out, e->number ? "true" : "false");
		break;
	case E_DATE:
		write_day((int32_t)e->number, out);
		break;
	case E_NAME:
		str_add(out, e->text);
		break;
	case E_ELSE:
		write_pair(e, "else", out);
		break;
	case E_ADD:
		write_pair(e, "+", out);
		break;
	case E_SUB:
		write_pair(e, "-", out);
		break;
	case E_LATER:
		str_add(out, "(");
		expr_write(e->a, out);
		str_add(out, e->number < 0 ? " - " : " + ");
		if (e->b != NULL) {
			expr_write(e->b, out);
			str_add(out, " d");
		} else {
			span_write(&e->span, out);
		}
		str_add(out, ")");
		break;
	case E_COMPARE:
		write_pair(e, e->text, out);
		break;
	case E_IN:
		expr_write(e->a, out);
		str_printf(out, " in [\"%s\", \"%s\"]", e->list[0], e->list[1]);
		break;
	case E_BETWEEN:
		str_add(out, "(");
		expr_write(e->a, out);
		str_add(out, " between ");
		expr_write(e->b, out);
		str_add(out, " and ");
		expr_write(e->c, out);
		str_add(out, ")");
		break;
	case E_HAS:
		str_printf(out, "has(%s)", e->text);
		break;
	case E_COUNT_TASK:
		str_printf(out, "count(task, %s)", e->text);
		break;
	case E_COUNT_EMAIL:
		str_printf(out, "count(email, %s)", e->text);
		break;
	case E_COUNT_CHILD:
		str_printf(out, "count(child, %s)", e->text);
		break;
	case E_AND:
		write_pair(e, "and", out);
		break;
	case E_OR:
		write_pair(e, "or", out);
		break;
	case E_NOT:
		str_add(out, "not (");
		expr_write(e->a, out);
		str_add(out, ")");
		break;
	}
}

static void
write_roll(enum roll roll, struct str *out)
{
	if (roll != ROLLS_NOT)
		str_add(out, roll == ROLLS_NEXT ? " roll next" : " roll prev");
}

static void
write_moment(const struct moment_plan *m, struct str *out)
{
	if (m->day != NULL)
		expr_write(m->day, out);
	else
		span_write(&m->span, out);
	write_roll(m->roll, out);
}

static void
write_title(const struct act *a, struct str *out)
{
	str_printf(out, "'%s", a->title);
	if (a->title_name != NULL)
		str_printf(out, " {%s}", a->title_name);
	str_add(out, "'");
}

/* ", key: 'DAY'" */
static void
write_key_day(const struct act *a, const char *key, struct str *out)
{
	if (!a->has_day)
		return;
	str_printf(out, ", %s: '", key);
	write_moment(&a->day, out);
	str_add(out, "'");
}

static void
write_act(const struct act *a, struct str *out)
{
	switch (a->kind) {
	case A_SET:
		str_printf(out, "{set: {%s: '", a->target);
		if (a->value != NULL)
			expr_write(a->value, out);
		else
			str_add(out, "none");
		str_add(out, "'}}");
		break;
	case A_EMAIL:
		str_printf(out, "{email: {name: %s, template: letter, to: payer.email%s", a->name,
		    a->cancel_on_exit ? ", cancel_on_exit: true" : "");
		if (a->thread != NULL)
			str_printf(out, ", thread: %s", a->thread);
		str_add(out, "}}");
		break;
	case A_TASK:
		str_printf(out, "{task: {name: %s, role: %s, title: ", a->name, a->role);
		write_title(a, out);
		if (a->done != NULL)
			str_printf(out, ", done: %s", a->done);
		write_key_day(a, "due", out);
		str_add(out, "}}");
		break;
	case A_ESCALATE:
		str_printf(out, "{escalate: {to: role.%s, title: ", a->role);
		write_title(a, out);
		write_key_day(a, "due", out);
		str_add(out, "}}");
		break;
	case A_CLOSE_TASK:
		str_printf(out, "{close_task: %s}", a->name);
		break;
	case A_DEADLINE:
		str_printf(out, "{deadline: {name: %s, title: ", a->name);
		write_title(a, out);
		write_key_day(a, "on", out);
		str_add(out, "}}");
		break;
	case A_CLEAR_DEADLINE:
		str_printf(out, "{clear_deadline: %s}", a->name);
		break;
	case A_RAISE:
		str_printf(out, "{raise: %s}", a->name);
		break;
	case A_CANCEL_TIMER:
		str_printf(out, "{cancel_timer: %s}", a->name);
		break;
	case A_NOTE:
		str_add(out, "{note: ");
		write_title(a, out);
		str_add(out, "}");
		break;
	case A_POSTPONE:
		str_printf(out, "{postpone: {timer: %s", a->name);
		write_key_day(a, "to", out);
		str_add(out, "}}");
		break;
	case A_HTTP:
		str_printf(out, "{http: {name: %s, to: %s, send: {value: '", a->name, a->to);
		expr_write(a->value, out);
		str_add(out, "'}}}");
		break;
	case A_START:
		str_printf(out, "{start: {workflow: %s", a->name);
		if (a->done != NULL)
			str_printf(out, ", on_done: %s", a->done);
		if (a->is_bound || a->keeps)
			str_printf(out, ", on_parent_close: %s", a->is_bound ? "cancel" : "keep");
		str_add(out, "}}");
		break;
	case A_CANCEL_CHILD:
		str_printf(out, "{cancel_child: %s}", a->name);
		break;
	case A_KINDS:
		break;
	}
}

static void
write_acts(const char *indent, const char *key, const struct acts *acts, struct str *out)
{
	if (acts->count == 0)
		return;
	str_printf(out, "%s%s:\n", indent, key);
	for (size_t i = 0; i < acts->count; i++) {
		str_printf(out, "%s  - ", indent);
		write_act(&acts->item[i], out);
		str_add(out, "\n");
	}
}

static void
write_guard(const char *indent, const struct expr *guard, struct str *out)
{
	if (guard == NULL)
		return;
	str_printf(out, "%sif: '", indent);
	expr_write(guard, out);
	str_add(out, "'\n");
}

static void
write_go(const char *indent, const struct plan *p, int go, struct str *out)
{
	if (go >= 0)
		str_printf(out, "%sgo: %s\n", indent, p->state[go].name);
}

static void
write_rules(const struct plan *p, const struct rules_plan *rules, struct str *out)
{
	if (rules->count == 0)
		return;
	str_add(out, "    on:\n");
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule_plan *r = &rules->item[i];
		str_printf(out, "      - event: [%s", r->event[0]);
		for (size_t j = 1; r->event[j] != NULL; j++)
			str_printf(out, ", %s", r->event[j]);
		str_add(out, "]\n");
		write_guard("        ", r->guard, out);
		write_acts("        ", "do", &r->way.act, out);
		if (r->has_else && r->otherwise.count > 0)
			write_acts("        ", "else", &r->otherwise, out);
		else if (r->has_else)
			str_add(out, "        else: []\n");
		write_go("        ", p, r->way.go, out);
		if (r->way.go < 0)
			str_add(out, "        stay: true\n");
	}
}

static void
write_when(const struct timer_plan *t, struct str *out)
{
	static const char *const forms[] = { "after ", "every ", "at ", "" };

	str_printf(out, "        when: '%s", forms[t->form]);
	for (size_t i = 0; t->form == F_BEFORE && i < t->befores; i++) {
		span_write(&t->before[i], out);
		str_add(out, " ");
	}
	if (t->form == F_BEFORE)
		str_add(out, "before ");
	if ((t->form == F_AFTER || t->form == F_EVERY) && t->times != NULL) {
		expr_write(t->times, out);
		str_add(out, " d");
	} else if (t->form == F_AFTER || t->form == F_EVERY) {
		span_write(&t->span, out);
	}
	if (t->form == F_AFTER || t->form == F_EVERY)
		str_add(out, t->anchor != NULL ? " from " : "");
	if (t->anchor != NULL)
		expr_write(t->anchor, out);
	if (t->until != NULL) {
		str_add(out, " until ");
		expr_write(t->until, out);
	}
	if (t->max > 0)
		str_printf(out, " max %d", t->max);
	if (t->wall_min >= 0)
		str_printf(out, " at %02d:%02d", t->wall_min / 60, t->wall_min % 60);
	write_roll(t->roll, out);
	str_add(out, "'\n");
}

static void
write_timers(const struct plan *p, const struct timer_plan *timer, size_t count, struct str *out)
{
	if (count > 0 && !timer[0].is_sla)
		str_add(out, "    timers:\n");
	for (size_t i = 0; i < count; i++) {
		const struct timer_plan *t = &timer[i];
		if (t->is_sla)
			continue;
		str_printf(out, "      - timer: %s\n", t->name);
		write_when(t, out);
		if (t->needs_mail)
			str_add(out, "        needs: mail\n");
		write_guard("        ", t->guard, out);
		write_acts("        ", "do", &t->fire.act, out);
		write_go("        ", p, t->fire.go, out);
		if (!t->has_then)
			continue;
		if (t->then.act.count == 0 && t->then.go < 0) {
			str_add(out, "        then: {do: []}\n");
			continue;
		}
		str_add(out, "        then:\n");
		write_acts("          ", "do", &t->then.act, out);
		write_go("          ", p, t->then.go, out);
	}
}

static void
write_state(const struct plan *p, const struct state_plan *s, struct str *out)
{
	str_printf(out, "  %s:\n", s->name);
	if (s == &p->state[0])
		str_add(out, "    initial: true\n");
	if (s->final)
		str_add(out, "    final: true\n");
	if (s->group >= 0)
		str_printf(out, "    group: %s\n", p->group[s->group].name);
	write_acts("    ", "entry", &s->entry, out);
	write_acts("    ", "exit", &s->exit, out);
	for (size_t i = 0; i < s->timers; i++)
		if (s->timer[i].is_sla) {
			str_add(out, "    sla: ");
			span_write(&s->timer[i].span, out);
			str_add(out, "\n");
		}
	if (s->join != JOINS_NOT)
		str_printf(out, "    join: %s\n", s->join == JOINS_ALL ? "all" : "any");
	write_timers(p, s->timer, s->timers, out);
	write_rules(p, &s->on, out);
}

static void
write_vars(const struct plan *p, struct str *out)
{
	static const char *const kinds[] = { "text", "int", "bool", "date" };

	str_add(out, "vars:\n");
	for (size_t i = 0; i < p->vars; i++) {
		const struct var_plan *v = &p->var[i];
		const char *key = v->constant ? "const" : "init";
		str_printf(out, "  %s: {type: %s", v->name, kinds[v->kind]);
		if (v->from != NULL)
			str_printf(out, ", from: %s", v->from);
		if (v->init.present && v->kind == K_TEXT)
			str_printf(out, ", %s: %s", key, v->init.text);
		else if (v->init.present && v->kind == K_BOOL)
			str_printf(out, ", %s: %s", key, v->init.number ? "true" : "false");
		else if (v->init.present)
			str_printf(out, ", %s: %lld", key, (long long)v->init.number);
		str_add(out, "}\n");
	}
	str_add(out, "events:\n");
	for (size_t i = 0; i < p->events; i++) {
		str_printf(out, "  %s: {", p->event[i].name);
		for (size_t j = p->event[i].known; j < p->event[i].fields; j++)
			str_printf(out, "%s%s: \"%s%s\"", j > p->event[i].known ? ", " : "", p->event[i].field[j].name,
			    kinds[p->event[i].field[j].kind], p->event[i].field[j].required ? "" : "?");
		str_add(out, "}\n");
	}
}

/* Where the cases of the version before go on. */
static void
write_moves(const struct plan *p, struct str *out)
{
	bool any = false;

	for (size_t i = 0; i < p->states; i++) {
		if (p->state[i].was == NULL)
			continue;
		str_add(out, any ? "" : "migrate:\n");
		str_printf(out, "  %s: %s\n", p->state[i].was, p->state[i].name);
		any = true;
	}
}

void
plan_write(const struct plan *p, const char *workflow, struct str *out)
{
	str_printf(out, "workflow: %s\nversion: %d\nsubject: enrollment\ncalendar: us_business\n", workflow,
	    p->version);
	if (p->zone != NULL)
		str_printf(out, "tz: %s\n", p->zone);
	write_vars(p, out);
	write_moves(p, out);
	str_add(out, "templates: {letter: letter.txt}\n");
	if (p->starts > 0)
		str_add(out, "start:\n");
	for (size_t i = 0; i < p->starts; i++) {
		str_add(out, "  - if: '");
		expr_write(p->start[i].guard, out);
		str_printf(out, "'\n    go: %s\n", p->state[p->start[i].way.go].name);
		write_acts("    ", "do", &p->start[i].way.act, out);
	}
	str_add(out, "any:\n");
	write_rules(p, &p->any, out);
	if (p->groups > 0)
		str_add(out, "groups:\n");
	for (size_t i = 0; i < p->groups; i++) {
		str_printf(out, "  %s:\n", p->group[i].name);
		write_timers(p, p->group[i].timer, p->group[i].timers, out);
		write_rules(p, &p->group[i].on, out);
	}
	str_add(out, "states:\n");
	for (size_t i = 0; i < p->states; i++)
		write_state(p, &p->state[i], out);
}

void
child_write(const char *workflow, struct str *out)
{
	str_printf(out, "workflow: %s\nversion: 1\nsubject: enrollment\n"
	    "vars: {got: {type: int, from: parent.v0}}\n"
	    "parent: {v0: int}\n"
	    "states:\n"
	    "  looking:\n"
	    "    initial: true\n"
	    "    entry: [{task: {name: look, title: Look}}]\n"
	    "    on:\n"
	    "      - {event: user.seen, if: 'has(parent.v0) and parent.v0 > 5', go: seen}\n"
	    "      - {event: [user.seen, user.lost], go: lost}\n"
	    "  seen: {final: true}\n"
	    "  lost: {final: true}\n", workflow);
}
