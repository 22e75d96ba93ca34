/*
 * breaker: after a long sleep (a machine that was off, a restored database), or when the clock jumps, many
 * letters fall due at once.  More than a person would believe are held, all of them, with one question.
 */
#include "engine/tick.h"

#include <inttypes.h>

#include "engine/limits.h"
#include "store/letter.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

static bool
ask(struct run *run, const char *name, const char *title, struct err *err)
{
	const struct task task = {
		.name = name,
		.title = title,
		.role = "admin",
		.due_day = zone_day(run->e->settings->zone, run->now_ms),
		.created_ms = run->now_ms,
	};
	int64_t task_id;

	return task_add(run->e->db, &task, &task_id, err);
}

bool
breaker_judge(struct run *run, struct err *err)
{
	struct db *db = run->e->db;
	int64_t held;

	if (!letter_count_held(db, BREAKER_COUNTING, &held, err))
		return false;
	if (held <= run->e->settings->engine.breaker_letters)
		return held == 0 || letter_release_held(db, BREAKER_COUNTING, err);
	const char *title = arena_printf(&run->arena, "%" PRId64 " letters of timers that are more "
	    "than a day late, or due because the clock jumped, are held: may they go? (mail held, mail release)", held);
	return letter_rename_held(db, BREAKER_COUNTING, BREAKER_HELD, err) &&
	    ask(run, "breaker", title, err);
}

bool
inbox_judge(struct run *run, int64_t due_ms, int64_t watermark_ms, struct err *err)
{
	if (due_ms == INSTANT_NONE || due_ms > run->now_ms - INBOX_LATE_MS ||
	    due_ms <= watermark_ms)
		return true;
	return db_begin(run->e->db, err) &&
	    db_end(run->e->db, ask(run, "inbox unread",
	    "Follow-ups wait: the inbox was not read for more than a day", err), err);
}
