/* pending: each part is the first row of an index. */
#include "store/pending.h"

#include "store/event.h"
#include "store/fact.h"
#include "base/banned.h"

bool
pending_look(struct db *db, struct arena *a, struct pending *ret, struct err *err)
{
	struct query q;

	*ret = (struct pending){ .clock_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT (SELECT CAST(value AS INTEGER) FROM fact WHERE name = :clock),"
	    " (SELECT value FROM fact WHERE name = :swept),"
	    " (SELECT CASE WHEN count(*) = count(synced_ms) THEN min(synced_ms) END FROM mailbox),"
	    " EXISTS (SELECT 1 FROM changed),"
	    " (SELECT min(next_ms) FROM event WHERE status = 'new'),"
	    " (SELECT min(due_ms) FROM timer WHERE needs = 'none' AND is_held = 0),"
	    " (SELECT min(due_ms) FROM timer WHERE needs = 'mail' AND is_held = 0)");
	query_bind_text(&q, ":clock", FACT_CLOCK);
	query_bind_text(&q, ":swept", FACT_SWEPT_DAY);
	if (query_row(&q)) {
		ret->clock_ms = query_instant(&q, 0);
		ret->swept_day = query_text(&q, 1, a);
		ret->watermark_ms = query_instant(&q, 2);
		ret->has_changed = query_int(&q, 3) != 0;
		ret->event_ms = query_instant(&q, 4);
		ret->timer_ms = query_instant(&q, 5);
		ret->mail_timer_ms = query_instant(&q, 6);
		if (ret->event_ms == EVENT_NEVER_MS)
			ret->event_ms = INSTANT_NONE;
	}
	return query_close(&q, err);
}
