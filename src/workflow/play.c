/*
 * play: the virtual clock.  It stands in for the engine's rows: what is open after a step (play_open.c) is
 * given to the next one.
 */
#include <string.h>

#include "base/str.h"
#include "workflow/play_inside.h"
#include "base/banned.h"

#define AT_ONCE_MAX	1000		/* steps within one instant: it goes round in circles */

const char *const play_words[PLAY_KINDS] = {
	[PLAY_BEGAN] = "began", [PLAY_EVENT] = "event", [PLAY_MOVED] = "moved", [PLAY_LETTER] = "letter",
	[PLAY_TASK] = "task", [PLAY_ESCALATION] = "escalation", [PLAY_TASK_CLOSED] = "task closed",
	[PLAY_DEADLINE] = "deadline", [PLAY_DEADLINE_CLEARED] = "deadline cleared",
	[PLAY_CHILD] = "case started", [PLAY_CHILD_CANCELLED] = "case cancelled", [PLAY_SET] = "set",
	[PLAY_NOTE] = "note", [PLAY_REQUEST] = "request", [PLAY_REFUSED] = "refused",
	[PLAY_ENDED] = "ended",
};

/* What comes now is another step. */
static void
begin_step(struct stage *s, const char *cause, int64_t cause_ms)
{
	s->step++;
	s->cause = cause;
	s->cause_ms = cause_ms;
}

/* The step's outcome becomes what the next one begins with. */
static void
take(struct stage *s, const struct step_result *r)
{
	const char *from = s->before.state;

	if (r->entered && from != NULL) {
		stage_drop_waiting(s);
		struct play_row *row = stage_row(s, PLAY_MOVED, r->state);
		row->text = from;
		row->rule = r->rule;
		row->line = r->rule_line;
	}
	for (size_t i = 0; i < r->effects; i++)
		stage_effect(s, &r->effect[i]);
	s->rule = r->rule;
	s->line = r->rule_line;
	s->before.state = s->result->state = r->state;
	s->before.rev++;
	s->before.var = r->var;
	s->before.timer = r->timer;
	s->before.timers = r->timers;
	if (r->entered)
		s->before.entered_ms = s->now_ms;
	stage_count(s);
	if (r->final) {
		s->result->final = true;
		s->waits = s->sent = 0;
		stage_row(s, PLAY_ENDED, r->state);
	}
}

/* One step.  True when the case took the event; *ret_why: why it did not. */
static bool
step(struct stage *s, const struct step_event *event, const char **ret_why)
{
	struct step_result r;

	if (++s->at_once > AT_ONCE_MAX) {
		stage_stop(s, "it goes round in circles: one step causes the next without end");
		*ret_why = s->result->stopped;
		return false;
	}
	step_deliver(s->play->definition, &s->before, event, s->now_ms, s->a, &r);
	json_free(r.trace);
	if (r.outcome == STEP_DONE)
		take(s, &r);
	else if (r.outcome == STEP_ERROR)
		stage_stop(s, arena_printf(s->a, "\"%s\": %s", event->name, r.reason));
	*ret_why = r.reason;
	return r.outcome == STEP_DONE;
}

/* What the program itself tells a case, where the file knows of it. */
static void
tell(struct stage *s, const char *name, const struct facts *field)
{
	const struct step_event event = { .name = name, .field = field, .occurred_ms = s->now_ms,
		.by = "simulation" };
	const char *why;

	if (!definition_knows_event(s->play->definition, name))
		return;
	begin_step(s, name, s->now_ms);
	step(s, &event, &why);
}

/* Letters went out, the record was changed: the case hears of it before the clock goes on. */
static void
settle(struct stage *s)
{
	while (s->play->record == NULL && (s->sent > 0 || s->changed) && !s->result->final && s->result->stopped == NULL) {
		struct facts field;
		facts_init(&field, s->a);
		facts_set(&field, "permanent", value_bool(false));
		bool sent = s->sent > 0;
		if (sent)
			s->sent--;
		else
			s->changed = false;
		tell(s, sent ? "email.sent" : "subject.changed", sent ? &field : NULL);
	}
}

static const char *
task_event(const struct stage *s, const char *name, bool *ret_open)
{
	*ret_open = false;
	for (size_t i = s->tasks; i > 0; i--)
		if (strcmp(s->task[i - 1].name, name) == 0) {
			*ret_open = true;
			return s->task[i - 1].event;
		}
	return NULL;
}

