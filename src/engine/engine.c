/*
 * engine: the doors.  Each begins and ends a transaction around the work of deliver.c and open.c;
 * engine_deliver_in() alone works in the caller's.
 */
#include "engine/engine.h"

#include <string.h>

#include "engine/inside.h"
#include "store/fact.h"
#include "base/banned.h"

static bool
open_case(struct run *run, const char *workflow, const char *subject_type, int64_t subject_id,
    const char *actor, bool by_hand, int64_t *ret_case_id, struct err *err)
{
	struct opening o = { .subject_id = subject_id, .by_hand = by_hand, .actor = actor };
	const struct definition *d;
	const char *reason = "";

	if (!definition_find_current(run->e->db, workflow, &o.definition_id, err) ||
	    !definitions_find(run->e, o.definition_id, &d, err))
		return false;
	if (strcmp(definition_subject(d)->name, subject_type) != 0)
		return fail(err, ERR_INPUT, "\"%s\" is about one %s, not about one %s", workflow,
		    definition_subject(d)->name, subject_type);
	if (!open_in(run, &o, ret_case_id, &reason, &run->arena, err))
		return false;
	if (*ret_case_id == 0)
		return fail(err, ERR_CONFLICT, "\"%s\" does not begin for this %s: %s", workflow,
		    subject_type, reason);
	return deliver_told(run, err) && fact_clock_save(run->e->db, run->now_ms, err);
}

bool
engine_open_case(struct engine *e, const char *workflow, const char *subject_type,
    int64_t subject_id, const char *actor, bool by_hand, int64_t now_ms, int64_t *ret_case_id,
    struct err *err)
{
	struct run run;
	int64_t case_id = 0;

	if (!db_begin(e->db, err))
		return false;
	run_init(&run, e, now_ms);
	bool ok = fact_clock(e->db, now_ms, &run.now_ms, err) && open_case(&run, workflow,
	    subject_type, subject_id, actor, by_hand, &case_id, err);
	run_clear(&run);
	if (!ok) {
		db_rollback(e->db);
		return false;
	}
	if (!db_commit(e->db, err))
		return false;
	*ret_case_id = case_id;
	return true;
}

static bool
deliver(struct run *run, struct event *event, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	struct db *db = run->e->db;
	struct case_file c;

	if (!case_load(db, event->case_id, a, &c, err) ||
	    !deliver_found(run, event, true, ret_answer, a, err))
		return false;
	if (ret_answer->duplicate) {
		ret_answer->from_state = ret_answer->state = c.state;
		ret_answer->seq = c.rev;
		ret_answer->reason = "this event was delivered before";
		return true;
	}
	return deliver_told(run, err) && fact_clock_save(db, run->now_ms, err);
}

bool
engine_deliver_in(struct engine *e, int64_t case_id, const char *event, const char *dedup,
    const char *source, const struct facts *payload, int64_t occurred_ms, int64_t now_ms,
    struct arena *a, struct engine_answer *ret_answer, struct err *err)
{
	struct event row = {
		.case_id = case_id,
		.name = event,
		.dedup = dedup,
		.source = source,
		.occurred_ms = occurred_ms,
		.received_ms = now_ms,
		.payload_json = payload_write(payload, a),
		.status = "new",
		.next_ms = now_ms,
	};
	struct run run;

	run_init(&run, e, now_ms);
	bool ok = fact_clock(e->db, now_ms, &run.now_ms, err) &&
	    deliver(&run, &row, a, ret_answer, err);
	run_clear(&run);
	return ok;
}

bool
engine_deliver(struct engine *e, int64_t case_id, const char *event, const char *dedup,
    const char *source, const struct facts *payload, int64_t occurred_ms, int64_t now_ms,
    struct arena *a, struct engine_answer *ret_answer, struct err *err)
{
	return db_begin(e->db, err) &&
	    db_end(e->db, engine_deliver_in(e, case_id, event, dedup, source, payload, occurred_ms,
	    now_ms, a, ret_answer, err), err);
}

bool
engine_deliver_dry(struct engine *e, int64_t case_id, const char *event,
    const struct facts *payload, int64_t now_ms, struct arena *a,
    struct step_result *ret_result, struct err *err)
{
	const struct step_event se = { .name = event, .field = payload, .occurred_ms = now_ms };
	struct run run;
	struct work w = { .run = &run, .a = a };

	run_init(&run, e, now_ms);
	if (!fact_clock(e->db, now_ms, &run.now_ms, err) || !work_load(&w, case_id, err))
		return false;
	step_deliver(w.definition, &w.before, &se, run.now_ms, a, ret_result);
	return true;
}

bool
engine_preview(struct engine *e, int64_t case_id, const char *letter, const char *html, int64_t now_ms,
    struct arena *a, struct letter_words *ret_words, struct err *err)
{
	struct run run;
	struct work w = { .run = &run, .a = a };

	run_init(&run, e, now_ms);
	bool ok = fact_clock(e->db, now_ms, &run.now_ms, err) && work_load(&w, case_id, err) &&
	    letter_preview(w.definition, &w.before, letter, html, run.now_ms, a, ret_words, err);
	run_clear(&run);
	return ok;
}
