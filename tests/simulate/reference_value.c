/* reference_value: what expressions come to, and when timers are due. */
#include <stdio.h>
#include <string.h>

#include "simulate/civil.h"
#include "simulate/reference_inside.h"

#define LAST_DAY 2932896		/* 9999-12-31 */
#define FIRST_DAY (-719162)

static struct rvalue
number(enum kind kind, int64_t n)
{
	return (struct rvalue){ .present = true, .kind = kind, .number = n };
}

struct rvalue
ref_name(struct walk *w, const char *name)
{
	const struct ref *r = w->ref;
	const struct { const char *name; const struct rvalue *value; } facts[] = {
		{ "subject.status", &r->record.status },
		{ "subject.reference_number", &r->record.reference },
		{ "subject.requested_day", &r->record.requested },
		{ "subject.submitted_day", &r->record.submitted },
		{ "subject.received_day", &r->record.received },
		{ "payer.kind", &r->record.payer_kind },
		{ "payer.email", &r->record.payer_email },
		{ "payer.turnaround_days", &r->record.payer_turnaround },
	};

	for (size_t i = 0; i < r->plan->vars; i++)
		if (strcmp(r->plan->var[i].name, name) == 0)
			return r->plan->var[i].constant ? r->plan->var[i].init : r->var[i];
	for (size_t i = 0; i < LEN(facts); i++)
		if (strcmp(facts[i].name, name) == 0)
			return *facts[i].value;
	if (strcmp(name, "today") == 0)
		return number(K_DATE, civil_day_at(r->zone, w->now_ms));
	for (size_t i = 0; strncmp(name, "deadline.", 9) == 0 && i < r->deadlines; i++)
		if (r->deadline[i].is_open && strcmp(r->deadline[i].name, name + 9) == 0)
			return number(K_DATE, r->deadline[i].on);
	for (size_t i = 0; w->event != NULL && strncmp(name, "event.", 6) == 0 && i < w->event->fields; i++)
		if (strcmp(w->event->field[i].name, name + 6) == 0)
			return w->event->field[i].value;
	return (struct rvalue){ .present = false };
}

static int64_t
count_tasks(const struct ref *r, const char *name)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->tasks; i++)
		n += r->task[i].is_open && strcmp(r->task[i].name, name) == 0;
	return n;
}

static int64_t
count_letters(const struct ref *r, const char *name)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->letters; i++)
		n += strcmp(r->letter[i].name, name) == 0;
	return n;
}

/* "times" spans after a day (before, when negative): each part of the span so many times. */
static int32_t
add_span(struct walk *w, int32_t day, const struct span *s, int64_t times)
{
	const int64_t parts[] = { s->months, s->days, s->workdays };
	static const int64_t most[] = { 120000, 4000000, 100000 };
	int64_t months = 0, days = 0, workdays = 0, *const product[] = { &months, &days, &workdays };

	for (int i = 0; i < 3; i++)
		if (__builtin_mul_overflow(parts[i], times, product[i]) || *product[i] > most[i] ||
		    *product[i] < -most[i])
			w->failed = true;
	if (w->failed)
		return day;
	if (months != 0)
		day = civil_add_months(day, (int)months);
	day += (int32_t)days;
	if (workdays != 0)
		day = civil_add_workdays(day, workdays);
	if (day > LAST_DAY || day < FIRST_DAY)
		w->failed = true;
	return day;
}

static int
compare(struct rvalue a, struct rvalue b)
{
	if (a.kind == K_TEXT)
		return strcmp(a.text, b.text);
	return a.number < b.number ? -1 : a.number > b.number;
}

static bool
holds(const char *sign, int order)
{
	switch (sign[0]) {
	case '=': return order == 0;
	case '!': return order != 0;
	case '<': return sign[1] == '=' ? order <= 0 : order < 0;
	default:  return sign[1] == '=' ? order >= 0 : order > 0;
	}
}

static struct rvalue
later(struct walk *w, const struct expr *e)
{
	struct rvalue day = ref_value(w, e->a);
	int64_t times = e->number;

	if (e->b != NULL) {
		struct rvalue n = ref_value(w, e->b);
		if (!n.present)
			return n;
		if (__builtin_mul_overflow(times, n.number, &times))
			w->failed = true;
	}
	if (!day.present)
		return day;
	return number(K_DATE, w->failed ? 0 : add_span(w, (int32_t)day.number, &e->span, times));
}

static struct rvalue
sum(struct walk *w, const struct expr *e)
{
	struct rvalue a = ref_value(w, e->a), b = ref_value(w, e->b);
	int64_t n = 0;

	if (e->op == E_ADD ? __builtin_add_overflow(a.number, b.number, &n) :
	    __builtin_sub_overflow(a.number, b.number, &n))
		w->failed = true;
	return number(K_INT, n);
}

