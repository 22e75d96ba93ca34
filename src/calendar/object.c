/* object: what feeds say of an event, framed alone; a to-do says the same with a due day and a status. */
#include "calendar/object.h"

#include <libical/ical.h>
#include <string.h>

#include "base/day.h"
#include "calendar/event.h"
#include "calendar/parse.h"
#include "calendar/property.h"
#include "base/banned.h"

static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Credence//Deadlines//EN\r\n"
    "CALSCALE:GREGORIAN\r\n";
static const char tail[] = "END:VCALENDAR\r\n";

static bool
to_text(void *context, const char *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_bytes(context, bytes, len);
	return true;
}

/* A to-do has no beginning; its reminder counts from the day when it is due. */
static icalcomponent *
todo_of(icalcomponent *event, bool is_open)
{
	icalcomponent *todo = icalcomponent_new(ICAL_VTODO_COMPONENT);
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_ANY_PROPERTY);
	icalcomponent *alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);

	for (; p != NULL; p = icalcomponent_get_next_property(event, ICAL_ANY_PROPERTY)) {
		icalproperty_kind kind = icalproperty_isa(p);
		if (kind == ICAL_DTSTART_PROPERTY)
			icalcomponent_add_property(todo, icalproperty_new_due(icalproperty_get_dtstart(p)));
		else if (kind != ICAL_DTEND_PROPERTY && kind != ICAL_TRANSP_PROPERTY &&
		    kind != ICAL_STATUS_PROPERTY)
			icalcomponent_add_property(todo, icalproperty_new_clone(p));
	}
	if (alarm != NULL && is_open) {
		alarm = icalcomponent_new_clone(alarm);
		icalproperty_add_parameter(icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY),
		    icalparameter_new_related(ICAL_RELATED_END));
		icalcomponent_add_component(todo, alarm);
	}
	return todo;
}

static void
add_status(icalcomponent *todo, const char *status)
{
	icalproperty *modified = icalcomponent_get_first_property(todo, ICAL_LASTMODIFIED_PROPERTY);
	bool done = text_equal(status, "done");

	icalcomponent_add_property(todo, icalproperty_new_status(done ? ICAL_STATUS_COMPLETED :
	    text_equal(status, "cancelled") ? ICAL_STATUS_CANCELLED : ICAL_STATUS_NEEDSACTION));
	if (!done)
		return;
	icalcomponent_add_property(todo, icalproperty_new_percentcomplete(100));
	if (modified != NULL)
		icalcomponent_add_property(todo,
		    icalproperty_new_completed(icalproperty_get_lastmodified(modified)));
}

/* The status stands beside the title, not in it. */
static bool
add_todo(const struct feed_event *e, const struct calendar_wish *wish, struct str *out, struct err *err)
{
	const struct feed_shape shape = { .detail = wish->settings->calendar_feed.detail,
	    .alarm_days = wish->settings->calendar_feed.alarm_days };
	struct feed_event plain = *e;
	struct arena a = ARENA_INIT;

	plain.status = "open";
	icalcomponent *event = event_new(&plain, &shape, wish->base_url, &a);
	icalcomponent *todo = todo_of(event, text_equal(e->status, "open"));
	add_status(todo, e->status);
	char *text = icalcomponent_as_ical_string_r(todo);
	icalcomponent_free(todo);
	icalcomponent_free(event);
	arena_clear(&a);
	if (text == NULL)
		return fail(err, ERR_SYSTEM, "could not write the to-do \"%s\"", e->uid);
	str_add(out, text);
	icalmemory_free_buffer(text);
	return true;
}

bool
calendar_object_write(const struct feed_event *event, enum calendar_component component,
    const struct calendar_wish *wish, struct str *out, struct err *err)
{
	str_add(out, head);
	if (component == COMPONENT_TODO ? !add_todo(event, wish, out, err) :
	    !calendar_event_write(event, wish, to_text, out, err))
		return false;
	str_add(out, tail);
	return true;
}

/* In the tree or in one of the calendars that it holds; NULL. */
static icalcomponent *
find_object(icalcomponent *root)
{
	icalcomponent *c = icalcomponent_get_first_component(root, ICAL_ANY_COMPONENT);

	for (; c != NULL; c = icalcomponent_get_next_component(root, ICAL_ANY_COMPONENT)) {
		icalcomponent_kind kind = icalcomponent_isa(c);
		if (kind == ICAL_VEVENT_COMPONENT || kind == ICAL_VTODO_COMPONENT)
			return c;
		icalcomponent *inner = kind == ICAL_VCALENDAR_COMPONENT ? find_object(c) : NULL;
		if (inner != NULL)
			return inner;
	}
	return NULL;
}

/* A time on a wall clock that we do not know counts for the day that it names. */
static int32_t
day_of(icalproperty *property, struct icaltimetype t, const struct zone *zone)
{
	if (icaltime_is_null_time(t) || !icaltime_is_valid_time(t) ||
	    !civil_valid(t.year, t.month, t.day))
		return DAY_NONE;
	int32_t day = day_from_civil(t.year, t.month, t.day);
	const struct zone *theirs = icaltime_is_date(t) ? NULL : parse_zone(property, t);
	if (theirs == NULL)
		return day;
	return zone_day(zone, zone_instant(theirs, day, t.hour * 3600 + t.minute * 60 + t.second));
}

static int32_t
object_day(icalcomponent *c, const struct zone *zone)
{
	icalproperty *due = icalcomponent_get_first_property(c, ICAL_DUE_PROPERTY);
	icalproperty *start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);

	if (due != NULL)
		return day_of(due, icalproperty_get_due(due), zone);
	return start != NULL ? day_of(start, icalproperty_get_dtstart(start), zone) : DAY_NONE;
}

static void
read_object(icalcomponent *c, const struct zone *zone, struct arena *a, struct calendar_object *ret)
{
	icalproperty *uid = icalcomponent_get_first_property(c, ICAL_UID_PROPERTY);
	icalproperty *sequence = icalcomponent_get_first_property(c, ICAL_SEQUENCE_PROPERTY);
	icalproperty *status = icalcomponent_get_first_property(c, ICAL_STATUS_PROPERTY);
	icalproperty *percent = icalcomponent_get_first_property(c, ICAL_PERCENTCOMPLETE_PROPERTY);
	const char *text = uid != NULL ? icalproperty_get_uid(uid) : NULL;
	icalproperty_status is = status != NULL ? icalproperty_get_status(status) : ICAL_STATUS_NONE;

	*ret = (struct calendar_object){
		.uid = text != NULL ? property_text(text, a) : "",
		.sequence = sequence != NULL ? icalproperty_get_sequence(sequence) : 0,
		.on_day = object_day(c, zone),
		.is_done = is == ICAL_STATUS_COMPLETED ||
		    icalcomponent_get_first_property(c, ICAL_COMPLETED_PROPERTY) != NULL ||
		    (percent != NULL && icalproperty_get_percentcomplete(percent) >= 100),
		.is_cancelled = is == ICAL_STATUS_CANCELLED,
	};
}

bool
calendar_object_read(const char *bytes, size_t len, const struct zone *zone, struct arena *a,
    struct calendar_object *ret_object, struct err *err)
{
	icalcomponent *root;

	if (!parse_calendar(bytes, len, &root, err))
		return false;
	icalcomponent *c = find_object(root);
	if (c != NULL)
		read_object(c, zone, a, ret_object);
	icalcomponent_free(root);
	return c != NULL || fail(err, ERR_INPUT, "there is no event and no to-do in it");
}
