/* step_run: what a step knows and collects: names and their values, timers, the end result. */
#include "workflow/step_inside.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

void
run_fail(struct run *run, const char *format, ...)
{
	va_list ap;

	if (run->failed)
		return;
	va_start(ap, format);
	run->result->reason = arena_vprintf(run->arena, format, ap);
	va_end(ap);
	run->result->outcome = STEP_ERROR;
	run->failed = true;
}

static struct value
deadline_value(const struct run *run, const char *name)
{
	for (size_t i = run->result->effects; i > 0; i--) {	/* what this very step has said of it */
		const struct effect *e = &run->result->effect[i - 1];
		if (e->kind == EFFECT_DEADLINE && strcmp(e->name, name) == 0)
			return value_date(e->day);
		if (e->kind == EFFECT_CLEAR_DEADLINE && strcmp(e->name, name) == 0)
			return value_absent(TYPE_DATE);
	}
	for (size_t i = 0; i < run->before->deadlines; i++)
		if (strcmp(run->before->deadline[i].name, name) == 0)
			return value_date(run->before->deadline[i].day);
	return value_absent(TYPE_DATE);
}

static struct value
event_value(const struct run *run, const char *name)
{
	if (run->event == NULL)
		return value_absent(TYPE_TEXT);
	if (strcmp(name, "at") == 0)
		return value_instant(run->event->occurred_ms);
	if (strcmp(name, "by") == 0)
		return value_text(run->event->by);
	const struct value *v = run->event->field != NULL ? facts_get(run->event->field, name) : NULL;
	return v != NULL ? *v : value_absent(TYPE_TEXT);
}

/* Subject fields that this very step has set are seen with their new value. */
static const struct value *
set_value(const struct run *run, const char *name)
{
	for (size_t i = run->result->effects; i > 0; i--) {
		const struct effect *e = &run->result->effect[i - 1];
		if (e->kind == EFFECT_SET_SUBJECT && strcmp(e->name, name) == 0)
			return &e->value;
	}
	return NULL;
}

/* One that the parent does not have, or with another type than this file says, is absent. */
static struct value
parent_value(const struct run *run, const char *name)
{
	const struct value *fact = facts_get(run->before->facts, name);

	if (fact == NULL || strcmp(name, "parent.state") == 0)
		return fact != NULL ? *fact : value_absent(TYPE_TEXT);
	for (size_t i = 0; i < run->d->parents; i++) {
		const struct event_field *f = &run->d->parent[i];
		if (strcmp(f->name, name + strlen("parent.")) == 0)
			return value_type_fits(fact->type, f->type) ? *fact : value_absent(f->type);
	}
	return value_absent(TYPE_TEXT);
}

static struct value
name_value(const void *context, const char *name)
{
	const struct run *run = context;
	const char *bare = text_starts(name, "vars.") ? name + 5 : name;

	for (size_t i = 0; i < run->d->vars; i++)
		if (strcmp(run->d->var[i].name, bare) == 0)
			return run->var[i];
	if (text_starts(name, "event."))
		return event_value(run, name + 6);
	if (strcmp(name, "today") == 0)
		return value_date(zone_day(run->zone, run->now_ms));
	if (strcmp(name, "now") == 0)
		return value_instant(run->now_ms);
	if (strcmp(name, "entry") == 0)
		return value_instant(run->entered_ms);
	if (strcmp(name, "case.id") == 0)
		return value_int(run->before->case_id);
	if (strcmp(name, "case.tag") == 0)
		return value_text(arena_printf(run->arena, "CR-%lld", (long long)run->before->case_id));
	if (text_starts(name, "deadline."))
		return deadline_value(run, name + 9);
	if (text_starts(name, "parent."))
		return parent_value(run, name);
	const struct value *v = set_value(run, name);
	if (v == NULL)
		v = facts_get(run->before->facts, name);
	return v != NULL ? *v : value_absent(TYPE_TEXT);
}

static int64_t
count_before(const struct run *run, const char *kind, const char *name)
{
	int64_t count = 0;

	for (size_t i = 0; i < run->before->counts; i++)
		if (strcmp(run->before->count[i].kind, kind) == 0 &&
		    strcmp(run->before->count[i].name, name) == 0)
			count += run->before->count[i].count;
	return count;
}

/* Behind the effect of this step that ended those of that name last; 0: none did. */
static size_t
ended_at(const struct run *run, enum effect_kind end, const char *name)
{
	size_t i = run->result->effects;

	while (i > 0 && (run->result->effect[i - 1].kind != end ||
	    strcmp(run->result->effect[i - 1].name, name) != 0))
		i--;
	return i;
}

/* The same task, open already, is not opened twice (store/task.h). */
static bool
is_open_before(const struct run *run, const struct effect *task, size_t ended)
{
	for (size_t i = 0; ended == 0 && i < run->before->counts; i++) {
		const struct named_count *c = &run->before->count[i];
		if (strcmp(c->kind, "task") == 0 && strcmp(c->name, task->name) == 0 &&
		    text_equal(c->title, task->title) && text_equal(c->role, task->role))
			return true;
	}
	for (const struct effect *e = &run->result->effect[ended]; e < task; e++)
		if (e->kind == EFFECT_TASK && strcmp(e->name, task->name) == 0 &&
		    text_equal(e->title, task->title) && text_equal(e->role, task->role))
			return true;
	return false;
}

