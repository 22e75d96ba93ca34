/* play_open: rows of what happens, and what is open after it: tasks, letters, deadlines, children. */
#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "workflow/play_inside.h"
#include "base/banned.h"

#define ROWS_MAX	100000

static const enum play_kind kinds[] = {
	[EFFECT_EMAIL] = PLAY_LETTER, [EFFECT_TASK] = PLAY_TASK, [EFFECT_CLOSE_TASK] = PLAY_TASK_CLOSED,
	[EFFECT_DEADLINE] = PLAY_DEADLINE, [EFFECT_CLEAR_DEADLINE] = PLAY_DEADLINE_CLEARED,
	[EFFECT_START] = PLAY_CHILD, [EFFECT_CANCEL_CHILD] = PLAY_CHILD_CANCELLED,
	[EFFECT_SET_SUBJECT] = PLAY_SET, [EFFECT_NOTE] = PLAY_NOTE, [EFFECT_HTTP] = PLAY_REQUEST,
};
static_assert(LEN(kinds) == EFFECT_KINDS, "every effect has its row");

void
stage_stop(struct stage *s, const char *why)
{
	if (s->result->stopped == NULL)
		s->result->stopped = why;
}

struct play_row *
stage_row(struct stage *s, enum play_kind kind, const char *name)
{
	struct play_result *r = s->result;

	if (r->rows == ROWS_MAX)
		stage_stop(s, arena_printf(s->a, "more than %d things happen", ROWS_MAX));
	r->row = arena_grow(s->a, r->row, r->rows, &s->rows_size, sizeof(*r->row));
	r->row[r->rows] = (struct play_row){ .at_ms = s->now_ms, .kind = kind, .name = name,
		.day = DAY_NONE, .step = s->step, .cause = s->cause, .cause_ms = s->cause_ms };
	return &r->row[r->rows++];
}

/* About a provider, "subject.x" and "provider.x" are the same. */
void
stage_change(struct stage *s, const char *name, struct value value)
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

size_t
stage_close_tasks(struct stage *s, const char *name)
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

void
stage_end_child(struct stage *s, const char *event)
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
		*stage_row(s, PLAY_LETTER, f->name) = row;
		s->sent += row.problem == NULL;
		return;
	}
	row.at_ms = f->not_before_ms;
	s->waiting = arena_grow(s->a, s->waiting, s->waits, &s->waits_size, sizeof(*s->waiting));
	s->waiting[s->waits++] = (struct waiting){ row, f->cancel_on_exit };
}

void
stage_effect(struct stage *s, const struct effect *f)
{
	if (f->kind == EFFECT_EMAIL) {
		add_letter(s, f);
		return;
	}
	/* None was open, or the same is open already: nothing happens. */
	if ((f->kind == EFFECT_TASK && !open_task(s, f)) ||
	    (f->kind == EFFECT_CLOSE_TASK && stage_close_tasks(s, f->name) == 0) ||
	    (f->kind == EFFECT_CLEAR_DEADLINE && !end_deadline(s, f->name)))
		return;
	struct play_row *row = stage_row(s, kinds[f->kind], f->name != NULL ? f->name : f->workflow);
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
		stage_change(s, f->name, f->value);
	}
}

void
stage_drop_waiting(struct stage *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->waits; i++)
		if (!s->waiting[i].cancel_on_exit)
			s->waiting[kept++] = s->waiting[i];
	s->waits = kept;
}

void
stage_count(struct stage *s)
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
