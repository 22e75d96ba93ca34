/*
 * play: the virtual clock.  It stands in for the engine's rows: what is open after a step is kept here
 * and given to the next one.
 */
#include "core/play.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define ROWS_MAX	100000
#define AT_ONCE_MAX	1000		/* steps within one instant: it goes round in circles */

const char *const play_words[PLAY_KINDS] = {
	[PLAY_BEGAN] = "began", [PLAY_EVENT] = "event", [PLAY_MOVED] = "moved", [PLAY_LETTER] = "letter",
	[PLAY_TASK] = "task", [PLAY_ESCALATION] = "escalation", [PLAY_TASK_CLOSED] = "task closed",
	[PLAY_DEADLINE] = "deadline", [PLAY_DEADLINE_CLEARED] = "deadline cleared",
	[PLAY_CHILD] = "case started", [PLAY_CHILD_CANCELLED] = "case cancelled", [PLAY_SET] = "set",
	[PLAY_NOTE] = "note", [PLAY_REQUEST] = "request", [PLAY_REFUSED] = "refused",
	[PLAY_ENDED] = "ended",
};

static const enum play_kind kinds[] = {
	[EFFECT_EMAIL] = PLAY_LETTER, [EFFECT_TASK] = PLAY_TASK, [EFFECT_CLOSE_TASK] = PLAY_TASK_CLOSED,
	[EFFECT_DEADLINE] = PLAY_DEADLINE, [EFFECT_CLEAR_DEADLINE] = PLAY_DEADLINE_CLEARED,
	[EFFECT_START] = PLAY_CHILD, [EFFECT_CANCEL_CHILD] = PLAY_CHILD_CANCELLED,
	[EFFECT_SET_SUBJECT] = PLAY_SET, [EFFECT_NOTE] = PLAY_NOTE, [EFFECT_HTTP] = PLAY_REQUEST,
};
static_assert(LEN(kinds) == EFFECT_KINDS, "every effect has its row");

struct open_task { const char *name, *event, *title, *role; bool is_escalation; };

/* A case that was started, and the event that says that it is done. */
struct open_child { const char *workflow, *event; };

/* A letter that is written but may not leave yet. */
struct waiting { struct play_row row; bool cancel_on_exit; };

struct stage {
	const struct play	*play;
	struct arena		*a;
	struct play_result	*result;
	size_t			 rows_size;
	int64_t			 now_ms;
	int			 at_once;		/* steps since now_ms became what it is */
	struct snapshot		 before;
	struct open_task	*task;
	size_t			 tasks, tasks_size;
	struct open_child	*child;
	size_t			 children, children_size;
	struct named_count	*letter;
	size_t			 letters, letters_size;
	struct named_day	*deadline;
	size_t			 deadlines, deadlines_size;
	struct waiting		*waiting;
	size_t			 waits, waits_size;
	size_t			 sent;		/* letters whose email.sent the case has to hear of */
	bool			 changed;	/* the record, since the case was last told */
	const char		*rule;		/* of the step that was done last */
	int			 line;
	size_t			 step;		/* the one at work, and what caused it */
	const char		*cause;
	int64_t			 cause_ms;
};

static void
stop(struct stage *s, const char *why)
{
	if (s->result->stopped == NULL)
		s->result->stopped = why;
}

static struct play_row *
add_row(struct stage *s, enum play_kind kind, const char *name)
{
	struct play_result *r = s->result;

	if (r->rows == ROWS_MAX)
		stop(s, arena_printf(s->a, "more than %d things happen", ROWS_MAX));
	r->row = arena_grow(s->a, r->row, r->rows, &s->rows_size, sizeof(*r->row));
	r->row[r->rows] = (struct play_row){ .at_ms = s->now_ms, .kind = kind, .name = name,
		.day = DAY_NONE, .step = s->step, .cause = s->cause, .cause_ms = s->cause_ms };
	return &r->row[r->rows++];
}

/* What comes now is another step. */
static void
begin_step(struct stage *s, const char *cause, int64_t cause_ms)
{
	s->step++;
	s->cause = cause;
	s->cause_ms = cause_ms;
}

/* About a provider, "subject.x" and "provider.x" are the same. */
static void
change_fact(struct stage *s, const char *name, struct value value)
{
	struct facts *facts = s->play->facts;
	const struct value *old = facts_get(facts, name);

	if (old != NULL && value_equal(*old, value))
		return;
	s->changed = true;
	facts_set(facts, name, value);
	if (strcmp(definition_subject(s->play->definition)->name, "provider") != 0)
		return;
	bool own = text_starts(name, "subject.");
	const char *twin = arena_printf(s->a, "%s.%s", own ? "provider" : "subject", strchr(name, '.') + 1);
	if (facts_get(facts, twin) != NULL)
		facts_set(facts, twin, value);
}

