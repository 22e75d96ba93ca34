/*
 * feed: the calendar's frame and its events, through libical, which escapes and folds.
 * What one event says: event.c.
 */
#include "calendar/feed.h"

#include <libical/ical.h>
#include <string.h>

#include "base/str.h"
#include "calendar/event.h"
#include "calendar/property.h"
#include "base/banned.h"

static const struct feed_shape as_set = FEED_SHAPE_INIT;

/* What a feed leaves open is as the settings say. */
static struct feed_shape
shape_of(const struct feed_shape *own, const struct settings *s)
{
	struct feed_shape shape = *own;

	if (shape.detail == NULL)
		shape.detail = s->calendar_feed.detail;
	if (shape.past_days == FEED_AS_SET)
		shape.past_days = s->calendar_feed.past_days;
	if (shape.ahead_days == FEED_AS_SET)
		shape.ahead_days = s->calendar_feed.ahead_days;
	if (shape.alarm_days == FEED_AS_SET)
		shape.alarm_days = s->calendar_feed.alarm_days;
	return shape;
}

static bool
event_write(const struct feed_event *event, const struct feed_shape *shape,
    const struct calendar_wish *wish, calendar_sink sink, void *context, struct arena *a,
    struct err *err)
{
	icalcomponent *component = event_new(event, shape, wish->base_url, a);
	char *text = icalcomponent_as_ical_string_r(component);
	bool ok = text != NULL ? sink(context, text, strlen(text), err) :
	    fail(err, ERR_SYSTEM, "could not write the event \"%s\"", event->uid);

	icalmemory_free_buffer(text);
	icalcomponent_free(component);
	return ok;
}

bool
calendar_event_write(const struct feed_event *event, const struct calendar_wish *wish,
    calendar_sink sink, void *context, struct err *err)
{
	const struct feed_shape shape = shape_of(&as_set, wish->settings);
	struct arena a = ARENA_INIT;
	bool ok = event_write(event, &shape, wish, sink, context, &a, err);

	arena_clear(&a);
	return ok;
}

static icalcomponent *
frame_of(const char *title, const struct calendar_wish *wish, struct arena *a)
{
	const char *name = property_line(arena_printf(a, "%s: %s", wish->settings->org_name, title), a);
	icalcomponent *frame = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"),
	    icalproperty_new_prodid("-//Credence//Deadlines//EN"),
	    icalproperty_new_calscale("GREGORIAN"),
	    icalproperty_new_name(name),
	    icalproperty_new_refreshinterval(icaldurationtype_from_int(3600)),
	    icalproperty_new_color("steelblue"), (void *)0);
	icalproperty *interval = icalcomponent_get_first_property(frame, ICAL_REFRESHINTERVAL_PROPERTY);

	icalproperty_set_parameter(interval, icalparameter_new_value(ICAL_VALUE_DURATION));
	if (property_is_uri(wish->source_url)) {
		icalproperty *source = icalproperty_new_source(wish->source_url);
		icalproperty_set_parameter(source, icalparameter_new_value(ICAL_VALUE_URI));
		icalcomponent_add_property(frame, source);
	}
	property_add_x(frame, "X-WR-CALNAME", name);
	property_add_x(frame, "X-WR-TIMEZONE", zone_name(wish->settings->zone));
	property_add_x(frame, "X-PUBLISHED-TTL", "PT1H");
	property_add_x(frame, "X-APPLE-CALENDAR-COLOR", "#4682B4");
	return frame;
}

/* From midnight to midnight, so that the same day gives the same bytes. */
static struct feed_window
window_of(const struct feed_shape *shape, const struct calendar_wish *wish)
{
	const struct zone *zone = wish->settings->zone;
	int32_t today = zone_day(zone, wish->now_ms);

	return (struct feed_window){
		.since_ms = zone_instant(zone, today - (int32_t)shape->past_days, 0),
		.until_day = today + (int32_t)shape->ahead_days,
	};
}

struct writing {
	const struct calendar_wish	*wish;
	struct feed_shape		 shape;
	calendar_sink			 sink;
	void				*context;
	struct arena			 arena;		/* of one event */
};