static void
refuse(struct stage *s, const struct play_event *e, const char *why)
{
	struct play_row *row = stage_row(s, PLAY_REFUSED, e->name != NULL ? e->name : e->done);

	row->text = why;
	row->event = e;
	s->result->refused++;
}

/* An event, put before the rows of what it does, or a row that says why it did nothing. */
static void
play_named(struct stage *s, const struct play_event *e, const char *name)
{
	const struct step_event event = { .name = name, .field = e->field, .occurred_ms = s->now_ms,
		.by = e->by != NULL ? e->by : "script" };
	size_t at = s->result->rows;
	const char *why;

	stage_end_child(s, name);
	stage_count(s);
	begin_step(s, name, e->at_ms);
	stage_row(s, PLAY_EVENT, name)->event = e;
	if (!step(s, &event, &why)) {
		s->result->rows = at;
		refuse(s, e, why);
		return;
	}
	s->result->row[at].rule = s->rule;
	s->result->row[at].line = s->line;
}

static void
play_done(struct stage *s, const struct play_event *e)
{
	bool is_open;
	const char *name = task_event(s, e->done, &is_open);

	if (!is_open) {
		refuse(s, e, arena_printf(s->a, "no task \"%s\" is open then", e->done));
		return;
	}
	size_t refused = s->result->refused;
	if (name != NULL)
		play_named(s, e, name);
	if (s->result->refused > refused)
		return;
	stage_close_tasks(s, e->done);
	stage_count(s);
	if (name == NULL)
		stage_row(s, PLAY_TASK_CLOSED, e->done)->event = e;
}

static void
play_event(struct stage *s, const struct play_event *e)
{
	for (size_t i = 0; e->change != NULL && i < e->change->count; i++) {
		const struct fact *f = &e->change->item[i];
		stage_row(s, PLAY_SET, f->name)->text = value_show(f->value, s->play->zone, s->a);
		stage_change(s, f->name, f->value);
	}
	if (e->closes != NULL && stage_close_tasks(s, e->closes) > 0)
		stage_count(s);
	if (e->done != NULL)
		play_done(s, e);
	else if (e->name != NULL)
		play_named(s, e, e->name);
}

/* When a timer fires, and what else of that instant comes before. */
struct firing { int64_t at_ms, order; };

static struct firing
firing_of(const struct stage *s, const struct armed_timer *t)
{
	const struct play_record *r = s->play->record;
	struct firing f = { t->due_ms, INT64_MAX };

	if (r == NULL)
		return f;
	for (size_t i = 0; i < r->firings; i++)
		if (r->firing[i].due_ms == t->due_ms && strcmp(r->firing[i].timer, t->name) == 0)
			return (struct firing){ r->firing[i].at_ms, r->firing[i].order };
	for (size_t i = 0; i < r->pauses; i++)
		if (f.at_ms >= r->pause[i].from_ms && f.at_ms < r->pause[i].until_ms)
			f.at_ms = r->pause[i].until_ms;
	if (t->needs_mail && f.at_ms > r->mail_until_ms)
		f.at_ms = INT64_MAX;
	return f;
}

static bool
is_before(struct firing a, const struct armed_timer *t, struct firing b, const struct armed_timer *u)
{
	if (a.at_ms != b.at_ms)
		return a.at_ms < b.at_ms;
	if (a.order != b.order)
		return a.order < b.order;
	return t->due_ms < u->due_ms || (t->due_ms == u->due_ms && t->needs_mail < u->needs_mail);
}

/* The timer that fires first; none of them in a case that is over. */
static const struct armed_timer *
next_timer(const struct stage *s, struct firing *ret_firing)
{
	const struct armed_timer *first = NULL;

	*ret_firing = (struct firing){ INT64_MAX, INT64_MAX };
	for (size_t i = 0; i < s->before.timers; i++) {
		const struct armed_timer *t = &s->before.timer[i];
		struct firing f = firing_of(s, t);
		if (first == NULL || is_before(f, t, *ret_firing, first)) {
			first = t;
			*ret_firing = f;
		}
	}
	return first;
}