/* False when the same task is open already. */
static bool
open_task(struct stage *s, const struct effect *f)
{
	for (size_t i = 0; i < s->tasks; i++)
		if (strcmp(s->task[i].name, f->name) == 0 && text_equal(s->task[i].title, f->title) &&
		    text_equal(s->task[i].role, f->role))
			return false;
	s->task = arena_grow(s->a, s->task, s->tasks, &s->tasks_size, sizeof(*s->task));
	s->task[s->tasks++] = (struct open_task){ f->name, f->done_event, f->title, f->role,
		f->escalation };
	return true;
}

/* How many there were. */
static size_t
close_tasks(struct stage *s, const char *name)
{
	size_t kept = 0, closed;

	for (size_t i = 0; i < s->tasks; i++)
		if (strcmp(s->task[i].name, name) != 0)
			s->task[kept++] = s->task[i];
	closed = s->tasks - kept;
	s->tasks = kept;
	return closed;
}

/* False when none of the name is open. */
static bool
end_deadline(struct stage *s, const char *name)
{
	for (size_t i = 0; i < s->deadlines; i++)
		if (strcmp(s->deadline[i].name, name) == 0) {
			s->deadline[i] = s->deadline[--s->deadlines];
			return true;
		}
	return false;
}

static void
set_deadline(struct stage *s, const char *name, int32_t day)
{
	end_deadline(s, name);
	s->deadline = arena_grow(s->a, s->deadline, s->deadlines, &s->deadlines_size,
	    sizeof(*s->deadline));
	s->deadline[s->deadlines++] = (struct named_day){ name, day };
}

static void
end_children(struct stage *s, const char *workflow)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->children; i++)
		if (strcmp(s->child[i].workflow, workflow) != 0)
			s->child[kept++] = s->child[i];
	s->children = kept;
}

/* The script says that a child is done: the oldest of those that would say so. */
static void
end_child(struct stage *s, const char *event)
{
	for (size_t i = 0; i < s->children; i++)
		if (strcmp(s->child[i].event, event) == 0) {
			memmove(&s->child[i], &s->child[i + 1], (s->children - i - 1) * sizeof(*s->child));
			s->children--;
			return;
		}
}

static void
count_letter(struct stage *s, const char *name)
{
	for (size_t i = 0; i < s->letters; i++)
		if (strcmp(s->letter[i].name, name) == 0) {
			s->letter[i].count++;
			return;
		}
	s->letter = arena_grow(s->a, s->letter, s->letters, &s->letters_size, sizeof(*s->letter));
	s->letter[s->letters++] = (struct named_count){ .kind = "email", .name = name, .count = 1 };
}

static void
add_letter(struct stage *s, const struct effect *f)
{
	struct play_row row = { .at_ms = s->now_ms, .kind = PLAY_LETTER, .name = f->name,
		.text = f->subject, .to = f->to, .day = DAY_NONE, .rule = f->rule, .line = f->line,
		.step = s->step, .cause = s->cause, .cause_ms = s->cause_ms };

	count_letter(s, f->name);
	row.problem = f->letter_error != NULL ? f->letter_error :
	    f->to == NULL ? "there is no address to write to" :
	    f->review_role != NULL ? arena_printf(s->a, "to be read by a %s first", f->review_role) : NULL;
	if (s->play->record != NULL || f->not_before_ms == INSTANT_NONE || f->not_before_ms <= s->now_ms) {
		*add_row(s, PLAY_LETTER, f->name) = row;
		s->sent += row.problem == NULL;
		return;
	}
	row.at_ms = f->not_before_ms;
	s->waiting = arena_grow(s->a, s->waiting, s->waits, &s->waits_size, sizeof(*s->waiting));
	s->waiting[s->waits++] = (struct waiting){ row, f->cancel_on_exit };
}

static void
add_effect(struct stage *s, const struct effect *f)
{
	if (f->kind == EFFECT_EMAIL) {
		add_letter(s, f);
		return;
	}
	/* None was open, or the same is open already: nothing happens. */
	if ((f->kind == EFFECT_TASK && !open_task(s, f)) ||
	    (f->kind == EFFECT_CLOSE_TASK && close_tasks(s, f->name) == 0) ||
	    (f->kind == EFFECT_CLEAR_DEADLINE && !end_deadline(s, f->name)))
		return;
	struct play_row *row = add_row(s, kinds[f->kind], f->name != NULL ? f->name : f->workflow);
	row->text = f->title;
	row->rule = f->rule;
	row->line = f->line;
	row->day = f->day;
	row->deadline_kind = f->deadline_kind;
	row->to = f->kind == EFFECT_HTTP ? f->to : f->role;
	if (f->escalation) {
		row->kind = PLAY_ESCALATION;
	} else if (f->kind == EFFECT_START) {
		s->child = arena_grow(s->a, s->child, s->children, &s->children_size, sizeof(*s->child));
		s->child[s->children++] = (struct open_child){ f->workflow,
			f->done_event != NULL ? f->done_event : "child.done" };
	} else if (f->kind == EFFECT_CANCEL_CHILD) {
		end_children(s, f->workflow);
	} else if (f->kind == EFFECT_DEADLINE) {
		set_deadline(s, f->name, f->day);
	} else if (f->kind == EFFECT_SET_SUBJECT) {
		row->text = value_show(f->value, s->play->zone, s->a);
		change_fact(s, f->name, f->value);
	}
}

