/*
 * changed: a record changed, so start rules may be true now, and its open cases hear of it.
 * What fails for one record is put into a task and does not stop the others.
 */
#include "engine/tick.h"

#include <inttypes.h>
#include <string.h>

#include "store/changed.h"
#include "store/task.h"
#include "base/banned.h"

static bool
tell_admin(struct run *run, const struct changed *c, const char *workflow, const char *reason,
    struct arena *a, struct err *err)
{
	const struct task task = {
		.name = "start failed",
		.title = arena_printf(a, "\"%s\" could not begin for %s %" PRId64 ": %s", workflow,
		    c->subject_type, c->subject_id, reason),
		.role = "admin",
		.due_day = zone_day(run->e->settings->zone, run->now_ms),
		.created_ms = run->now_ms,
	};
	int64_t task_id;

	run->counts.failed++;
	return task_add(run->e->db, &task, &task_id, err);
}

/* A case that ends and begins in a circle is stopped like one that steps in a circle. */
static bool
is_storm(struct run *run, const struct definition *d, const struct changed *c, bool *ret_storm,
    struct err *err)
{
	int64_t limit = run->e->settings->engine.steps_per_minute, opened;

	if (!case_count_opened(run->e->db, definition_name(d), c->subject_type, c->subject_id,
	    run->now_ms - MS_PER_MINUTE, &opened, err))
		return false;
	*ret_storm = limit > 0 && opened >= limit;
	return true;
}

static bool
start_in(struct run *run, const struct definition *d, int64_t definition_id,
    const struct changed *c, int64_t *ret_case_id, struct arena *a, struct err *err)
{
	const struct opening o = {
		.definition_id = definition_id, .subject_id = c->subject_id, .actor = "start rule",
	};
	const char *reason;
	bool storm;

	if (!is_storm(run, d, c, &storm, err))
		return false;
	if (storm)
		return fail(err, ERR_CONFLICT, "it began too often within a minute");
	return open_in(run, &o, ret_case_id, &reason, a, err);
}

static bool
start(struct run *run, const struct definition *d, int64_t definition_id, const struct changed *c,
    struct arena *a, struct err *err)
{
	int64_t queued = run->counts.queued, case_id = 0;
	struct err why = ERR_INIT;

	if (!db_savepoint(run->e->db, err))
		return false;
	bool ok = start_in(run, d, definition_id, c, &case_id, a, &why);
	if (ok && case_id != 0) {
		run->counts.started++;
		return db_release(run->e->db, err);
	}
	db_undo(run->e->db);
	run->counts.queued = queued;
	if (ok)
		return true;
	if (why.kind == ERR_BUSY || why.kind == ERR_SYSTEM) {
		*err = why;
		return false;
	}
	return tell_admin(run, c, definition_name(d), why.text, a, err);
}

/* Starts the definition for the record if it has no open case and a start rule is true. */
static bool
try_start(struct tick *t, size_t i, const struct changed *c, const struct facts *facts,
    struct arena *a, struct err *err)
{
	const struct definition *d = t->definition[i].definition;
	struct run *run = &t->run;
	const char *name = definition_name(d);
	int64_t open_id;
	bool spent;

	if (!case_find_open(run->e->db, name, c->subject_type, c->subject_id, &open_id, err))
		return false;
	if (open_id != 0)
		return true;
	if (!step_would_open(d, facts, run->e->settings->zone, run->now_ms, a))
		return case_renew_start(run->e->db, name, c->subject_type, c->subject_id, err);
	return case_is_start_spent(run->e->db, name, c->subject_type, c->subject_id, &spent, err) &&
	    (spent || start(run, d, t->definition[i].definition_id, c, a, err));
}

static bool
may_start(const struct tick *t, size_t i, const char *subject_type)
{
	const struct definition *d = t->definition[i].definition;

	return strcmp(definition_subject(d)->name, subject_type) == 0 &&
	    definition_starts_by_itself(d);
}

