/* make_plan: a valid workflow, its next version, a record and a script, drawn from a seed. */
#include <string.h>

#include "base/zone.h"
#include "simulate/civil.h"
#include "simulate/make_inside.h"

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
			s->timer[j].fire.act.item[0].title = make_sla_title(m, s->name, &s->timer[j].span);
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

	v.text = PICK(m, plan_texts);
	v.number = kind == K_DATE ? m->today - 70 + dice(m->dice, 260) : kind == K_BOOL ?
	    dice(m->dice, 2) : dice(m->dice, 30);
	return v;
}

static void
make_record(struct maker *m, struct record *r)
{
	static const char *const kinds[] = { "commercial", "medicare", "medicaid" };

	r->status = (struct rvalue){ true, K_TEXT, 0, PICK(m, plan_statuses) };
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
			h->name = PICK(m, plan_task_names);
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
	make_acceptable(&m);
	make_reachable(&m);
	for (int i = dice(d, 3); i > 0; i--) {
		struct start_plan *s = &ret_plan->start[ret_plan->starts++];
		s->guard = make_condition(&m, 1);
		make_given(&m, s->guard);
		make_acts(&m, &s->way.act, 30);
		m.givens = 0;
		s->way.go = make_any_state(&m);
	}
	make_next(&m, ret_next);
	make_record(&m, ret_record);
	make_script(&m, ret_script);
}
