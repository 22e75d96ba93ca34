/* migrate_undo: back to what the row of the move says that the case was. */
#include "engine/migrate_inside.h"

#include <inttypes.h>
#include <string.h>

#include "engine/before.h"
#include "store/fact.h"
#include "store/timer.h"
#include "base/banned.h"

static bool
write_back(struct work *w, const struct history *h, const struct json *before, const char *actor,
    struct err *err)
{
	struct json *changes = json_new_object(), *timers = json_new_object();
	const char *from_state = w->c.state;

	json_set(changes, "timers", timers);
	json_set_int(changes, "undoes_seq", h->seq);
	bool ok = work_apply_timers(w, timers, err);
	w->c.definition_id = json_get_int(before, "definition_id", 0);
	w->c.vars_json = json_print_in(json_get(before, "vars"), w->a);
	w->c.state = h->from_state;
	const char *text = json_print_in(changes, w->a);
	json_free(changes);
	return ok && moving_write(w, "migrate undo", actor, from_state, text, err);
}

static bool
move_back(struct moving *m, struct work *w, const struct history *h, struct err *err)
{
	struct json *changes, *before;
	struct armed_timer *timers;

	if (!json_parse(h->changes_json, strlen(h->changes_json), &changes, err))
		return false;
	before = json_get(json_get(changes, "migration"), "before");
	moving_report(m, w, json_get_int(before, "definition_id", 0), h->from_state, NULL, NULL, NULL);
	bool ok = before_timers(before, w->a, &w->result) ||
	    fail(err, ERR_SYSTEM, "step %" PRId64 " does not say what the case was before", h->seq);
	ok = ok && timer_list(m->run->e->db, w->c.case_id, w->a, &timers, &w->before.timers, err);
	w->before.timer = ok ? timers : NULL;
	ok = ok && write_back(w, h, before, m->wish->actor, err);
	json_free(changes);
	return ok;
}

static bool
undo_one(struct moving *m, struct work *w, int64_t case_id, struct err *err)
{
	struct history h;

	if (!case_load(m->run->e->db, case_id, w->a, &w->c, err) ||
	    !history_load(m->run->e->db, case_id, w->c.rev, w->a, &h, err))
		return false;
	if (strcmp(h.rule, "migrate") == 0)
		return move_back(m, w, &h, err);
	moving_report(m, w, w->c.definition_id, w->c.state, arena_printf(w->a, "the case went on since: step "
	    "%" PRId64 " (%s)", h.seq, h.rule[0] != '\0' ? h.rule : "opening"), NULL, NULL);
	return true;
}

static bool
undo(struct moving *m, struct err *err)
{
	struct run *run = m->run;
	int64_t *ids;
	size_t count;

	return fact_clock(run->e->db, run->now_ms, &run->now_ms, err) &&
	    definitions_find(run->e, m->wish->to_id, &m->to, err) &&
	    case_list_migrated(run->e->db, m->wish->workflow, m->wish->to_id, &run->arena, &ids, &count, err) &&
	    moving_each(m, ids, count, undo_one, "workflow migrate undo", err);
}

bool
engine_migrate_undo(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
    struct migrate_report *ret, struct err *err)
{
	struct migrate_report report = { .cases = json_new_array() };
	struct run run;
	struct moving m = { .run = &run, .wish = wish, .report = &report };

	run_init(&run, e, now_ms);
	bool ok = undo(&m, err);
	run_clear(&run);
	if (ok)
		*ret = report;
	else
		json_free(report.cases);
	return ok;
}
