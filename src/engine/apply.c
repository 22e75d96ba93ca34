/*
 * apply: writes what workflow/step decided: effects in their order, timers, the history row, the case.
 * What must not be broken: all of it is in the transaction of the event that caused it, and the case
 * is written last, over the revision that the step was calculated from.
 */
#include "engine/inside.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "store/changed.h"
#include "store/deadline.h"
#include "store/fact.h"
#include "store/outbox.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

/* Adds to "note" what the history should say of the effect. */
typedef bool (*effect_fn)(struct work *w, const struct effect *effect, struct json *note,
	    struct err *err);

static bool	apply_task(struct work *w, const struct effect *f, struct json *note, struct err *err);
static bool	apply_close_task(struct work *w, const struct effect *f, struct json *note,
		    struct err *err);
static bool	apply_deadline(struct work *w, const struct effect *f, struct json *note,
		    struct err *err);
static bool	apply_clear_deadline(struct work *w, const struct effect *f, struct json *note,
		    struct err *err);
static bool	apply_set_subject(struct work *w, const struct effect *f, struct json *note,
		    struct err *err);
static bool	apply_note(struct work *w, const struct effect *f, struct json *note, struct err *err);

static const struct { const char *name; effect_fn apply; } effects[] = {
	[EFFECT_EMAIL]		= { "email", apply_email },
	[EFFECT_TASK]		= { "task", apply_task },
	[EFFECT_CLOSE_TASK]	= { "close_task", apply_close_task },
	[EFFECT_DEADLINE]	= { "deadline", apply_deadline },
	[EFFECT_CLEAR_DEADLINE]	= { "clear_deadline", apply_clear_deadline },
	[EFFECT_START]		= { "start", apply_start },
	[EFFECT_CANCEL_CHILD]	= { "cancel_child", apply_cancel_child },
	[EFFECT_SET_SUBJECT]	= { "set", apply_set_subject },
	[EFFECT_NOTE]		= { "note", apply_note },
	[EFFECT_HTTP]		= { "http", apply_http },
};
static_assert(LEN(effects) == EFFECT_KINDS, "every effect has its function");

static bool
apply_task(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	const struct task task = {
		.case_id = w->c.case_id,
		.seq = w->seq,
		.rule = f->rule,
		.name = f->name,
		.title = f->title,
		.role = f->role,
		.due_day = f->day,
		.is_escalation = f->escalation,
		.event = f->done_event,
		.created_ms = w->run->now_ms,
	};
	int64_t task_id;

	if (!task_add(w->run->e->db, &task, &task_id, err))
		return false;
	/* What the last step asks for outlives the case, also when it was open before. */
	if (w->result.final && !task_take_over(w->run->e->db, task_id, w->seq, f->rule, err))
		return false;
	json_set_int(note, "task_id", task_id);
	json_set_text(note, "title", f->title);
	return true;
}

static bool
apply_close_task(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	(void)note;
	return task_close(w->run->e->db, w->c.case_id, f->name, 0, "done", w->actor,
	    w->run->now_ms, err);
}

/* The identity of a calendar event: the same in every life of this deadline. */
static bool
deadline_uid(struct work *w, const char *name, const char **ret_uid, struct err *err)
{
	struct run *run = w->run;
	char id[HASH_ID_BYTES];

	if (run->database_id == NULL &&
	    !fact_database_id(run->e->db, &run->arena, &run->database_id, err))
		return false;
	const char *cause = arena_printf(w->a, "%s|%lld|deadline|%s", run->database_id,
	    (long long)w->c.case_id, name);
	hash_id(cause, strlen(cause), id);
	*ret_uid = arena_printf(w->a, "%s@%s", id, run->e->settings->mail.domain);
	return true;
}

