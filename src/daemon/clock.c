/*
 * clock: start rules and due timers, invitations, the weekly review, the index of the search, and the log of the database moved into its file.
 * It alone checkpoints while the daemon runs (engine.md, section 0).
 */
#include "daemon/workers.h"

#include "base/log.h"
#include "base/zone.h"
#include "calendar/invite.h"
#include "store/review_letter.h"
#include "store/search.h"
#include "base/banned.h"

/* What nobody announces (a timer, a record that a command changed) is seen after this time. */
#define LOOK_MS		1000

/* Records that the search reads again in one transaction, and how many of those in one round. */
#define SEARCH_BATCH	100
#define SEARCH_BATCHES	20

static bool
did_anything(const struct engine_counts *counts)
{
	return counts->started + counts->fired + counts->moved + counts->queued + counts->failed > 0;
}

/* Short transactions, so that whoever else writes need not wait. */
static bool
refresh_search(struct db *db, struct err *err)
{
	bool left = true;

	for (int i = 0; left && i < SEARCH_BATCHES; i++) {
		if (i > 0)
			db_give_turn(db);
		if (!search_refresh(db, SEARCH_BATCH, &left, err))
			return false;
	}
	return true;
}

/* Work first; only an idle round tidies up what the last ones left in the log. */
static bool
clock_round(struct child_work *work, int64_t *seen_version, bool *ret_idle, struct err *err)
{
	struct db *db = work->engine->db;
	struct engine_counts counts;
	struct invite_counts invited;
	int64_t reviews, version, now_ms = child_now_ms(work);

	if (!engine_tick(work->engine, now_ms, &counts, err) ||
	    !invite_tick(db, work->settings, now_ms, &invited, err) ||
	    !review_tick(db, work->settings, now_ms, &reviews, err) || !refresh_search(db, err))
		return false;
	*ret_idle = !did_anything(&counts) && invited.letters + invited.answers + reviews == 0;
	if (counts.failed > 0)
		log_warn("%lld event%s could not be delivered; \"credence case list --state stuck\" "
		    "and the tasks tell", (long long)counts.failed, plural_s(counts.failed));
	version = db_data_version(db);
	if (*ret_idle && version == *seen_version)
		return true;
	if (*ret_idle)
		*seen_version = version;
	return db_checkpoint(db, err);
}

static int64_t
pause_ms(struct child_work *work, bool idle, struct err *err)
{
	int64_t next_ms, left_ms;

	if (!idle || !engine_next_due(work->engine, &next_ms, err) || next_ms == INSTANT_NONE)
		return LOOK_MS;
	left_ms = next_ms - child_now_ms(work);
	/* What is due and was left waits for the inbox. */
	return left_ms <= 0 || left_ms > LOOK_MS ? LOOK_MS : left_ms;
}

bool
clock_main(struct child_work *work, struct err *err)
{
	int64_t seen_version = -1;
	bool idle = false;

	child_ready(work, "ready");
	do {
		if (clock_round(work, &seen_version, &idle, err))
			continue;
		/* A locked database may be free the next time; everything else starts afresh. */
		if (err->kind != ERR_BUSY)
			return false;
		log_warn("%s", err->text);
	} while (child_wait(work, pause_ms(work, idle, err)));
	return true;
}
