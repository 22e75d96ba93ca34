/*
 * feed: the calendar's frame and its events, through libical, which escapes and folds.
 * libical writes URI values and categories as they are: those are held against hostile bytes here.
 */
#include "calendar/feed.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define ALARM_HOUR	9		/* of the civil day: reminders come in the morning */
#define TITLE_BYTES_MAX	255

static const struct calendar_kind kinds[] = {
	{ "expirables",		"Expirable due",	"orangered"	},
	{ "attestations",	"Attestation due",	"purple"	},
	{ "followups",		"Follow-up due",	"steelblue"	},
	{ "recredentialing",	"Re-credentialing due",	"teal"		},
	{ "committee",		"Committee",		"crimson"	},
	{ "enrollment",		"Enrollment due",	"royalblue"	},
	{ "verification",	"Verification due",	"olivedrab"	},
};

const struct calendar_kind *
calendar_kind_list(size_t i)
{
	return i < LEN(kinds) ? &kinds[i] : NULL;
}

static const struct calendar_kind *
kind_of(const char *name)
{
	static const struct calendar_kind other = { "deadline", "Deadline", "gray" };

	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return &other;
}

/* A URI goes out raw: only what a URI may hold (RFC 3986) passes. */
static bool
is_uri(const char *text)
{
	static const char marks[] = "-._~:/?#[]@!$&'()*+,;=%";

	if (text == NULL || (!text_starts(text, "http://") && !text_starts(text, "https://")))
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr(marks, *p) != NULL))
			return false;
	return true;
}

/* Printable ASCII, as nearly all texts are. */
static bool
is_plain(const char *text)
{
	while (*text >= ' ' && *text < 0x7f)
		text++;
	return *text == '\0';
}

