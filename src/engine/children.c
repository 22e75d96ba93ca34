/*
 * children: cases that cases start, cancel and hear of.
 * A child is about the same record as its parent, or about that record's provider.
 */
#include "engine/inside.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "engine/limits.h"
#include "store/case_kin.h"
#include "store/deadline.h"
#include "store/outbox.h"
#include "store/request.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

/* What the child is about; ERR_INPUT when the parent has nothing of the kind. */
static bool
child_subject(struct work *w, const struct definition *d, int64_t *ret_subject_id, struct err *err)
{
	const char *kind = definition_subject(d)->name;

	if (strcmp(kind, w->c.subject_type) == 0)
		*ret_subject_id = w->c.subject_id;
	else if (strcmp(kind, "provider") == 0 && w->subject.provider_id != 0)
		*ret_subject_id = w->subject.provider_id;
	else
		return fail(err, ERR_INPUT, "a case about one %s cannot start \"%s\", which is about "
		    "one %s", w->c.subject_type, definition_name(d), kind);
	return true;
}

static bool
start_new(struct work *w, const struct effect *f, int64_t definition_id, int64_t subject_id,
    int64_t *ret_case_id, struct err *err)
{
	const struct opening opening = {
		.definition_id = definition_id,
		.subject_id = subject_id,
		.parent_case_id = w->c.case_id,
		.parent = w,
		.parent_event = f->done_event,
		.is_bound = f->cancel_with_parent,
		.by_hand = true,
		.actor = arena_printf(w->a, "CR-%" PRId64, w->c.case_id),
	};
	const char *reason = "";

	if (w->run->depth == DEPTH_MAX)
		return fail(err, ERR_INPUT, "more than %d cases start each other", DEPTH_MAX);
	w->run->depth++;
	bool ok = open_in(w->run, &opening, ret_case_id, &reason, w->a, err);
	w->run->depth--;
	return ok && (*ret_case_id != 0 || fail(err, ERR_INPUT, "could not start \"%s\": %s",
	    f->workflow, reason));
}

bool
apply_start(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	struct db *db = w->run->e->db;
	const struct definition *d;
	int64_t definition_id, subject_id = 0, case_id = 0;

	if (!definition_find_current(db, f->workflow, &definition_id, err) ||
	    !definitions_find(w->run->e, definition_id, &d, err) ||
	    !child_subject(w, d, &subject_id, err) || !case_find_open(db, f->workflow,
	    definition_subject(d)->name, subject_id, &case_id, err))
		return false;
	json_set_text(note, "workflow", f->workflow);
	json_set_bool(note, "is_adopted", case_id != 0);
	bool ok = case_id != 0 ?
	    case_adopt(db, case_id, w->c.case_id, f->done_event, f->cancel_with_parent, err) :
	    start_new(w, f, definition_id, subject_id, &case_id, err);
	if (ok)
		json_set_int(note, "case_id", case_id);
	return ok;
}

/* Writes the last step of a case that ends without one of its own rules. */
static bool
cancel_row(struct work *w, struct case_file *c, struct err *err)
{
	struct history h = {
		.case_id = c->case_id,
		.seq = c->rev + 1,
		.definition_id = c->definition_id,
		.rule = "cancelled",
		.from_state = c->state,
		.to_state = c->state,
		.at_ms = w->run->now_ms,
		.actor = arena_printf(w->a, "CR-%" PRId64, w->c.case_id),
		.trace_json = "{}",
		.changes_json = "{}",
		.prev_hash = c->hash,
	};
	char hash[HASH_TEXT_BYTES];

	if (!history_add(w->run->e->db, &h, hash, err))
		return false;
	c->hash = hash;
	c->status = "cancelled";
	c->closed_ms = w->run->now_ms;
	c->rev++;
	return case_save(w->run->e->db, c, c->rev - 1, true, err);
}

static bool	tell(struct work *w, int64_t parent_case_id, const struct case_file *child, const char *event,
		    const char *dedup, const char *payload_json, struct err *err);

/* A parent that goes on hears of it, when it minds: it may wait for all of them.  "why" keeps apart a child that
 * ended and one that ours alone gave up. */
static bool
tell_cancelled(struct work *w, const struct case_file *c, const char *why, struct err *err)
{
	struct facts fields;

	if (w->result.final || !definition_minds_children(w->definition))
		return true;
	facts_init(&fields, w->a);
	facts_set(&fields, "case_id", value_int(c->case_id));
	facts_set(&fields, "workflow", value_text(c->workflow));
	facts_set(&fields, "state", value_text(c->state));
	return tell(w, w->c.case_id, c, "child.cancelled", arena_printf(w->a, "c:%" PRId64 ":%s", c->case_id, why),
	    payload_write(&fields, w->a), err);
}

static bool	cancel_children(struct work *w, int64_t parent_case_id, const char *workflow,
		    bool bound_only, int depth, struct err *err);