static bool
try_starts(struct tick *t, const struct changed *c, struct arena *a, struct err *err)
{
	struct run *run = &t->run;
	struct subject subject;
	struct facts facts;

	facts_init(&facts, a);
	if (!subject_load(run->e->db, subject_find(c->subject_type), c->subject_id,
	    run->e->settings, run->now_ms, &facts, &subject, err))
		return false;
	for (size_t i = 0; i < t->definitions; i++)
		if (may_start(t, i, c->subject_type) && !try_start(t, i, c, &facts, a, err))
			return false;
	return true;
}

/* Time alone can make a start rule true: each day all records without an open case are looked at. */
static bool
sweep_one(struct tick *t, int64_t subject_id, struct arena *a, struct err *err)
{
	const struct definition *d = t->definition[t->sweep_definition].definition;
	const struct changed c = {
		.subject_type = definition_subject(d)->name, .subject_id = subject_id,
	};
	struct subject subject;
	struct facts facts;

	facts_init(&facts, a);
	t->sweep_after = subject_id;
	t->done++;
	return subject_load(t->run.e->db, definition_subject(d), subject_id, t->run.e->settings,
	    t->run.now_ms, &facts, &subject, err) &&
	    try_start(t, t->sweep_definition, &c, &facts, a, err);
}

bool
tick_sweep(struct tick *t, int64_t limit, struct arena *a, struct err *err)
{
	const struct definition *d = t->definition[t->sweep_definition].definition;
	size_t count = 0;
	int64_t *ids;

	if (definition_starts_by_itself(d) && !subject_list_idle(t->run.e->db,
	    definition_subject(d), definition_name(d), t->sweep_after, limit, a, &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!sweep_one(t, ids[i], a, err))
			return false;
	if (count == 0) {
		t->sweep_definition++;
		t->sweep_after = 0;
	}
	return true;
}

static bool
tell_case(struct run *run, const struct case_ref *ref, const struct changed *c, struct arena *a,
    struct err *err)
{
	const struct definition *d;
	struct engine_answer answer;
	struct err why = ERR_INIT;
	struct event event = {
		.case_id = ref->case_id,
		.name = "subject.changed",
		.dedup = arena_printf(a, "s:%" PRId64 ":%" PRId64 ":%" PRId64, c->at_ms, c->changed_id,
		    ref->rev),		/* ids are used again: the step before makes it another one */
		.source = arena_printf(a, "%s %" PRId64, c->subject_type, c->subject_id),
		.occurred_ms = run->now_ms,
		.received_ms = run->now_ms,
		.payload_json = "{}",
		.next_ms = run->now_ms,
	};

	if (!definitions_find(run->e, ref->definition_id, &d, &why))
		return tell_admin(run, c, "subject.changed", why.text, a, err);
	return !definition_knows_event(d, event.name) ||
	    deliver_found(run, &event, false, &answer, a, err);
}

bool
tick_changed(struct tick *t, const struct changed *c, struct arena *a, struct err *err)
{
	struct run *run = &t->run;
	struct db *db = run->e->db;
	bool is_provider = strcmp(c->subject_type, "provider") == 0;
	bool is_enrollment = strcmp(c->subject_type, "enrollment") == 0;
	struct case_ref *refs;
	size_t count;

	if (!changed_remove(db, c->changed_id, err) || (is_provider &&
	    !changed_mark_of_provider(db, c->subject_id, c->at_ms, err)) || (is_enrollment &&
	    !changed_mark_credentials(db, c->subject_id, c->at_ms, err)))
		return false;
	/* Before the new ones begin: they know already. */
	if (!case_list_of_subject(db, c->subject_type, c->subject_id, a, &refs, &count, err))
		return false;
	struct err why = ERR_INIT;
	if (!try_starts(t, c, a, &why) && why.kind != ERR_MISSING) {	/* gone: nothing to start */
		*err = why;
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (!tell_case(run, &refs[i], c, a, err))
			return false;
	return true;
}