/* Letters that were bound to the state that is left. */
static void
drop_waiting(struct stage *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->waits; i++)
		if (!s->waiting[i].cancel_on_exit)
			s->waiting[kept++] = s->waiting[i];
	s->waits = kept;
}

static void
count_open(struct stage *s)
{
	struct named_count *count = arena_array(s->a, s->tasks + s->letters + s->children, sizeof(*count));

	for (size_t i = 0; i < s->tasks; i++)
		count[i] = (struct named_count){ "task", s->task[i].name, 1, s->task[i].title,
			s->task[i].role, s->task[i].is_escalation };
	for (size_t i = 0; i < s->letters; i++)
		count[s->tasks + i] = s->letter[i];
	for (size_t i = 0; i < s->children; i++)
		count[s->tasks + s->letters + i] = (struct named_count){ .kind = "child",
			.name = s->child[i].workflow, .count = 1 };
	s->before.count = count;
	s->before.counts = s->tasks + s->letters + s->children;
	s->before.deadline = s->deadline;
	s->before.deadlines = s->deadlines;
}

/* The step's outcome becomes what the next one begins with. */
static void
take(struct stage *s, const struct step_result *r)
{
	const char *from = s->before.state;

	if (r->entered && from != NULL) {
		drop_waiting(s);
		struct play_row *row = add_row(s, PLAY_MOVED, r->state);
		row->text = from;
		row->rule = r->rule;
		row->line = r->rule_line;
	}
	for (size_t i = 0; i < r->effects; i++)
		add_effect(s, &r->effect[i]);
	s->rule = r->rule;
	s->line = r->rule_line;
	s->before.state = s->result->state = r->state;
	s->before.rev++;
	s->before.var = r->var;
	s->before.timer = r->timer;
	s->before.timers = r->timers;
	if (r->entered)
		s->before.entered_ms = s->now_ms;
	count_open(s);
	if (r->final) {
		s->result->final = true;
		s->waits = s->sent = 0;
		add_row(s, PLAY_ENDED, r->state);
	}
}

/* One step.  True when the case took the event; *ret_why: why it did not. */
static bool
step(struct stage *s, const struct step_event *event, const char **ret_why)
{
	struct step_result r;

	if (++s->at_once > AT_ONCE_MAX) {
		stop(s, "it goes round in circles: one step causes the next without end");
		*ret_why = s->result->stopped;
		return false;
	}
	step_deliver(s->play->definition, &s->before, event, s->now_ms, s->a, &r);
	json_free(r.trace);
	if (r.outcome == STEP_DONE)
		take(s, &r);
	else if (r.outcome == STEP_ERROR)
		stop(s, arena_printf(s->a, "\"%s\": %s", event->name, r.reason));
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
	struct play_row *row = add_row(s, PLAY_REFUSED, e->name != NULL ? e->name : e->done);

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

	end_child(s, name);
	count_open(s);
	begin_step(s, name, e->at_ms);
	add_row(s, PLAY_EVENT, name)->event = e;
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
	close_tasks(s, e->done);
	count_open(s);
	if (name == NULL)
		add_row(s, PLAY_TASK_CLOSED, e->done)->event = e;
}

static void
play_event(struct stage *s, const struct play_event *e)
{
	for (size_t i = 0; e->change != NULL && i < e->change->count; i++) {
		const struct fact *f = &e->change->item[i];
		add_row(s, PLAY_SET, f->name)->text = value_show(f->value, s->play->zone, s->a);
		change_fact(s, f->name, f->value);
	}
	if (e->closes != NULL && close_tasks(s, e->closes) > 0)
		count_open(s);
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
		stop(s, arena_printf(s->a, "timer \"%s\": %s", t->name, why));
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
	*add_row(s, PLAY_LETTER, row.name) = row;
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
		stop(s, arena_printf(s->a, "no case begins: %s", r.reason));
		return false;
	}
	struct play_row *row = add_row(s, PLAY_BEGAN, r.state);
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