static void
fire(struct stage *s, const struct armed_timer *t)
{
	const struct step_event event = { .name = arena_printf(s->a, "timer.%s", t->name),
		.occurred_ms = t->due_ms, .by = "timer", .timer_n = t->n, .timer_set_seq = t->set_seq };
	const char *why;

	begin_step(s, event.name, t->due_ms);
	if (!step(s, &event, &why))
		stage_stop(s, arena_printf(s->a, "timer \"%s\": %s", t->name, why));
}

static size_t
next_waiting(const struct stage *s)
{
	size_t first = 0;

	for (size_t i = 1; i < s->waits; i++)
		if (s->waiting[i].row.at_ms < s->waiting[first].row.at_ms)
			first = i;
	return first;
}

static void
send_waiting(struct stage *s, size_t i)
{
	const struct play_row row = s->waiting[i].row;

	memmove(&s->waiting[i], &s->waiting[i + 1], (s->waits - i - 1) * sizeof(*s->waiting));
	s->waits--;
	*stage_row(s, PLAY_LETTER, row.name) = row;
	s->sent += row.problem == NULL;
}

/* The clock never runs backwards: what is overdue happens now. */
static bool
forward(struct stage *s, int64_t due_ms)
{
	if (due_ms > s->play->until_ms)
		return false;
	if (due_ms > s->now_ms) {
		s->now_ms = due_ms;
		s->at_once = 0;
	}
	return true;
}

/* What comes next: an event of the script before a timer of the same instant, for an answer that
 * arrived in time wins. */
static bool
advance(struct stage *s, size_t *event)
{
	const struct play *p = s->play;
	const struct play_event *e = *event < p->events ? &p->event[*event] : NULL;
	struct firing firing;
	const struct armed_timer *t = next_timer(s, &firing);
	size_t w = next_waiting(s);
	int64_t event_ms = e != NULL ? e->at_ms : INT64_MAX, timer_ms = firing.at_ms;
	int64_t letter_ms = s->waits > 0 ? s->waiting[w].row.at_ms : INT64_MAX;
	bool is_first = event_ms < timer_ms || (event_ms == timer_ms && e != NULL && e->order <= firing.order);

	if (e != NULL && is_first && event_ms <= letter_ms) {
		if (!forward(s, event_ms))
			return false;
		play_event(s, e);
		++*event;
	} else if (s->waits > 0 && letter_ms <= timer_ms) {
		if (!forward(s, letter_ms))
			return false;
		send_waiting(s, w);
	} else if (t != NULL && timer_ms != INT64_MAX && forward(s, timer_ms)) {
		fire(s, t);
	} else {
		return false;
	}
	settle(s);
	return true;
}

static bool
begin(struct stage *s)
{
	const struct play *p = s->play;
	struct step_result r;

	s->before.var = arena_array(s->a, definition_vars(p->definition), sizeof(*s->before.var));
	if (p->state != NULL)
		step_open_in(p->definition, &s->before, p->state, s->now_ms, s->a, &r);
	else
		step_open(p->definition, &s->before, s->now_ms, true, s->a, &r);
	json_free(r.trace);
	begin_step(s, "opening", s->now_ms);
	if (r.outcome != STEP_DONE) {
		stage_stop(s, arena_printf(s->a, "no case begins: %s", r.reason));
		return false;
	}
	struct play_row *row = stage_row(s, PLAY_BEGAN, r.state);
	row->rule = r.rule;
	row->line = r.rule_line;
	take(s, &r);
	settle(s);
	return true;
}

void
play_run(const struct play *play, struct arena *a, struct play_result *ret_result)
{
	struct stage s = { .play = play, .a = a, .result = ret_result, .now_ms = play->begin_ms };
	size_t event = 0;

	*ret_result = (struct play_result){ .next_ms = INSTANT_NONE };
	s.before = (struct snapshot){ .case_id = 1, .entered_ms = play->begin_ms, .facts = play->facts,
		.zone = play->zone };
	if (!begin(&s))
		return;
	while (!ret_result->final && ret_result->stopped == NULL && advance(&s, &event))
		;
	for (; event < play->events && play->event[event].at_ms <= play->until_ms &&
	    ret_result->stopped == NULL; event++) {
		forward(&s, play->event[event].at_ms);
		refuse(&s, &play->event[event], arena_printf(a, "the case ended in \"%s\"",
		    ret_result->state));
	}
	struct firing firing;
	const struct armed_timer *next = ret_result->final ? NULL : next_timer(&s, &firing);
	if (next != NULL)
		ret_result->next_ms = next->due_ms;
}
