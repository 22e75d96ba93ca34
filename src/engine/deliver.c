/*
 * deliver: events to cases, each once, in order, each in its own savepoint.
 * An event whose step fails is tried again later and then set aside with its case, so that one bad
 * case never stops the others; a failure of the disk or of the lock ends the whole transaction.
 */
#include "engine/inside.h"

#include <inttypes.h>
#include <string.h>

#include "engine/limits.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

/* How long a failed event waits before its next try; after the last it is dead. */
static const int64_t retry_ms[] = { 1000, 10000, 60000, 600000, 3600000 };

enum verdict { TAKEN, NOT_TAKEN, LATER, FAILED };

struct attempt {
	enum verdict	 verdict;
	int64_t		 later_ms;	/* of LATER */
	const char	*reason;
};

void
run_init(struct run *run, struct engine *e, int64_t now_ms)
{
	*run = (struct run){ .e = e, .now_ms = now_ms, .has_waiting = true };
}

void
run_clear(struct run *run)
{
	arena_clear(&run->arena);
}

static const char *
timer_name(const struct event *event)
{
	return text_starts(event->dedup, "t:") && text_starts(event->name, "timer.") ?
	    event->name + strlen("timer.") : NULL;
}

/* The numbers behind "t:<name>:"; the last two parts of the key. */
static bool
timer_numbers(const struct event *event, struct step_event *ret)
{
	const char *n = strrchr(event->dedup, ':');
	const char *set_seq = n;

	while (set_seq > event->dedup && set_seq[-1] != ':')
		set_seq--;
	int64_t seq = 0;
	for (const char *p = set_seq; p < n; p++)
		seq = seq * 10 + (*p - '0');
	ret->timer_set_seq = seq;
	return int_parse(n + 1, &ret->timer_n);
}

/* A timer that was cancelled or armed anew since it became due has nothing to say. */
static bool
still_armed(const struct work *w, const char *name, const struct step_event *event)
{
	for (size_t i = 0; i < w->before.timers; i++) {
		const struct armed_timer *t = &w->before.timer[i];
		if (strcmp(t->name, name) == 0)
			return t->n == event->timer_n && t->set_seq == event->timer_set_seq;
	}
	return false;
}

/* More steps than people or mail could cause: something turns in a circle. */
static bool
is_storm(struct work *w, bool *ret_storm, struct err *err)
{
	int64_t limit = w->run->e->settings->engine.steps_per_minute;
	int64_t at_ms;

	*ret_storm = false;
	if (limit <= 0 || w->before.rev < limit)
		return true;
	if (!history_at(w->run->e->db, w->c.case_id, w->before.rev - limit + 1, &at_ms, err))
		return false;
	*ret_storm = at_ms > w->run->now_ms - MS_PER_MINUTE;
	return true;
}

static bool
is_open(const struct work *w, struct attempt *t)
{
	if (strcmp(w->c.status, "open") == 0)
		return true;
	if (strcmp(w->c.status, "stuck") == 0)
		*t = (struct attempt){ LATER, EVENT_NEVER_MS, arena_printf(w->a,
		    "the case is stuck: %s", w->c.stuck_reason) };
	else
		*t = (struct attempt){ .verdict = NOT_TAKEN,
		    .reason = arena_printf(w->a, "the case is %s", w->c.status) };
	return false;
}

static bool
decide(struct work *w, const struct event *event, struct attempt *t, struct err *err)
{
	struct step_event se = { .name = event->name, .occurred_ms = event->occurred_ms,
		.by = event->source };
	struct facts fields;
	bool storm;

	if (timer_name(event) != NULL && (!timer_numbers(event, &se) ||
	    !still_armed(w, timer_name(event), &se))) {
		*t = (struct attempt){ .verdict = NOT_TAKEN, .reason = "the timer is not armed any more" };
		return true;
	}
	if (!is_storm(w, &storm, err) || !payload_read(event->payload_json, w->a, &fields, err))
		return false;
	if (storm) {
		*t = (struct attempt){ LATER, w->run->now_ms + MS_PER_MINUTE,
		    "the case made too many steps within a minute: the event waits" };
		return true;
	}
	se.field = &fields;
	step_deliver(w->definition, &w->before, &se, w->run->now_ms, w->a, &w->result);
	t->reason = w->result.reason;
	t->verdict = w->result.outcome == STEP_DONE ? TAKEN : NOT_TAKEN;
	if (w->result.outcome == STEP_ERROR)
		return fail(err, ERR_INPUT, "%s", w->result.reason);
	return t->verdict == TAKEN ? work_apply(w, err) :
	    timer_name(event) == NULL ||
	    timer_cancel(w->run->e->db, w->c.case_id, timer_name(event), err);
}