static bool
apply_deadline(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	struct deadline deadline = {
		.case_id = w->c.case_id,
		.seq = w->seq,
		.name = f->name,
		.rule = f->rule,
		.kind = f->deadline_kind,
		.title = f->title,
		.on_day = f->day,
	};
	char text[DAY_TEXT_BYTES];

	json_set_text(note, "on", day_format(f->day, text));
	json_set_text(note, "title", f->title);
	return deadline_uid(w, f->name, &deadline.uid, err) &&
	    deadline_set(w->run->e->db, &deadline, w->run->now_ms, err) && (!w->result.final ||
	    deadline_take_over(w->run->e->db, w->c.case_id, f->name, w->seq, f->rule, err));
}

static bool
apply_clear_deadline(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	(void)note;
	return deadline_end(w->run->e->db, w->c.case_id, f->name, 0, "done", w->run->now_ms, err);
}

static bool
apply_set_subject(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	const struct value *was = facts_get(&w->facts, f->name);
	struct run *run = w->run;
	bool changed;

	json_set(note, "value", value_to_json(f->value));
	if (was != NULL && was->present)
		json_set(note, "was", value_to_json(*was));
	if (!subject_set(run->e->db, w->subject.kind, w->c.subject_id, f->name, f->value,
	    run->now_ms, &changed, err))
		return false;
	run->has_changed |= changed;
	return !changed || changed_mark(run->e->db, w->c.subject_type, w->c.subject_id, run->now_ms,
	    err);
}

static bool
apply_note(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	(void)w;
	(void)err;
	json_set_text(note, "text", f->title);
	return true;
}

static bool
apply_effects(struct work *w, struct err *err)
{
	w->effects = json_new_array();
	for (size_t i = 0; i < w->result.effects; i++) {
		const struct effect *f = &w->result.effect[i];
		struct json *note = json_new_object();
		json_push(w->effects, note);
		json_set_text(note, "kind", effects[f->kind].name);
		if (f->name != NULL)
			json_set_text(note, "name", f->name);
		json_set_text(note, "rule", f->rule);
		json_set_int(note, "line", f->line);
		w->ord = (int64_t)i;
		if (!effects[f->kind].apply(w, f, note, err))
			return false;
	}
	return true;
}

const struct armed_timer *
timer_named(const struct armed_timer *timers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(timers[i].name, name) == 0)
			return &timers[i];
	return NULL;
}

static bool
timer_same(const struct armed_timer *a, const struct armed_timer *b)
{
	return a->due_ms == b->due_ms && a->anchor_ms == b->anchor_ms && a->n == b->n &&
	    a->max_n == b->max_n && a->needs_mail == b->needs_mail && a->set_seq == b->set_seq &&
	    strcmp(a->rule, b->rule) == 0;
}

static struct json *
timer_note(const struct armed_timer *t)
{
	struct json *note = json_new_object();

	json_set_int(note, "due_ms", t->due_ms);
	json_set_int(note, "anchor_ms", t->anchor_ms);
	json_set_int(note, "n", t->n);
	json_set_int(note, "max_n", t->max_n);
	if (t->needs_mail)
		json_set_bool(note, "needs_mail", true);
	return note;
}

/* Only what differs is written. */
bool
work_apply_timers(struct work *w, struct json *changes, struct err *err)
{
	const struct step_result *r = &w->result;
	struct db *db = w->run->e->db;
	bool is_held = w->c.paused_ms != INSTANT_NONE;

	for (size_t i = 0; i < w->before.timers; i++) {
		const char *name = w->before.timer[i].name;
		if (!r->final && timer_named(r->timer, r->timers, name) != NULL)
			continue;
		json_set(changes, name, json_new_null());
		if (!timer_cancel(db, w->c.case_id, name, err))
			return false;
	}
	for (size_t i = 0; !r->final && i < r->timers; i++) {
		const struct armed_timer *old = timer_named(w->before.timer, w->before.timers,
		    r->timer[i].name);
		if (old != NULL && timer_same(old, &r->timer[i]))
			continue;
		json_set(changes, r->timer[i].name, timer_note(&r->timer[i]));
		if (!timer_set(db, w->c.case_id, &r->timer[i], is_held, err))
			return false;
	}
	return true;
}