static bool
write_event(void *context, const struct feed_event *event, struct err *err)
{
	struct writing *w = context;

	arena_reset(&w->arena);
	return event_write(event, &w->shape, w->wish, w->sink, w->context, &w->arena, err);
}

/* The frame around what "inside" writes. */
static bool
frame_write(const char *title, struct writing *w, bool (*inside)(struct writing *w,
    const void *context, struct err *err), const void *context, struct err *err)
{
	static const char end[] = "END:VCALENDAR\r\n";
	struct arena a = ARENA_INIT;

	icalerror_set_errors_are_fatal(0);
	icalcomponent *frame = frame_of(title, w->wish, &a);
	char *text = icalcomponent_as_ical_string_r(frame);
	char *tail = text != NULL ? strstr(text, end) : NULL;
	bool ok = tail != NULL ? w->sink(w->context, text, (size_t)(tail - text), err) :
	    fail(err, ERR_SYSTEM, "could not write the calendar \"%s\"", title);
	ok = ok && inside(w, context, err) && w->sink(w->context, end, strlen(end), err);
	icalmemory_free_buffer(text);
	icalcomponent_free(frame);
	arena_clear(&w->arena);
	arena_clear(&a);
	return ok;
}

struct feed_source { struct db *db; const struct feed_filter *only; };

static bool
write_feed(struct writing *w, const void *context, struct err *err)
{
	const struct feed_source *source = context;
	const struct feed_window window = window_of(&w->shape, w->wish);

	return feed_each(source->db, source->only, &window, write_event, w, err);
}

bool
calendar_feed_write(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
    calendar_sink sink, void *context, struct err *err)
{
	struct writing w = { .wish = wish, .shape = shape_of(&feed->shape, wish->settings), .sink = sink,
	    .context = context };
	const struct feed_source source = { db, &feed->only };

	return frame_write(feed->name, &w, write_feed, &source, err);
}

bool
calendar_feed_each(struct db *db, const struct feed_filter *only, const struct calendar_wish *wish,
    bool (*each)(void *context, const struct feed_event *event, struct err *err), void *context,
    struct err *err)
{
	const struct feed_shape shape = shape_of(&as_set, wish->settings);
	const struct feed_window window = window_of(&shape, wish);

	return feed_each(db, only, &window, each, context, err);
}

struct event_list { const struct feed_event *item; size_t count; };

static bool
write_list(struct writing *w, const void *context, struct err *err)
{
	const struct event_list *list = context;

	for (size_t i = 0; i < list->count; i++)
		if (!write_event(w, &list->item[i], err))
			return false;
	return true;
}

bool
calendar_to_str(void *context, const char *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_bytes(context, bytes, len);
	return true;
}

bool
calendar_list_write(const char *name, const struct feed_event *event, size_t events,
    const struct calendar_wish *wish, calendar_sink sink, void *context, struct err *err)
{
	struct writing w = { .wish = wish, .shape = shape_of(&as_set, wish->settings), .sink = sink,
	    .context = context };
	const struct event_list list = { event, events };

	return frame_write(name, &w, write_list, &list, err);
}

bool
calendar_feed_etag(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
    struct arena *a, const char **ret_etag, struct err *err)
{
	const struct settings *s = wish->settings;
	const struct feed_shape shape = shape_of(&feed->shape, s);
	const struct feed_window window = window_of(&shape, wish);
	char id[HASH_ID_BYTES];
	const char *mark;

	if (!feed_mark(db, &feed->only, &window, a, &mark, err))
		return false;
	const char *all = arena_printf(a, "2 %lld %lld %d %lld %s %s %s %s %s %s %s",
	    (long long)feed->feed_id, (long long)window.since_ms, window.until_day,
	    (long long)shape.alarm_days, shape.detail, mark, feed->name, s->org_name, zone_name(s->zone),
	    wish->base_url != NULL ? wish->base_url : "",
	    wish->source_url != NULL ? wish->source_url : "");
	*ret_etag = arena_printf(a, "\"%s\"", hash_id(all, strlen(all), id));
	return true;
}