static void
fill_answer(const struct work *w, const struct attempt *t, int64_t queued, struct arena *a,
    struct engine_answer *answer)
{
	const struct step_result *r = &w->result;

	*answer = (struct engine_answer){
		.outcome = t->verdict == TAKEN ? STEP_DONE : t->verdict == NOT_TAKEN &&
		    r->outcome == STEP_REFUSED ? STEP_REFUSED : t->verdict == NOT_TAKEN ?
		    STEP_IGNORED : STEP_ERROR,
		.from_state = arena_strdup(a, w->before.state),
		.state = arena_strdup(a, t->verdict == TAKEN ? r->state : w->before.state),
		.reason = arena_strdup(a, t->reason),
		.rule = arena_strdup(a, t->verdict == TAKEN ? r->rule : NULL),
		.line = r->rule_line,
		.seq = t->verdict == TAKEN ? w->seq : w->before.rev,
		.queued = (size_t)queued,
	};
}

static bool
work_on(struct work *w, const struct event *event, struct attempt *t, struct err *err)
{
	*t = (struct attempt){ .verdict = NOT_TAKEN };
	w->result.outcome = STEP_IGNORED;
	if (!work_load(w, event->case_id, err))
		return false;
	return !is_open(w, t) || decide(w, event, t, err);
}

static bool
is_ours(const struct err *err)		/* of this case alone; the others can go on */
{
	return err->kind == ERR_INPUT || err->kind == ERR_CONFLICT || err->kind == ERR_MISSING;
}

/* One try inside the caller's savepoint.  False only for what concerns everybody. */
static bool
attempt(struct run *run, const struct event *event, struct attempt *t, struct arena *a,
    struct engine_answer *answer, struct err *err)
{
	struct arena mine = ARENA_INIT;
	struct err why = ERR_INIT;
	struct work w = {
		.run = run, .a = &mine, .dedup = event->dedup, .actor = event->source,
		.event_id = event->event_id,
	};
	int64_t queued = run->counts.queued;

	bool ok = work_on(&w, event, t, &why);
	if (!ok && is_ours(&why)) {
		*t = (struct attempt){ .verdict = FAILED, .reason = why.text };
		ok = true;
	} else if (!ok && err != NULL) {
		*err = why;
	}
	if (ok && t->verdict != TAKEN)
		run->counts.queued = queued;
	if (ok)
		fill_answer(&w, t, run->counts.queued - queued, a, answer);
	if (ok && t->verdict == TAKEN && w.result.entered)
		run->counts.moved++;
	t->reason = arena_strdup(a, t->reason);
	json_free(w.result.trace);
	arena_clear(&mine);
	return ok;
}

static bool
set_aside(struct run *run, const struct event *event, struct err *err)
{
	struct db *db = run->e->db;
	struct arena a = ARENA_INIT;
	const char *reason = arena_printf(&a, "event \"%s\" failed %" PRId64 " times: %s",
	    event->name, event->tries, event->error);
	const struct task task = {
		.case_id = event->case_id,
		.name = "stuck",
		.title = arena_printf(&a, "Case CR-%" PRId64 " is stuck: %s", event->case_id, reason),
		.role = "admin",
		.due_day = zone_day(run->e->settings->zone, run->now_ms),
		.created_ms = run->now_ms,
	};
	int64_t task_id;

	bool ok = case_set_stuck(db, event->case_id, reason, err) &&
	    timer_hold(db, event->case_id, NULL, true, err) &&
	    event_postpone(db, event->case_id, EVENT_NEVER_MS, err) &&
	    task_add(db, &task, &task_id, err);
	arena_clear(&a);
	return ok;
}

/* Writes what became of an event.  One that waits on holds the timer it came from. */
static bool
settle(struct run *run, struct event *event, const struct attempt *t, struct err *err)
{
	bool dead = false;

	event->error = t->reason;
	if (t->verdict == FAILED) {
		run->counts.failed++;
		dead = event->tries == (int64_t)LEN(retry_ms);
		event->next_ms = dead ? run->now_ms : run->now_ms + retry_ms[event->tries];
		event->tries++;
	} else if (t->verdict == LATER) {
		event->next_ms = t->later_ms;
	}
	event->status = t->verdict == TAKEN ? "done" : t->verdict == NOT_TAKEN ? "ignored" :
	    dead ? "dead" : "new";
	if (t->verdict == TAKEN)
		event->error = NULL;
	if (event->event_id == 0 ? !event_add(run->e->db, event, &event->event_id, err) :
	    !event_save(run->e->db, event, err))
		return false;
	if (t->verdict == TAKEN || t->verdict == NOT_TAKEN)
		return true;
	run->has_waiting = true;
	if (dead)
		return set_aside(run, event, err);
	return timer_name(event) == NULL ||
	    timer_hold(run->e->db, event->case_id, timer_name(event), true, err);
}

