/*
 * quiet: a tick that found nothing to do finds nothing the next time either, as long as nobody has changed
 * the database and no time has come that it saw.  What must not be broken: each reason for work is a row, or
 * one of the times below.
 */
#include "engine/tick.h"

#include "engine/limits.h"
#include "base/banned.h"

bool
quiet_holds(const struct engine *e, int64_t now_ms)
{
	const struct engine_quiet *q = &e->quiet;

	return now_ms >= q->from_ms && now_ms < q->until_ms && q->version != 0 && db_changes(e->db) == q->changes &&
	    db_data_version(e->db) == q->version;
}

void
quiet_begin(struct engine *e)
{
	e->quiet = (struct engine_quiet){ .changes = db_changes(e->db), .version = db_data_version(e->db) };
}

static void
until(struct engine_quiet *q, int64_t ms)
{
	if (ms != INSTANT_NONE && ms < q->until_ms)
		q->until_ms = ms;
}

void
quiet_note(struct engine *e, const struct pending *p, int64_t now_ms)
{
	const struct zone *zone = e->settings->zone;
	struct engine_quiet *q = &e->quiet;

	q->from_ms = now_ms;
	q->until_ms = zone_instant(zone, zone_day(zone, now_ms) + 1, 0);	/* each day is looked at */
	until(q, p->event_ms);
	until(q, p->timer_ms);
	if (p->mail_timer_ms == INSTANT_NONE)
		return;
	/* It is due, or waits for the inbox; then somebody is told after a while. */
	until(q, p->watermark_ms != INSTANT_NONE && p->mail_timer_ms <= p->watermark_ms ? p->mail_timer_ms :
	    p->mail_timer_ms + INBOX_LATE_MS);
}