static bool
cancel_case(struct work *w, int64_t case_id, int depth, struct err *err)
{
	struct db *db = w->run->e->db;
	int64_t now_ms = w->run->now_ms;
	struct case_file c;

	return case_load(db, case_id, w->a, &c, err) &&
	    timer_cancel_all(db, case_id, err) &&
	    outbox_cancel(db, case_id, NULL, "the case was cancelled", now_ms, err) &&
	    request_cancel(db, case_id, "the case was cancelled", err) &&
	    task_close(db, case_id, NULL, INT64_MAX, "cancelled", w->actor, now_ms, err) &&
	    deadline_end(db, case_id, NULL, 0, "cancelled", now_ms, err) &&
	    cancel_row(w, &c, err) && case_spend_start(db, case_id, err) &&
	    (c.parent_case_id != w->c.case_id || tell_cancelled(w, &c, "cancelled", err)) &&
	    cancel_children(w, case_id, NULL, true, depth + 1, err);
}

/* Ours is done with it, and others are not: it goes on for them. */
static bool
give_up(struct work *w, int64_t case_id, int64_t parent_case_id, struct err *err)
{
	struct case_file c;

	return case_leave(w->run->e->db, case_id, parent_case_id, err) && (parent_case_id != w->c.case_id ||
	    (case_load(w->run->e->db, case_id, w->a, &c, err) &&
	    tell_cancelled(w, &c, arena_printf(w->a, "left:%" PRId64, w->seq), err)));
}

static bool
cancel_children(struct work *w, int64_t parent_case_id, const char *workflow, bool bound_only,
    int depth, struct err *err)
{
	struct db *db = w->run->e->db;
	int64_t *ids, *shared;
	size_t count, shares;
	bool is_kept;

	if (!case_list_children(db, parent_case_id, workflow, bound_only, w->a, &ids, &count, err) ||
	    !case_list_shared(db, parent_case_id, workflow, w->a, &shared, &shares, err))
		return false;
	for (size_t i = 0; i < count && depth <= DEPTH_MAX; i++)
		if (!case_hand_over(db, ids[i], &is_kept, err) || !(is_kept ?
		    give_up(w, ids[i], parent_case_id, err) : cancel_case(w, ids[i], depth, err)))
			return false;
	for (size_t i = 0; i < shares; i++)
		if (!give_up(w, shared[i], parent_case_id, err))
			return false;
	return true;
}

bool
apply_cancel_child(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	const char *workflow = f->workflow != NULL ? f->workflow : f->name;

	json_set_text(note, "workflow", workflow);
	return cancel_children(w, w->c.case_id, workflow, false, 0, err);
}

bool
children_cancel_bound(struct work *w, struct err *err)
{
	return cancel_children(w, w->c.case_id, NULL, true, 0, err);
}

/* event.*: where the child ended, and its variables. */
static const char *
last_words(struct work *w)
{
	struct facts fields;

	facts_init(&fields, w->a);
	for (size_t i = 0; i < definition_vars(w->definition); i++)
		facts_set(&fields, definition_var(w->definition, i).name, w->result.var[i]);
	facts_set(&fields, "state", value_text(w->result.state));
	facts_set(&fields, "case_id", value_int(w->c.case_id));
	facts_set(&fields, "workflow", value_text(w->c.workflow));
	return payload_write(&fields, w->a);
}

static bool
tell(struct work *w, int64_t parent_case_id, const struct case_file *child, const char *name, const char *dedup,
    const char *payload_json, struct err *err)
{
	struct run *run = w->run;
	int64_t event_id;
	const struct event event = {
		.case_id = parent_case_id,
		.name = name,
		.dedup = dedup,
		.source = arena_printf(w->a, "CR-%" PRId64, child->case_id),
		.occurred_ms = run->now_ms,
		.received_ms = run->now_ms,
		.payload_json = payload_json,
		.status = "new",
		.next_ms = run->now_ms,
	};

	if (!event_add(run->e->db, &event, &event_id, err))
		return false;
	run->told = arena_grow(&run->arena, run->told, run->told_count, &run->told_size,
	    sizeof(*run->told));
	run->told[run->told_count++] = parent_case_id;
	run->has_waiting = true;
	return true;
}

bool
children_tell_parents(struct work *w, struct err *err)
{
	const char *dedup = arena_printf(w->a, "c:%" PRId64 ":%s", w->c.case_id, w->result.state);
	const struct case_waiter parent = { w->c.parent_case_id, w->c.parent_event };
	struct case_waiter *waiters;
	size_t count;

	if (!case_list_waiters(w->run->e->db, w->c.case_id, w->a, &waiters, &count, err))
		return false;
	const char *words = parent.parent_case_id != 0 || count > 0 ? last_words(w) : NULL;
	for (size_t i = 0; i <= count; i++) {
		const struct case_waiter *to = i == 0 ? &parent : &waiters[i - 1];
		if (to->parent_case_id != 0 && !tell(w, to->parent_case_id, &w->c,
		    to->parent_event != NULL ? to->parent_event : "child.done", dedup, words, err))
			return false;
	}
	return true;
}