/* One stored event, in its savepoint. */
static bool
deliver_stored(struct run *run, struct event *event, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	struct attempt t;

	if (!db_savepoint(run->e->db, err))
		return false;
	if (!attempt(run, event, &t, a, ret_answer, err)) {
		db_undo(run->e->db);
		return false;
	}
	if (t.verdict == FAILED || t.verdict == LATER)
		db_undo(run->e->db);
	else if (!db_release(run->e->db, err))
		return false;
	return settle(run, event, &t, err);
}

bool
deliver_waiting(struct run *run, int64_t case_id, int64_t wanted, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	struct engine_answer answer;
	bool answered = wanted == 0;
	struct event event;

	for (;;) {
		if (!event_next(run->e->db, case_id, a, &event, err))
			return false;
		if (event.event_id == 0)
			return true;
		if (event.next_ms > run->now_ms)
			break;
		if (!deliver_stored(run, &event, a, &answer, err))
			return false;
		if (event.event_id == wanted) {
			*ret_answer = answer;
			answered = true;
		}
	}
	/* It stays the first: what came after it waits as long. */
	if (!event_postpone(run->e->db, case_id, event.next_ms, err))
		return false;
	if (!answered)
		*ret_answer = (struct engine_answer){ .outcome = STEP_ERROR, .reason = arena_printf(a,
		    "an earlier event (\"%s\") of the case has to go first: %s", event.name,
		    event.error != NULL ? event.error : "it waits") };
	return true;
}

/* This firing was stored before: it is done, or it waits among the events of the case. */
static bool
found_again(struct run *run, const struct event *event, struct engine_answer *answer,
    struct err *err)
{
	*answer = (struct engine_answer){ .outcome = STEP_IGNORED, .duplicate = true };
	return timer_name(event) == NULL ||
	    timer_hold(run->e->db, event->case_id, timer_name(event), true, err);
}

/* Behind those that wait already. */
static bool
deliver_behind(struct run *run, struct event *event, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	event->status = "new";
	if (!event_add(run->e->db, event, &event->event_id, err))
		return false;
	if (event->event_id == 0)
		return found_again(run, event, ret_answer, err);
	return deliver_waiting(run, event->case_id, event->event_id, a, ret_answer, err);
}

/* Nothing waits before it: it is stored as done at once, which spares a write. */
static bool
deliver_at_once(struct run *run, struct event *event, bool keep_ignored, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	struct db *db = run->e->db;
	struct attempt t = { .verdict = NOT_TAKEN };

	event->status = "done";
	if (!db_savepoint(db, err))
		return false;
	if (!event_add(db, event, &event->event_id, err) || (event->event_id != 0 &&
	    !attempt(run, event, &t, a, ret_answer, err))) {
		db_undo(db);
		return false;
	}
	if (event->event_id == 0)
		return db_release(db, err) && found_again(run, event, ret_answer, err);
	if (t.verdict == TAKEN)
		return db_release(db, err);
	if (t.verdict == NOT_TAKEN && keep_ignored)
		return db_release(db, err) && settle(run, event, &t, err);
	db_undo(db);
	event->event_id = 0;
	return t.verdict == NOT_TAKEN || settle(run, event, &t, err);
}

bool
deliver_found(struct run *run, struct event *event, bool keep_ignored,
    struct engine_answer *ret_answer, struct arena *a, struct err *err)
{
	struct event first = { .event_id = 0 };

	if (run->has_waiting && !event_next(run->e->db, event->case_id, a, &first, err))
		return false;
	return first.event_id != 0 ? deliver_behind(run, event, a, ret_answer, err) :
	    deliver_at_once(run, event, keep_ignored, a, ret_answer, err);
}

bool
deliver_told(struct run *run, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct engine_answer answer;
	bool ok = true;

	while (ok && run->told_count > 0) {
		int64_t case_id = run->told[--run->told_count];
		ok = deliver_waiting(run, case_id, 0, &a, &answer, err);
	}
	arena_clear(&a);
	return ok;
}
