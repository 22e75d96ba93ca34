/*
 * tick: all that is due now, in transactions of a few milliseconds, so that people and mail can
 * write in between.  A tick costs what is due, not what sleeps.
 */
#include "engine/tick.h"

#include <inttypes.h>
#include <string.h>

#include "base/stopwatch.h"
#include "engine/limits.h"
#include "store/duty.h"
#include "store/fact.h"
#include "store/screening_watch.h"
#include "store/timer.h"
#include "base/banned.h"

/* One piece of work at least, however slow the machine: a batch that does nothing ends the tick. */
static bool
is_full(const struct tick *t)
{
	return t->done > 0 && stopwatch_ns() >= t->batch_end_ns;
}

/* Timers that need the inbox are due only as far as it was read. */
static int64_t
mail_until_ms(const struct tick *t)
{
	return t->watermark_ms < t->run.now_ms ? t->watermark_ms : t->run.now_ms;
}

static bool
load_definitions(struct tick *t, struct err *err)
{
	int64_t *ids;
	size_t count;

	if (!definition_list_current(t->run.e->db, &t->run.arena, &ids, &count, err))
		return false;
	t->definition = arena_array(&t->run.arena, count, sizeof(*t->definition));
	for (size_t i = 0; i < count; i++) {
		struct current *c = &t->definition[t->definitions];
		c->definition_id = ids[i];
		if (definitions_find(t->run.e, ids[i], &c->definition, err))
			t->definitions++;
		else if (err->kind == ERR_INPUT)	/* one that cannot be read stops no other */
			t->run.counts.failed++;
		else
			return false;
	}
	return true;
}

static bool
do_changed(struct tick *t, struct err *err)
{
	struct arena list = ARENA_INIT, a = ARENA_INIT;
	struct changed *items;
	size_t count;
	bool ok;

	do {
		arena_clear(&list);
		t->run.has_changed = false;
		ok = changed_list(t->run.e->db, BATCH_ROWS, &list, &items, &count, err);
		for (size_t i = 0; ok && i < count && !is_full(t); i++) {
			ok = tick_changed(t, &items[i], &a, err) && deliver_told(&t->run, err);
			t->done++;
			arena_clear(&a);
		}
	} while (ok && count > 0 && !is_full(t));
	arena_clear(&list);
	arena_clear(&a);
	return ok;
}

/* Behind one piece of work: what it changed is looked at before the next. */
static bool
end_piece(struct tick *t, struct arena *a, struct err *err)
{
	t->done++;
	arena_clear(a);
	return !t->run.has_changed || do_changed(t, err);
}

static bool
do_events(struct tick *t, struct arena *list, struct arena *a, struct err *err)
{
	struct engine_answer answer;
	int64_t *cases;
	size_t count;

	do {
		arena_clear(list);
		if (!event_list_due(t->run.e->db, t->run.now_ms, BATCH_ROWS, list, &cases, &count,
		    err))
			return false;
		for (size_t i = 0; i < count && !is_full(t); i++) {
			if (!deliver_waiting(&t->run, cases[i], 0, a, &answer, err) ||
			    !deliver_told(&t->run, err) || !end_piece(t, a, err))
				return false;
		}
	} while (count > 0 && !is_full(t));
	return true;
}

static bool
fire(struct tick *t, const struct due_timer *timer, struct arena *a, struct err *err)
{
	struct run *run = &t->run;
	struct engine_answer answer = { .outcome = STEP_IGNORED };
	struct event event = {
		.case_id = timer->case_id,
		.name = arena_printf(a, "timer.%s", timer->name),
		.dedup = arena_printf(a, "t:%s:%" PRId64 ":%" PRId64, timer->name, timer->set_seq,
		    timer->n),
		.source = "timer",
		.occurred_ms = timer->due_ms,
		.received_ms = run->now_ms,
		.payload_json = "{}",
		.next_ms = run->now_ms,
	};

	run->is_late = run->e->settings->engine.breaker_letters > 0 &&
	    (t->has_jumped || run->now_ms - timer->due_ms > LATE_MS);
	t->had_late |= run->is_late;
	bool ok = deliver_found(run, &event, true, &answer, a, err);
	run->is_late = false;
	if (ok && answer.outcome == STEP_DONE)
		run->counts.fired++;
	return ok && deliver_told(run, err);
}

