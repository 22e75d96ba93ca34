/* disown: the step that an event made, looked through for what people were asked and for what cannot be had back. */
#include "engine/disown.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "store/case_file.h"
#include "store/event.h"
#include "store/history.h"
#include "store/outbox.h"
#include "store/task.h"
#include "base/banned.h"

#define LOOK_TASK	"moved %s"	/* name of the task that asks a person to look */

struct disowning {
	struct engine	*e;
	struct arena	*a;
	struct case_file c;
	const char	*what, *actor;
	int64_t		 now_ms;
	struct history	*history;	/* of the case */
	size_t		 steps, step;	/* "step": the one that the event made */
	struct str	 settled, stays;	/* clauses, joined by "; " */
};

static void
clause(struct str *s, const char *words)
{
	str_add(s, s->len > 0 ? "; " : "");
	str_add(s, words);
}

static bool
effects_of(const struct history *h, struct json **ret_changes, struct json **ret_effects, struct err *err)
{
	*ret_effects = NULL;
	if (!json_parse(h->changes_json, strlen(h->changes_json), ret_changes, err)) {
		*ret_changes = NULL;
		return false;
	}
	*ret_effects = json_get(*ret_changes, "effects");
	return true;
}

/* The first step behind the event's own that asked for the same task; steps: none did. */
static bool
find_other_asker(const struct disowning *d, int64_t task_id, size_t *ret_step, const char **ret_rule, struct err *err)
{
	bool found = false, ok = true;

	*ret_step = d->steps;
	for (size_t i = d->step + 1; i < d->steps && ok && !found; i++) {
		struct json *changes, *effects;
		ok = effects_of(&d->history[i], &changes, &effects, err);
		for (size_t k = 0; k < json_count(effects) && !found; k++)
			if (json_get_int(json_at(effects, k), "task_id", 0) == task_id) {
				found = true;
				*ret_step = i;
				*ret_rule = arena_strdup(d->a, json_get_text(json_at(effects, k), "rule"));
			}
		json_free(changes);
	}
	return ok;
}

static bool
settle_task(struct disowning *d, int64_t task_id, struct err *err)
{
	const char *rule = NULL;
	struct task task;
	size_t other;

	if (!task_load(d->e->db, task_id, d->a, &task, err) || !find_other_asker(d, task_id, &other, &rule, err))
		return false;
	const char *title = arena_printf(d->a, "\"%s\"", task.title);
	if (strcmp(task.status, "done") == 0) {
		clause(&d->stays, arena_printf(d->a, "%s was done already", title));
		return true;
	}
	if (strcmp(task.status, "open") != 0 || task.seq != d->history[d->step].seq)
		return true;
	if (other < d->steps)
		return task_take_over(d->e->db, task_id, d->history[other].seq, rule, err);
	clause(&d->settled, arena_printf(d->a, "not wanted any more: %s", title));
	return task_end(d->e->db, task_id, "cancelled", d->actor, d->now_ms, err);
}

/* Does the case still stand where the step found it? */
static bool
stands_still(const struct disowning *d)
{
	const struct history *h = &d->history[d->step];

	return strcmp(h->from_state, h->to_state) == 0 && strcmp(d->c.status, "open") == 0 &&
	    strcmp(d->c.state, h->to_state) == 0;
}

static bool
settle_effect(struct disowning *d, const struct json *effect, struct err *err)
{
	const char *kind = json_get_text(effect, "kind"), *name = json_get_text(effect, "name");

	if (text_equal(kind, "note"))
		return true;
	if (text_equal(kind, "task"))
		return settle_task(d, json_get_int(effect, "task_id", 0), err);
	if (text_equal(kind, "close_task") && stands_still(d))
		return task_reopen_closed(d->e->db, d->c.case_id, name, d->history[d->step].at_ms, d->now_ms, err);
	if (!text_equal(kind, "close_task"))
		clause(&d->stays, arena_printf(d->a, "%s %s", kind, name != NULL ? name : ""));
	return true;
}