struct json *
work_var_changes(const struct work *w)
{
	struct json *changes = json_new_object();

	for (size_t i = 0; i < definition_vars(w->definition); i++) {
		if (definition_var(w->definition, i).is_const ||
		    value_equal(w->before.var[i], w->result.var[i]))
			continue;
		struct json *pair = json_new_array();
		json_push(pair, value_to_json(w->before.var[i]));
		json_push(pair, value_to_json(w->result.var[i]));
		json_set(changes, definition_var(w->definition, i).name, pair);
	}
	return changes;
}

/* With the record as this step leaves it: would the case begin again at once? */
static bool
apply_start_spent(struct work *w, struct err *err)
{
	struct run *run = w->run;
	struct subject subject;
	struct facts facts;

	if (!definition_starts_by_itself(w->definition))
		return true;
	facts_init(&facts, w->a);
	if (!subject_load(run->e->db, definition_subject(w->definition), w->c.subject_id,
	    run->e->settings, run->now_ms, &facts, &subject, err))
		return false;
	return !step_would_open(w->definition, &facts, run->e->settings->zone, run->now_ms, w->a) ||
	    case_spend_start(run->e->db, w->c.case_id, err);
}

/* The end of a case: what it still holds open is let go; what this last step made stays. */
static bool
apply_end(struct work *w, struct err *err)
{
	struct db *db = w->run->e->db;

	return task_close(db, w->c.case_id, NULL, w->seq, "cancelled", w->actor, w->run->now_ms, err) &&
	    deadline_end(db, w->c.case_id, NULL, w->seq, "cancelled", w->run->now_ms, err) &&
	    children_cancel_bound(w, err) && children_tell_parents(w, err) &&
	    apply_start_spent(w, err);
}

static bool
apply_case(struct work *w, const char *changes_json, struct err *err)
{
	const struct step_result *r = &w->result;
	struct history h = {
		.case_id = w->c.case_id,
		.seq = w->seq,
		.definition_id = w->c.definition_id,
		.event_id = w->event_id,
		.rule = r->rule != NULL ? r->rule : "",
		.rule_line = r->rule_line,
		.from_state = w->before.state != NULL ? w->before.state : "",
		.to_state = r->state,
		.at_ms = w->run->now_ms,
		.actor = w->actor,
		.trace_json = r->trace != NULL ? json_print_in(r->trace, w->a) : "{}",
		.changes_json = changes_json,
		.prev_hash = w->c.hash,
	};
	char *hash = arena_alloc(w->a, HASH_TEXT_BYTES);
	struct json *vars = work_vars(w, r->var);

	w->c.vars_json = json_print_in(vars, w->a);
	json_free(vars);
	if (!history_add(w->run->e->db, &h, hash, err))
		return false;
	w->c.hash = hash;
	w->c.state = r->state;
	w->c.rev = w->seq;
	if (r->entered)
		w->c.entered_ms = w->run->now_ms;
	if (r->final) {
		w->c.status = "done";
		w->c.closed_ms = w->run->now_ms;
	}
	return case_save(w->run->e->db, &w->c, w->seq - 1, r->entered || r->final, err);
}

static bool
apply_all(struct work *w, struct json *changes, struct err *err)
{
	struct json *timers = json_new_object();

	/* Letters that were bound to the state go before its successors come. */
	if (w->result.entered && w->before.state != NULL &&
	    !outbox_cancel(w->run->e->db, w->c.case_id, w->before.state,
	    "the case left the state for which it was written", w->run->now_ms, err)) {
		json_free(timers);
		return false;
	}
	bool ok = apply_effects(w, err) && work_apply_timers(w, timers, err);
	json_set(changes, "vars", work_var_changes(w));
	json_set(changes, "timers", timers);
	json_set(changes, "effects", w->effects);
	if (!ok || (w->result.final && !apply_end(w, err)))
		return false;
	return apply_case(w, json_print_in(changes, w->a), err);
}

bool
work_apply(struct work *w, struct err *err)
{
	struct json *changes = json_new_object();

	w->seq = w->before.rev + 1;
	bool ok = apply_all(w, changes, err);
	json_free(changes);
	return ok;
}