/* What is due of both classes, as it was when it was looked up. */
struct due {
	struct due_list { struct due_timer *item; size_t count, next; } class[2];
	int64_t		 fired[2 * BATCH_ROWS];		/* cases */
	size_t		 fires;
};

static bool
is_before(const struct due_timer *a, const struct due_timer *b)
{
	if (a->due_ms != b->due_ms)
		return a->due_ms < b->due_ms;
	return a->case_id != b->case_id ? a->case_id < b->case_id : strcmp(a->name, b->name) < 0;
}

/* A firing may have armed another timer of the case that is due before the ones looked up. */
static bool
is_stale(const struct due *due, int64_t case_id)
{
	for (size_t i = 0; i < due->fires; i++)
		if (due->fired[i] == case_id)
			return true;
	return false;
}

/* The earliest of both; NULL when it is time to look again. */
static const struct due_timer *
next_due(struct due *due)
{
	struct due_list *none = &due->class[0], *mail = &due->class[1], *first = none;

	for (int i = 0; i < 2; i++)
		if (due->class[i].next == due->class[i].count && due->class[i].count == BATCH_ROWS)
			return NULL;
	if (none->next == none->count || (mail->next < mail->count &&
	    is_before(&mail->item[mail->next], &none->item[none->next])))
		first = mail;
	if (first->next == first->count || is_stale(due, first->item[first->next].case_id))
		return NULL;
	due->fired[due->fires++] = first->item[first->next].case_id;
	return &first->item[first->next++];
}

/* Those that wait for the inbox and those that do not, in one order: what was due first goes first. */
static bool
do_timers(struct tick *t, struct arena *list, struct arena *a, struct err *err)
{
	struct due due;

	do {
		struct due_list *none = &due.class[0], *mail = &due.class[1];
		const struct due_timer *timer;
		none->next = mail->next = due.fires = 0;
		arena_clear(list);
		if (!timer_list_due(t->run.e->db, "none", t->run.now_ms, BATCH_ROWS, list, &none->item,
		    &none->count, err) || !timer_list_due(t->run.e->db, "mail", mail_until_ms(t),
		    BATCH_ROWS, list, &mail->item, &mail->count, err))
			return false;
		while (!is_full(t) && (timer = next_due(&due)) != NULL) {
			if (!fire(t, timer, a, err) || !end_piece(t, a, err))
				return false;
		}
	} while (due.class[0].count + due.class[1].count > 0 && !is_full(t));
	return true;
}

static const char *
today_text(const struct tick *t, char text[DAY_TEXT_BYTES])
{
	return day_format(zone_day(t->run.e->settings->zone, t->run.now_ms), text);
}

static bool
do_sweep(struct tick *t, struct arena *a, struct err *err)
{
	char today[DAY_TEXT_BYTES];

	while (t->is_sweeping && !is_full(t)) {
		if (t->sweep_definition == t->definitions) {
			t->is_sweeping = false;
			return fact_save(t->run.e->db, FACT_SWEPT_DAY, today_text(t, today), err);
		}
		if (!tick_sweep(t, SWEEP_ROWS, a, err))
			return false;
		t->done++;
		arena_clear(a);
	}
	return true;
}

static bool
do_all(struct tick *t, struct err *err)
{
	struct arena list = ARENA_INIT, a = ARENA_INIT;
	int64_t waiting_ms;

	bool ok = event_next_due(t->run.e->db, &waiting_ms, err);
	t->run.has_waiting = waiting_ms != INSTANT_NONE;
	ok = ok && do_changed(t, err) && do_sweep(t, &a, err) && do_events(t, &list, &a, err) &&
	    do_timers(t, &list, &a, err);
	arena_clear(&list);
	arena_clear(&a);
	return ok;
}

/* One transaction.  *ret_more is false when nothing was left to do. */
static bool
batch(struct tick *t, bool *ret_more, struct err *err)
{
	struct db *db = t->run.e->db;
	struct engine_counts before = t->run.counts;

	if (!db_begin(db, err))
		return false;
	t->batch_end_ns = stopwatch_ns() + BATCH_NS;
	t->done = 0;
	bool ok = do_all(t, err) &&
	    (t->clock_saved || fact_clock_save(db, t->run.now_ms, err));
	*ret_more = t->done > 0;
	if (!ok)
		db_rollback(db);
	else
		ok = db_commit(db, err);
	t->clock_saved |= ok;
	if (!ok)
		t->run.counts = before;
	return ok;
}

