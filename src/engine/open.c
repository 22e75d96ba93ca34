/* open: a new case, by a start rule, by hand or by another case. */
#include "engine/inside.h"

#include "base/banned.h"

static void
begin_case(struct work *w, const struct opening *o, const struct definition *d)
{
	w->c = (struct case_file){
		.definition_id = o->definition_id,
		.workflow = definition_name(d),
		.subject_type = definition_subject(d)->name,
		.subject_id = o->subject_id,
		.parent_case_id = o->parent_case_id,
		.parent_event = o->parent_event,
		.is_bound_to_parent = o->is_bound,
		.state = "",
		.vars_json = "{}",
		.status = "open",
		.paused_ms = INSTANT_NONE,
		.entered_ms = w->run->now_ms,
		.opened_ms = w->run->now_ms,
		.closed_ms = INSTANT_NONE,
		.hash = "",
	};
}

/* The row comes first, because letters name the case. */
static bool
add_row(struct work *w, struct err *err)
{
	w->c.provider_id = w->subject.provider_id;
	w->c.payer_id = w->subject.payer_id;
	if (!case_add(w->run->e->db, &w->c, &w->c.case_id, err))
		return err != NULL && err->kind == ERR_CONFLICT ?
		    fail(err, ERR_CONFLICT, "there is an open case of \"%s\" for this %s already",
		    w->c.workflow, w->c.subject_type) : false;
	w->before.case_id = w->c.case_id;
	return true;
}

static bool
decide(struct work *w, const struct opening *o, const char **ret_reason, bool *ret_opened,
    struct err *err)
{
	step_open(w->definition, &w->before, w->run->now_ms, o->by_hand, w->a, &w->result);
	*ret_reason = w->result.reason != NULL ? w->result.reason : "";
	*ret_opened = w->result.outcome == STEP_DONE;
	if (w->result.outcome == STEP_ERROR)
		return fail(err, ERR_INPUT, "could not open a case of \"%s\": %s", w->c.workflow,
		    *ret_reason);
	return !*ret_opened || work_apply(w, err);
}

/* A start rule that is not true must leave no row: the caller undoes its transaction or savepoint. */
bool
open_in(struct run *run, const struct opening *o, int64_t *ret_case_id, const char **ret_reason,
    struct arena *a, struct err *err)
{
	struct work w = { .run = run, .a = a, .dedup = "open", .actor = o->actor, .parent = o->parent };
	const struct definition *d;
	bool opened;

	if (!definitions_find(run->e, o->definition_id, &d, err))
		return false;
	begin_case(&w, o, d);
	if (!work_begin(&w, d, err) || !add_row(&w, err))
		return false;
	bool ok = decide(&w, o, ret_reason, &opened, err);
	json_free(w.result.trace);
	if (!ok)
		return false;
	*ret_case_id = opened ? w.c.case_id : 0;
	return true;
}
