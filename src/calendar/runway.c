/* runway: the days of store/runway.h as events. */
#include "calendar/runway.h"

#include <string.h>

#include "base/hash.h"
#include "store/runway.h"
#include "base/banned.h"

struct days {
	const struct calendar_wish *wish;
	struct arena		 a;
	struct feed_event	*event;
	size_t			 count, size;
};

static void
add_day(struct days *days, const struct runway_start *start, const struct runway_leg *leg)
{
	const char *domain = days->wish->settings->mail.domain;
	const char *cause = arena_printf(&days->a, "runway|%s|%lld|%lld", domain, (long long)start->provider_id,
	    leg != NULL ? (long long)leg->payer_id : 0LL);
	char *id = arena_alloc(&days->a, HASH_ID_BYTES);

	days->event = arena_grow(&days->a, days->event, days->count, &days->size, sizeof(*days->event));
	days->event[days->count++] = (struct feed_event){
		.uid = arena_printf(&days->a, "%s@%s", hash_id(cause, strlen(cause), id), domain),
		.kind = leg != NULL ? "enrollment" : "followups",
		.title = leg == NULL ? "First day" : arena_printf(&days->a, "Billable with %s, expected%s", leg->payer,
		    leg == start->last ? " (critical path)" : ""),
		.on_day = leg != NULL ? leg->billable_day : start->start_day,
		.status = "open",
		.created_ms = days->wish->now_ms,
		.modified_ms = days->wish->now_ms,
		.first_name = arena_strdup(&days->a, start->first_name != NULL ? start->first_name : ""),
		.last_name = arena_strdup(&days->a, start->last_name != NULL ? start->last_name : ""),
		.payer = leg != NULL ? arena_strdup(&days->a, leg->payer) : NULL,
	};
}

static bool
add_start(void *context, const struct runway_start *start, struct err *err)
{
	struct days *days = context;

	(void)err;
	if (start->start_day != DAY_NONE)
		add_day(days, start, NULL);
	for (size_t i = 0; i < start->count; i++)
		add_day(days, start, &start->legs[i]);
	return true;
}

bool
calendar_runway_write(struct db *db, int64_t provider_id, const struct calendar_wish *wish,
    calendar_sink sink, void *context, struct err *err)
{
	struct days days = { .wish = wish, .a = ARENA_INIT };

	bool ok = runway_each(db, provider_id, zone_day(wish->settings->zone, wish->now_ms), add_start, &days,
	    err) && calendar_list_write("Runway", days.event, days.count, wish, sink, context, err);
	arena_clear(&days.a);
	return ok;
}
