/* answer: what libical's tree says of each event.  Limits: parse.c. */
#include "calendar/answer.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/day.h"
#include "base/str.h"
#include "base/zone.h"
#include "calendar/parse.h"
#include "calendar/property.h"
#include "base/banned.h"

#define EVENTS_MAX	10000

/* The text in the arena; NULL when there is none.  Frees it. */
static const char *
kept(char *text, struct arena *a)
{
	const char *copy = text != NULL && text[0] != '\0' ? property_text(text, a) : NULL;

	icalmemory_free_buffer(text);
	return copy;
}

static const char *
value_of(icalproperty *property, struct arena *a)
{
	return property != NULL ? kept(icalproperty_get_value_as_string_r(property), a) : NULL;
}

static const char *
parameter_of(icalproperty *property, const char *name, struct arena *a)
{
	return kept(icalproperty_get_parameter_as_string_r(property, name), a);
}

/* A parameter may stand in quotes. */
static const char *
without_mailto(const char *address, struct arena *a)
{
	if (address == NULL)
		return NULL;
	if (address[0] == '"')
		address = arena_strndup(a, address + 1, strcspn(address + 1, "\""));
	return strncasecmp(address, "mailto:", 7) == 0 ? address + 7 : address;
}

/* Who is no address (a line broken apart leaves such ones behind) is left out, as what cannot be read is. */
static void
read_attendee(icalcomponent *event, struct calendar_answer *ret, struct arena *a)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);

	for (; p != NULL; p = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
		const char *who = value_of(p, a), *partstat = parameter_of(p, "PARTSTAT", a);
		bool has_answered = partstat != NULL && strcasecmp(partstat, "NEEDS-ACTION") != 0;
		if (who == NULL || strchr(who, '@') == NULL || (ret->attendee != NULL && !has_answered))
			continue;
		ret->attendee = without_mailto(who, a);
		ret->partstat = partstat != NULL ? partstat : "NEEDS-ACTION";
		ret->delegate = without_mailto(parameter_of(p, "DELEGATED-TO", a), a);
		if (has_answered)
			return;
	}
}

static const char *
comments(icalcomponent *event, struct arena *a)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
	const char *all = NULL;

	for (; p != NULL; p = icalcomponent_get_next_property(event, ICAL_COMMENT_PROPERTY)) {
		const char *text = icalproperty_get_comment(p);
		if (text != NULL && text[0] != '\0')
			all = all == NULL ? property_text(text, a) :
			    arena_printf(a, "%s\n%s", all, property_text(text, a));
	}
	return all;
}

static const char *
time_words(struct icaltimetype t, const struct zone *zone, struct arena *a)
{
	char text[INSTANT_TEXT_BYTES], day_text[DAY_TEXT_BYTES];

	if (icaltime_is_null_time(t) || !icaltime_is_valid_time(t) ||
	    !civil_valid(t.year, t.month, t.day))
		return NULL;
	int32_t day = day_from_civil(t.year, t.month, t.day);
	int32_t wall_sec = t.hour * 3600 + t.minute * 60 + t.second;
	day_format(day, day_text);
	if (icaltime_is_date(t))
		return arena_strdup(a, day_text);
	if (zone == NULL)
		return arena_printf(a, "%sT%02d:%02d:%02d", day_text, t.hour, t.minute, t.second);
	return arena_strdup(a, instant_format(zone_instant(zone, day, wall_sec), zone, text));
}

/* The end is said, or follows from how long it takes (RFC 5545, 3.6.1). */
static void
read_times(icalcomponent *event, struct calendar_answer *ret, struct arena *a)
{
	icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
	icalproperty *lasts = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
	struct icaltimetype t;

	if (end != NULL) {
		t = icalproperty_get_dtend(end);
		ret->end = time_words(t, parse_zone(end, t), a);
	}
	if (start == NULL)
		return;
	t = icalproperty_get_dtstart(start);
	const struct zone *zone = parse_zone(start, t);
	ret->start = time_words(t, zone, a);
	if (end == NULL && lasts != NULL && ret->start != NULL)
		ret->end = time_words(icaltime_add(t, icalproperty_get_duration(lasts)), zone, a);
}

static void
read_event(icalcomponent *event, struct calendar_answer *ret, struct arena *a)
{
	icalproperty *sequence = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY);

	*ret = (struct calendar_answer){
		.uid = value_of(icalcomponent_get_first_property(event, ICAL_UID_PROPERTY), a),
		.sequence = sequence != NULL ? icalproperty_get_sequence(sequence) : 0,
		.comment = comments(event, a),
	};
	read_attendee(event, ret, a);
	read_times(event, ret, a);
}

/* One VCALENDAR; several in one text are read as one, with the first one's method. */
static bool
read_calendar(icalcomponent *calendar, struct calendar_message *m, struct arena *a, struct err *err)
{
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	int count = icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT);

	if (m->method == NULL)
		m->method = value_of(icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY), a);
	if (count < 0 || m->events + (size_t)count > EVENTS_MAX)
		return fail(err, ERR_INPUT, "it has more than %d events", EVENTS_MAX);
	struct calendar_answer *all = arena_alloc(a, (m->events + (size_t)count) * sizeof(*all));
	if (m->events > 0)
		memcpy(all, m->event, m->events * sizeof(*all));
	m->event = all;
	for (; event != NULL; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
		read_event(event, &m->event[m->events++], a);
	return true;
}

bool
calendar_answer_read(const char *bytes, size_t len, struct arena *a,
    struct calendar_message *ret_message, struct err *err)
{
	struct calendar_message m = { .events = 0 };
	icalcomponent *root;

	if (!parse_calendar(bytes, len, &root, err))
		return false;
	bool ok = icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT || read_calendar(root, &m, a, err);
	icalcomponent *c = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
	for (; ok && c != NULL; c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
		ok = read_calendar(c, &m, a, err);
	icalcomponent_free(root);
	if (ok)
		*ret_message = m;
	return ok;
}
