/* take_back: back to what the case was, when the step says that this is all that there is to undo. */
#include "engine/take_back.h"

#include <inttypes.h>
#include <string.h>

#include "engine/before.h"
#include "engine/migrate_inside.h"
#include "store/fact.h"
#include "store/outbox.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

/* What a step may have done that can be had back. */
static const char *const kinds[] = { "task", "close_task", "note" };

static bool
load(struct work *w, int64_t case_id, struct err *err)
{
	struct db *db = w->run->e->db;
	struct armed_timer *timers;

	if (!case_load(db, case_id, w->a, &w->c, err) ||
	    !timer_list(db, case_id, w->a, &timers, &w->before.timers, err))
		return false;
	w->before.timer = timers;
	return true;
}

bool
engine_remember(struct engine *e, int64_t case_id, struct arena *a, const char **ret_before_json, struct err *err)
{
	struct work w = { .a = a };
	struct run run;

	run_init(&run, e, 0);
	w.run = &run;
	bool ok = load(&w, case_id, err);
	if (ok) {
		struct json *json = before_json(&w);
		*ret_before_json = json_print_in(json, a);
		json_free(json);
	}
	run_clear(&run);
	return ok;
}

static bool
refuse(const struct work *w, const char *why, struct err *err)
{
	return fail(err, ERR_CONFLICT, "this cannot be taken back: %s. Say at CR-%" PRId64 " what is right instead",
	    why, w->c.case_id);
}

static bool
check_effects(const struct work *w, const struct json *effects, struct err *err)
{
	for (size_t i = 0; i < json_count(effects); i++) {
		const char *kind = json_get_text(json_at(effects, i), "kind");
		size_t k = 0;
		while (k < LEN(kinds) && !text_equal(kind, kinds[k]))
			k++;
		if (k == LEN(kinds))
			return refuse(w, "the case did more than to ask somebody for something", err);
	}
	return true;
}

/* Nothing came after the step, and nobody acted upon it. */
static bool
check(struct work *w, const struct history *h, const struct json *before, const struct json *effects, struct err *err)
{
	struct db *db = w->run->e->db;
	bool has_letters, has_done;

	if (strcmp(w->c.status, "open") != 0)
		return refuse(w, "the case is not open any more", err);
	if (h->seq != json_get_int(before, "rev", 0) + 1 ||
	    w->c.definition_id != json_get_int(before, "definition_id", 0))
		return refuse(w, "the case has gone on since", err);
	if (!check_effects(w, effects, err) ||
	    !outbox_leans_on(db, w->c.case_id, h->seq, h->at_ms, &has_letters, err) ||
	    !task_has_done(db, w->c.case_id, h->seq, &has_done, err))
		return false;
	if (has_letters)
		return refuse(w, "letters were written or dropped by it", err);
	return !has_done || refuse(w, "what it asked for was done already", err);
}

static bool
restore_tasks(struct work *w, const struct history *h, const struct json *effects, struct err *err)
{
	struct db *db = w->run->e->db;

	for (size_t i = 0; i < json_count(effects); i++) {
		const struct json *effect = json_at(effects, i);
		if (text_equal(json_get_text(effect, "kind"), "close_task") &&
		    !task_reopen_closed(db, w->c.case_id, json_get_text(effect, "name"), h->at_ms, w->run->now_ms, err))
			return false;
	}
	return task_cancel_of_step(db, w->c.case_id, h->seq, w->actor, w->run->now_ms, err);
}

static bool
restore(struct work *w, const struct history *h, const struct json *before, const struct json *effects,
    struct err *err)
{
	struct json *changes = json_new_object(), *timers = json_new_object();
	const char *from_state = w->c.state;

	json_set(changes, "timers", timers);
	json_set_int(changes, "undoes_seq", h->seq);
	bool ok = (before_timers(before, w->a, &w->result) ||
	    fail(err, ERR_SYSTEM, "it is not known what CR-%" PRId64 " was before", w->c.case_id)) &&
	    restore_tasks(w, h, effects, err) && work_apply_timers(w, timers, err);
	w->c.vars_json = json_print_in(json_get(before, "vars"), w->a);
	w->c.state = json_get_text(before, "state");
	w->c.entered_ms = json_get_int(before, "entered_ms", w->c.entered_ms);
	const char *text = json_print_in(changes, w->a);
	json_free(changes);
	return ok && moving_write(w, "undo", w->actor, from_state, text, err);
}

/* The last step that stands: those that were taken back, and the taking back, are as if they had not been. */
static bool
load_last(struct work *w, struct history *ret, struct json **ret_changes, struct err *err)
{
	int64_t seq = w->c.rev;

	for (;;) {
		if (!history_load(w->run->e->db, w->c.case_id, seq, w->a, ret, err) ||
		    !json_parse(ret->changes_json, strlen(ret->changes_json), ret_changes, err)) {
			*ret_changes = NULL;
			return false;
		}
		if (strcmp(ret->rule, "undo") != 0)
			return true;
		seq = json_get_int(*ret_changes, "undoes_seq", 1) - 1;
		json_free(*ret_changes);
	}
}

/* What is to be taken back. */
struct told { struct event event; bool was_taken; struct history h; struct json *changes; };

static bool
find(struct work *w, const struct json *before, const char *dedup, struct told *t, struct err *err)
{
	if (!event_find(w->run->e->db, w->c.case_id, dedup, w->a, &t->event, err))
		return false;
	t->was_taken = strcmp(t->event.status, "done") == 0;
	if (strcmp(t->event.status, "ignored") == 0)
		return true;
	if (!t->was_taken)
		return refuse(w, "the case has not heard of it yet", err);
	if (!load_last(w, &t->h, &t->changes, err))
		return false;
	return t->h.event_id == t->event.event_id ? check(w, &t->h, before, json_get(t->changes, "effects"), err) :
	    refuse(w, "the case has gone on since", err);
}

static bool
take_back(struct work *w, const struct json *before, const struct told *t, struct err *err)
{
	struct db *db = w->run->e->db;

	return (!t->was_taken || restore(w, &t->h, before, json_get(t->changes, "effects"), err)) &&
	    event_forget(db, t->event.event_id, err) && fact_clock_save(db, w->run->now_ms, err);
}

static bool
work_back(struct engine *e, int64_t case_id, const char *before_text, const char *dedup, const char *actor,
    int64_t now_ms, bool only_look, struct arena *a, struct err *err)
{
	struct work w = { .a = a, .actor = actor };
	struct told told = { .changes = NULL };
	struct json *before = NULL;
	struct run run;

	run_init(&run, e, now_ms);
	w.run = &run;
	bool ok = fact_clock(e->db, now_ms, &run.now_ms, err) && load(&w, case_id, err) &&
	    json_parse(before_text, strlen(before_text), &before, err) && find(&w, before, dedup, &told, err) &&
	    (only_look || take_back(&w, before, &told, err));
	json_free(told.changes);
	json_free(before);
	run_clear(&run);
	return ok;
}

bool
engine_take_back_in(struct engine *e, int64_t case_id, const char *before_text, const char *dedup, const char *actor,
    int64_t now_ms, struct arena *a, struct err *err)
{
	return work_back(e, case_id, before_text, dedup, actor, now_ms, false, a, err);
}

bool
engine_can_take_back(struct engine *e, int64_t case_id, const char *before_text, const char *dedup, int64_t now_ms,
    struct arena *a, struct err *err)
{
	return work_back(e, case_id, before_text, dedup, "", now_ms, true, a, err);
}