struct rvalue
ref_value(struct walk *w, const struct expr *e)
{
	struct rvalue a;

	switch (e->op) {
	case E_TEXT:
		return (struct rvalue){ true, K_TEXT, 0, e->text };
	case E_INT:
	case E_BOOL:
	case E_DATE:
		return number(e->kind, e->number);
	case E_NAME:
		return ref_name(w, e->text);
	case E_ELSE:
		a = ref_value(w, e->a);
		return a.present ? a : ref_value(w, e->b);
	case E_ADD:
	case E_SUB:
		return sum(w, e);
	case E_LATER:
		return later(w, e);
	case E_COMPARE:
		return number(K_BOOL, holds(e->text, compare(ref_value(w, e->a), ref_value(w, e->b))));
	case E_IN:
		a = ref_value(w, e->a);
		return number(K_BOOL, strcmp(a.text, e->list[0]) == 0 || strcmp(a.text, e->list[1]) == 0);
	case E_BETWEEN:
		a = ref_value(w, e->a);
		return number(K_BOOL, compare(a, ref_value(w, e->b)) >= 0 &&
		    compare(a, ref_value(w, e->c)) <= 0);
	case E_HAS:
		return number(K_BOOL, ref_name(w, e->text).present);
	case E_COUNT_TASK:
		return number(K_INT, count_tasks(w->ref, e->text));
	case E_COUNT_EMAIL:
		return number(K_INT, count_letters(w->ref, e->text));
	case E_COUNT_CHILD:
		return number(K_INT, ref_open_children(w, e->text));
	case E_AND:
		return ref_value(w, e->a).number ? ref_value(w, e->b) : number(K_BOOL, 0);
	case E_OR:
		return ref_value(w, e->a).number ? number(K_BOOL, 1) : ref_value(w, e->b);
	case E_NOT:
		return number(K_BOOL, !ref_value(w, e->a).number);
	}
	return number(K_BOOL, 0);
}

bool
ref_true(struct walk *w, const struct expr *guard)
{
	return guard == NULL || ref_value(w, guard).number != 0;
}

int32_t
ref_rolled(int32_t day, enum roll roll)
{
	while (roll != ROLLS_NOT && !civil_works(day))
		day += roll == ROLLS_NEXT ? 1 : -1;
	return day;
}

bool
ref_moment(struct walk *w, const struct moment_plan *m, int32_t *ret_day)
{
	struct rvalue v;

	if (m->day != NULL) {
		v = ref_value(w, m->day);
		if (!v.present)
			return false;
		*ret_day = (int32_t)v.number;
	} else {
		*ret_day = add_span(w, civil_day_at(w->ref->zone, w->now_ms), &m->span, 1);
	}
	*ret_day = ref_rolled(*ret_day, m->roll);
	return true;
}

/* What a timer counts from: the entry, or a day's midnight. */
bool
ref_anchor(struct walk *w, const struct timer_plan *t, int64_t *ret_ms)
{
	*ret_ms = w->ref->entered_ms;
	if (t->anchor == NULL)
		return true;
	struct rvalue v = ref_value(w, t->anchor);
	if (v.present)
		*ret_ms = civil_instant(w->ref->zone, (int32_t)v.number, 0);
	return v.present;
}

/* On a day, at the timer's time of day, rolled as it rolls. */
int64_t
ref_on_day(struct walk *w, const struct timer_plan *t, int64_t anchor_ms, int32_t day)
{
	int wall = t->wall_min >= 0 ? t->wall_min * 60 : civil_wall_sec_at(w->ref->zone, anchor_ms);

	return civil_instant(w->ref->zone, ref_rolled(day, t->roll), wall);
}

/* The n-th firing; false: it lies behind "until". */
bool
ref_due(struct walk *w, const struct timer_plan *t, int64_t anchor_ms, int n, int64_t *ret_ms)
{
	const char *zone = w->ref->zone;
	struct span span = t->form == F_BEFORE ? t->before[n - 1] : t->span;
	int64_t times = t->form == F_BEFORE ? -1 : t->form == F_AT ? 0 : t->form == F_AFTER ? 1 : n;

	if (t->times != NULL)
		times *= ref_value(w, t->times).number;		/* a const: 1 to 20 */
	int32_t day = civil_day_at(zone, anchor_ms);
	if (times != 0)
		day = add_span(w, day, &span, times);
	if (w->failed)
		return false;
	int64_t exact_ms = times * (span.hours * 3600000LL + span.minutes * 60000LL);
	if (t->form == F_BEFORE || t->form == F_AT || exact_ms == 0) {
		*ret_ms = ref_on_day(w, t, anchor_ms, day);
	} else {		/* the days, then the clock, then the first time of day that comes, then the roll */
		int64_t at_ms = day == civil_day_at(zone, anchor_ms) ? anchor_ms :
		    civil_instant(zone, day, civil_wall_sec_at(zone, anchor_ms));
		at_ms += exact_ms;
		day = civil_day_at(zone, at_ms);
		if (t->wall_min >= 0 && civil_instant(zone, day, t->wall_min * 60) < at_ms)
			day++;
		*ret_ms = t->wall_min < 0 && t->roll == ROLLS_NOT ? at_ms : ref_on_day(w, t, at_ms, day);
	}
	if (t->until == NULL)
		return true;
	struct rvalue until = ref_value(w, t->until);
	return !until.present || civil_day_at(zone, *ret_ms) <= until.number;
}