/* What cannot be had back: where the case went, what sleeps longer for it, what was written or dropped. */
static bool
look_at_rest(struct disowning *d, const struct json *timers, struct err *err)
{
	const struct history *h = &d->history[d->step];
	bool has_letters;

	if (!outbox_leans_on(d->e->db, d->c.case_id, h->seq, h->at_ms, &has_letters, err))
		return false;
	if (strcmp(h->from_state, h->to_state) != 0)
		clause(&d->stays, arena_printf(d->a, "the case went from \"%s\" to \"%s\"", h->from_state, h->to_state));
	else if (json_count(timers) > 0)
		clause(&d->stays, "timers were set anew");
	if (has_letters)
		clause(&d->stays, "letters were written or dropped");
	return true;
}

static bool
settle_step(struct disowning *d, struct err *err)
{
	struct json *changes, *effects;
	bool ok = effects_of(&d->history[d->step], &changes, &effects, err);

	for (size_t i = 0; i < json_count(effects) && ok; i++)
		ok = settle_effect(d, json_at(effects, i), err);
	ok = ok && look_at_rest(d, json_get(changes, "timers"), err);
	json_free(changes);
	return ok;
}

static bool
ask_to_look(struct disowning *d, struct err *err)
{
	const struct task task = {
		.case_id = d->c.case_id,
		.rule = "",
		.name = arena_printf(d->a, LOOK_TASK, d->what),
		.title = arena_printf(d->a, "Is CR-%" PRId64 " right as it is? On the word of %s, which does not belong"
		    " to it: %s", d->c.case_id, d->what, d->stays.text),
		.role = "coordinator",
		.due_day = zone_day(d->e->settings->zone, d->now_ms),
		.created_ms = d->now_ms,
	};
	int64_t task_id;

	return task_add(d->e->db, &task, &task_id, err);
}

/* The step that the event made; d->step is d->steps when there is none. */
static bool
find_step(struct disowning *d, int64_t event_id, struct err *err)
{
	if (!history_list(d->e->db, d->c.case_id, d->a, &d->history, &d->steps, err))
		return false;
	while (d->step < d->steps && d->history[d->step].event_id != event_id)
		d->step++;
	return true;
}

static bool
disown(struct disowning *d, struct event *event, const char **ret_did, struct err *err)
{
	if (strcmp(event->status, "done") == 0) {
		if (!find_step(d, event->event_id, err) || (d->step < d->steps && !settle_step(d, err)) ||
		    (d->stays.len > 0 && !ask_to_look(d, err)))
			return false;
	} else if (strcmp(event->status, "ignored") != 0) {
		event->status = "ignored";	/* it waits, or the case is stuck with it */
		if (!event_save(d->e->db, event, err))
			return false;
	}
	if (d->stays.len > 0)
		clause(&d->settled, arena_printf(d->a, "a person is asked whether it is right that %s", d->stays.text));
	*ret_did = d->settled.len > 0 ? arena_strdup(d->a, d->settled.text) : NULL;
	return event_forget(d->e->db, event->event_id, err);
}

bool
engine_disown_in(struct engine *e, int64_t case_id, const char *dedup, const char *what, const char *actor,
    int64_t now_ms, struct arena *a, const char **ret_did, struct err *err)
{
	struct disowning d = { .e = e, .a = a, .what = what, .actor = actor, .now_ms = now_ms, .settled = STR_INIT,
		.stays = STR_INIT };
	struct event event;
	bool known;

	*ret_did = NULL;
	bool ok = event_is_known(e->db, case_id, dedup, &known, err) && (!known ||
	    (case_load(e->db, case_id, a, &d.c, err) && event_find(e->db, case_id, dedup, a, &event, err) &&
	    disown(&d, &event, ret_did, err)));
	str_clear(&d.settled);
	str_clear(&d.stays);
	return ok;
}

bool
engine_own_in(struct engine *e, int64_t case_id, const char *what, const char *actor, int64_t now_ms,
    struct arena *a, struct err *err)
{
	return task_close(e->db, case_id, arena_printf(a, LOOK_TASK, what), 0, "cancelled", actor, now_ms, err);
}