/* Valid UTF-8 on one line, without control characters, of bounded length. */
static const char *
clean_line(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	if (is_plain(text) && strlen(text) <= TITLE_BYTES_MAX)
		return text;
	utf8_clean(text, strlen(text), &out);
	for (char *p = out.text; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	const char *line = arena_strndup(a, out.text, utf8_cut(out.text, TITLE_BYTES_MAX));
	str_clear(&out);
	return line;
}

static struct icaltimetype
ical_day(int32_t day)
{
	struct civil c = day_to_civil(day);
	struct icaltimetype t = icaltime_null_date();

	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	return t;
}

static struct icaltimetype
ical_instant(int64_t ms)
{
	int32_t day = zone_day(zone_utc(), ms), sec = zone_wall_sec(zone_utc(), ms);
	struct icaltimetype t = ical_day(day);

	t.is_date = 0;
	t.hour = sec / 3600;
	t.minute = sec / 60 % 60;
	t.second = sec % 60;
	t.zone = icaltimezone_get_utc_timezone();
	return t;
}

static void
add_x(icalcomponent *component, const char *name, const char *value)
{
	icalproperty *x = icalproperty_new_x(value);

	icalproperty_set_x_name(x, name);
	icalcomponent_add_property(component, x);
}

/* "A.R." */
static const char *
initials(const struct feed_event *e, struct arena *a)
{
	struct str out = STR_INIT;
	const char *names[] = { e->first_name, e->last_name };

	for (size_t i = 0; i < LEN(names); i++) {
		const char *name = names[i];
		size_t len = 1;
		if (name == NULL || name[0] == '\0')
			continue;
		while ((name[len] & 0xc0) == 0x80)	/* the rest of the first character */
			len++;
		str_add_bytes(&out, name, len);
		str_add_char(&out, '.');
	}
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

/* A workflow's title may name the provider or not; in a calendar one wants to see who it is. */
static const char *
full_title(const struct feed_event *e, struct arena *a)
{
	if (e->last_name == NULL || strstr(e->title, e->last_name) != NULL)
		return e->title;
	return arena_printf(a, "%s: %s", e->title, e->last_name);
}

static const char *
title_of(const struct feed_event *e, const char *detail, struct arena *a)
{
	const char *done = text_equal(e->status, "done") ? "Done: " :
	    text_equal(e->status, "cancelled") ? "Cancelled: " : "";
	const char *words = kind_of(e->kind)->words;

	if (text_equal(detail, "busy"))
		return "Busy";
	if (text_equal(detail, "full"))
		return clean_line(arena_printf(a, "%s%s", done, full_title(e, a)), a);
	return clean_line(arena_printf(a, "%s%s%s%s %s", done, e->payer != NULL ? e->payer : "",
	    e->payer != NULL ? ": " : "", words, initials(e, a)), a);
}

/* NULL when there is nothing to say. */
static const char *
description_of(const struct feed_event *e, const char *detail, struct arena *a)
{
	if (e->case_id == 0 || text_equal(detail, "busy"))
		return NULL;
	const char *number = arena_printf(a, "Case CR-%lld", (long long)e->case_id);
	if (!text_equal(detail, "full"))
		return number;
	char *workflow = arena_strdup(a, clean_line(e->workflow != NULL ? e->workflow : "", a));
	for (char *p = workflow; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	const char *who = e->last_name == NULL ? "" : clean_line(arena_printf(a, "%s %s",
	    e->first_name != NULL ? e->first_name : "", e->last_name), a);
	const char *payer = e->payer != NULL ? clean_line(e->payer, a) : "";
	return arena_printf(a, "%s, %s%s%s%s%s", number, workflow, who[0] != '\0' ? "\nProvider: " : "",
	    who, payer[0] != '\0' ? "\nPayer: " : "", payer);
}

/* In the morning, so many days before: counted from the midnight that begins the day. */
static void
add_alarm(icalcomponent *event, const char *title, int64_t days)
{
	struct icaltriggertype trigger = { .time = icaltime_null_time() };
	icalcomponent *alarm = icalcomponent_new_valarm();

	trigger.duration = icaldurationtype_from_int((int)(ALARM_HOUR * 3600 - days * 86400));
	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(alarm, icalproperty_new_description(title));
	icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
	icalcomponent_add_component(event, alarm);
}

static void
add_link(icalcomponent *event, const struct feed_event *e, const char *base_url, struct arena *a)
{
	if (!is_uri(base_url) || e->case_id == 0)
		return;
	icalcomponent_add_property(event, icalproperty_new_url(arena_printf(a, "%s/case/%lld",
	    base_url, (long long)e->case_id)));
}

static icalcomponent *
event_of(const struct feed_event *e, const struct calendar_wish *wish, struct arena *a)
{
	const struct settings *s = wish->settings;
	const char *detail = s->calendar_feed.detail;
	const char *title = title_of(e, detail, a), *words = description_of(e, detail, a);
	icalcomponent *event = icalcomponent_vanew(ICAL_VEVENT_COMPONENT,
	    icalproperty_new_uid(clean_line(e->uid, a)),
	    icalproperty_new_sequence((int)e->sequence),
	    icalproperty_new_dtstamp(ical_instant(e->modified_ms)),
	    icalproperty_new_created(ical_instant(e->created_ms)),
	    icalproperty_new_lastmodified(ical_instant(e->modified_ms)),
	    icalproperty_new_dtstart(ical_day(e->on_day)),
	    icalproperty_new_dtend(ical_day(e->on_day + 1)),
	    icalproperty_new_summary(title),
	    icalproperty_new_status(text_equal(e->status, "cancelled") ?
	    ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
	    icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), (void *)0);

	if (words != NULL)
		icalcomponent_add_property(event, icalproperty_new_description(words));
	if (!text_equal(detail, "busy")) {
		/* From our own table: a category is written without escapes. */
		icalcomponent_add_property(event, icalproperty_new_categories(kind_of(e->kind)->name));
		icalcomponent_add_property(event, icalproperty_new_color(kind_of(e->kind)->color));
		add_link(event, e, wish->base_url, a);
	}
	if (s->calendar_feed.alarm_days > 0 && text_equal(e->status, "open"))
		add_alarm(event, title, s->calendar_feed.alarm_days);
	return event;
}

static bool
event_write(const struct feed_event *event, const struct calendar_wish *wish, calendar_sink sink,
    void *context, struct arena *a, struct err *err)
{
	icalcomponent *component = event_of(event, wish, a);
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
	struct arena a = ARENA_INIT;
	bool ok = event_write(event, wish, sink, context, &a, err);

	arena_clear(&a);
	return ok;
}

static icalcomponent *
frame_of(const char *title, const struct calendar_wish *wish, struct arena *a)
{
	const char *name = clean_line(arena_printf(a, "%s: %s", wish->settings->org_name, title), a);
	icalcomponent *frame = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"),
	    icalproperty_new_prodid("-//Credence//Deadlines//EN"),
	    icalproperty_new_calscale("GREGORIAN"),
	    icalproperty_new_name(name),
	    icalproperty_new_refreshinterval(icaldurationtype_from_int(3600)),
	    icalproperty_new_color("steelblue"), (void *)0);
	icalproperty *interval = icalcomponent_get_first_property(frame, ICAL_REFRESHINTERVAL_PROPERTY);

	icalproperty_set_parameter(interval, icalparameter_new_value(ICAL_VALUE_DURATION));
	if (is_uri(wish->source_url)) {
		icalproperty *source = icalproperty_new_source(wish->source_url);
		icalproperty_set_parameter(source, icalparameter_new_value(ICAL_VALUE_URI));
		icalcomponent_add_property(frame, source);
	}
	add_x(frame, "X-WR-CALNAME", name);
	add_x(frame, "X-WR-TIMEZONE", zone_name(wish->settings->zone));
	add_x(frame, "X-PUBLISHED-TTL", "PT1H");
	add_x(frame, "X-APPLE-CALENDAR-COLOR", "#4682B4");
	return frame;
}

static struct feed_window
window_of(const struct calendar_wish *wish)
{
	int64_t past = wish->settings->calendar_feed.past_days;
	int32_t today = zone_day(wish->settings->zone, wish->now_ms);

	/* From a midnight on, so that the same day gives the same bytes. */
	return (struct feed_window){ .from_day = today - (int32_t)past,
	    .since_ms = zone_instant(wish->settings->zone, today - (int32_t)past, 0) };
}

struct writing {
	const struct calendar_wish	*wish;
	calendar_sink			 sink;
	void				*context;
	struct arena			 arena;		/* of one event */
};

static bool
write_event(void *context, const struct feed_event *event, struct err *err)
{
	struct writing *w = context;

	arena_reset(&w->arena);
	return event_write(event, w->wish, w->sink, w->context, &w->arena, err);
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
	const struct feed_window window = window_of(w->wish);

	return feed_each(source->db, source->only, &window, write_event, w, err);
}

bool
calendar_feed_write(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
    calendar_sink sink, void *context, struct err *err)
{
	struct writing w = { .wish = wish, .sink = sink, .context = context };
	const struct feed_source source = { db, &feed->only };

	return frame_write(feed->name, &w, write_feed, &source, err);
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
calendar_list_write(const char *name, const struct feed_event *event, size_t events,
    const struct calendar_wish *wish, calendar_sink sink, void *context, struct err *err)
{
	struct writing w = { .wish = wish, .sink = sink, .context = context };
	const struct event_list list = { event, events };

	return frame_write(name, &w, write_list, &list, err);
}

bool
calendar_feed_etag(struct db *db, const struct feed *feed, const struct calendar_wish *wish,
    struct arena *a, const char **ret_etag, struct err *err)
{
	const struct settings *s = wish->settings;
	const struct feed_window window = window_of(wish);
	char id[HASH_ID_BYTES];
	const char *mark;

	if (!feed_mark(db, &feed->only, &window, a, &mark, err))
		return false;
	const char *all = arena_printf(a, "1 %lld %d %lld %s %s %s %s %s %s %s",
	    (long long)feed->feed_id, window.from_day, (long long)s->calendar_feed.alarm_days,
	    s->calendar_feed.detail, mark, feed->name, s->org_name, zone_name(s->zone),
	    wish->base_url != NULL ? wish->base_url : "",
	    wish->source_url != NULL ? wish->source_url : "");
	*ret_etag = arena_printf(a, "\"%s\"", hash_id(all, strlen(all), id));
	return true;
}