static bool
is_due(int64_t due_ms, int64_t until_ms)
{
	return due_ms != INSTANT_NONE && due_ms <= until_ms;
}

/* Reads only: nothing is written where there is nothing to do. */
static bool
has_work(struct tick *t, const struct pending *p)
{
	char today[DAY_TEXT_BYTES];

	t->is_sweeping = !text_equal(p->swept_day, today_text(t, today));	/* once a civil day */
	return p->has_changed || t->is_sweeping || is_due(p->event_ms, t->run.now_ms) ||
	    is_due(p->timer_ms, t->run.now_ms) || is_due(p->mail_timer_ms, mail_until_ms(t));
}

static bool
judge_late(struct tick *t, struct err *err)
{
	if (!t->had_late)
		return true;
	return db_begin(t->run.e->db, err) &&
	    db_end(t->run.e->db, breaker_judge(&t->run, err), err);
}

/* One look at all, before anything is written; the clock never runs backwards. */
static bool
look(struct tick *t, struct pending *p, bool *ret_work, struct err *err)
{
	if (!pending_look(t->run.e->db, &t->run.arena, p, err))
		return false;
	if (p->clock_ms != INSTANT_NONE && p->clock_ms > t->run.now_ms)
		t->run.now_ms = p->clock_ms;
	t->watermark_ms = p->watermark_ms;
	*ret_work = has_work(t, p);
	return !*ret_work || load_definitions(t, err);
}

static bool
screen(struct tick *t, struct err *err)
{
	const struct screening_by by = { "credence", t->run.now_ms, t->run.e->settings->zone };

	return screening_watch(t->run.e->db, &by, err);
}

static bool
run_tick(struct tick *t, struct err *err)
{
	struct db *db = t->run.e->db;
	struct pending p;
	bool more, worked;

	quiet_begin(t->run.e);
	if (!look(t, &p, &more, err))
		return false;
	worked = more;
	while (more) {
		if (!batch(t, &more, err))
			return false;
		if (more && is_full(t))
			db_give_turn(db);
	}
	bool ok = judge_late(t, err) && (!worked || timer_next_due(db, "mail", &p.mail_timer_ms, err)) &&
	    inbox_judge(&t->run, p.mail_timer_ms, t->watermark_ms, err) && screen(t, err);
	if (ok && !worked)
		quiet_note(t->run.e, &p, t->run.now_ms);
	return ok;
}

/* Once in a process: the catalog was read when it began. */
static bool
keep_duties(struct engine *e, int64_t now_ms, struct err *err)
{
	if (!e->has_duties && e->settings->duties != NULL &&
	    !duty_keep(e->db, e->settings->duties, now_ms, err))
		return false;
	e->has_duties = true;
	return true;
}

bool
engine_tick(struct engine *e, int64_t now_ms, struct engine_counts *ret_counts, struct err *err)
{
	struct tick t = { .has_jumped = e->ticked_ms != 0 && now_ms - e->ticked_ms > JUMP_MS };

	e->ticked_ms = now_ms;
	*ret_counts = (struct engine_counts){ 0 };
	if (quiet_holds(e, now_ms))
		return true;
	run_init(&t.run, e, now_ms);
	bool ok = keep_duties(e, now_ms, err) && run_tick(&t, err);
	*ret_counts = t.run.counts;
	run_clear(&t.run);
	return ok;
}

bool
engine_next_due(struct engine *e, int64_t *ret_ms, struct err *err)
{
	int64_t next_ms = INSTANT_NONE;
	struct arena a = ARENA_INIT;
	struct pending p;

	bool ok = pending_look(e->db, &a, &p, err);
	arena_clear(&a);
	if (!ok)
		return false;
	const int64_t due_ms[] = { p.event_ms, p.timer_ms, p.mail_timer_ms };
	for (size_t i = 0; i < LEN(due_ms); i++)
		if (due_ms[i] != INSTANT_NONE && (next_ms == INSTANT_NONE || due_ms[i] < next_ms))
			next_ms = due_ms[i];
	*ret_ms = p.has_changed ? 0 : next_ms;
	return true;
}