/* What stands already, and what this step has asked for and ended so far. */
static int64_t
count_value(const void *context, const char *kind, const char *name)
{
	static const struct { const char *kind; enum effect_kind begin, end; } kinds[] = {
		{ "task", EFFECT_TASK, EFFECT_CLOSE_TASK },
		{ "child", EFFECT_START, EFFECT_CANCEL_CHILD },
		{ "email", EFFECT_EMAIL, EFFECT_KINDS },		/* a letter is counted for good */
	};
	const struct run *run = context;
	size_t k = 0;

	while (strcmp(kinds[k].kind, kind) != 0)
		k++;
	size_t ended = ended_at(run, kinds[k].end, name);
	int64_t count = ended > 0 ? 0 : count_before(run, kind, name);
	for (size_t i = ended; i < run->result->effects; i++) {
		const struct effect *e = &run->result->effect[i];
		if (e->kind != kinds[k].begin || strcmp(e->name, name) != 0)
			continue;
		if (e->kind == EFFECT_START)		/* of one workflow and record there is one */
			count = 1;
		else if (e->kind != EFFECT_TASK || !is_open_before(run, e, ended))
			count++;
	}
	return count;
}

int
run_find_state(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->d->states; i++)
		if (text_equal(run->d->state[i].name, name))
			return (int)i;
	return -1;
}

bool
run_begin(struct run *run, const struct definition *d, const struct snapshot *before,
    const struct step_event *event, int64_t now_ms, struct arena *a, struct step_result *result)
{
	*result = (struct step_result){ .outcome = STEP_IGNORED, .state = before->state,
		.trace = json_new_object() };
	json_set(result->trace, "looked_at", json_new_array());
	*run = (struct run){ .d = d, .before = before, .event = event, .now_ms = now_ms,
		.seq = before->rev + 1, .entered_ms = before->entered_ms, .arena = a, .result = result,
		.zone = d->zone != NULL ? d->zone : before->zone };
	run->values = (struct guard_values){ .name = name_value, .count = count_value,
		.context = run, .calendar = d->calendar };
	run->var = arena_array(a, d->vars, sizeof(*run->var));
	if (d->vars > 0 && before->var != NULL)
		memcpy(run->var, before->var, d->vars * sizeof(*run->var));
	for (size_t i = 0; i < d->vars; i++)
		if (d->var[i].is_const)
			run->var[i] = d->var[i].init;
	result->var = run->var;
	for (size_t i = 0; i < before->timers; i++)
		run_add_timer(run, &before->timer[i]);
	run->state = before->state != NULL ? run_find_state(run, before->state) : d->initial;
	if (run->state < 0)
		run_fail(run, "this version of the workflow has no state \"%s\"", before->state);
	return !run->failed;
}

void
run_end(struct run *run)
{
	if (run->result->rule == NULL)
		run->result->rule = "";
	if (run->result->final)
		run->result->timers = 0;
}

void
run_init_vars(struct run *run)
{
	for (size_t i = 0; i < run->d->vars; i++) {
		const struct variable *v = &run->d->var[i];
		const struct value *fact = v->from != NULL ?
		    facts_get(run->before->facts, v->from) : NULL;
		run->var[i] = fact != NULL && fact->present && value_type_fits(fact->type, v->type) ? *fact :
		    v->init.present ? v->init : value_absent(v->type);
		run->var[i].type = v->type;
	}
}

struct when_context
run_when(const struct run *run)
{
	return (struct when_context){ .values = &run->values, .zone = run->zone,
		.calendar = run->d->calendar, .entered_ms = run->entered_ms };
}

void
run_add_timer(struct run *run, const struct armed_timer *timer)
{
	struct step_result *r = run->result;

	if (r->timers == run->timers_size) {
		run->timers_size = run->timers_size ? run->timers_size * 2 : 8;
		struct armed_timer *grown = arena_array(run->arena, run->timers_size, sizeof(*grown));
		if (r->timers > 0)
			memcpy(grown, r->timer, r->timers * sizeof(*grown));
		r->timer = grown;
	}
	r->timer[r->timers++] = *timer;
}

struct armed_timer *
run_find_timer(struct run *run, const char *name)
{
	for (size_t i = 0; i < run->result->timers; i++)
		if (strcmp(run->result->timer[i].name, name) == 0)
			return &run->result->timer[i];
	return NULL;
}

void
run_remove_timer(struct run *run, const char *name)
{
	struct armed_timer *t = run_find_timer(run, name);

	if (t != NULL) {
		size_t at = (size_t)(t - run->result->timer);
		memmove(t, t + 1, (run->result->timers - at - 1) * sizeof(*t));
		run->result->timers--;
	}
}

void
run_watch_deadline(struct run *run, const char *name, int32_t day)
{
	const char *event = arena_printf(run->arena, DEADLINE_EVENT "%s", name);

	run_remove_timer(run, event);
	if (!definition_knows_event(run->d, event))
		return;
	if (day >= DAY_MAX) {
		run_fail(run, "the day of the deadline \"%s\" is out of measure", name);
		return;
	}
	run_add_timer(run, &(struct armed_timer){ .name = event, .rule = event, .n = 1, .set_seq = run->seq,
		.anchor_ms = zone_instant(run->zone, day, 0), .due_ms = zone_instant(run->zone, day + 1, 0) });
}

const struct timer_rule *
run_timer_rule(const struct run *run, const char *name)
{
	const struct state *s = &run->d->state[run->state];

	for (size_t i = 0; i < s->timers; i++)
		if (strcmp(s->timer[i].name, name) == 0)
			return &s->timer[i];
	return NULL;
}
