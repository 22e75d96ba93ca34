/* invitation: deadlines are whole days; a committee may have its hour, and then the zone comes with it. */
#include "calendar/invitation.h"

#include <libical/ical.h>
#include <string.h>

#include "base/str.h"
#include "calendar/event.h"
#include "calendar/property.h"
#include "calendar/timezone.h"
#include "base/banned.h"

struct inviting {
	const struct invitation_event	*e;
	const struct invitation		*told;
	const struct settings		*s;
	int64_t				 now_ms;
	struct arena			*a;
	const char			*title;
	int				 at_min;	/* of the day; -1: all day */
};

static struct icaltimetype
time_on(int32_t day, int64_t min)
{
	struct icaltimetype t = property_day(day + (int32_t)(min / 1440));

	t.is_date = 0;
	t.hour = (int)(min % 1440 / 60);
	t.minute = (int)(min % 60);
	t.second = 0;
	return t;
}

static void
add_time(icalcomponent *event, icalproperty *property, const struct zone *zone)
{
	icalproperty_add_parameter(property, icalparameter_new_tzid(zone_name(zone)));
	icalcomponent_add_property(event, property);
}

static void
add_times(const struct inviting *w, icalcomponent *event)
{
	int32_t day = w->told->on_day;

	icalcomponent_add_property(event, icalproperty_new_transp(w->at_min < 0 ?
	    ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
	if (w->at_min < 0) {
		icalcomponent_add_property(event, icalproperty_new_dtstart(property_day(day)));
		icalcomponent_add_property(event, icalproperty_new_dtend(property_day(day + 1)));
		return;
	}
	add_time(event, icalproperty_new_dtstart(time_on(day, w->at_min)), w->s->zone);
	add_time(event, icalproperty_new_dtend(time_on(day,
	    w->at_min + w->s->invitations.committee_minutes)), w->s->zone);
}

static void
add_people(const struct inviting *w, icalcomponent *event)
{
	const char *name = w->s->mail.from_name != NULL ? w->s->mail.from_name : w->s->org_name;
	icalproperty *organizer = icalproperty_new_organizer(
	    arena_printf(w->a, "mailto:%s", w->s->mail.from));
	icalproperty *attendee = icalproperty_new_attendee(
	    arena_printf(w->a, "mailto:%s", w->told->attendee));

	icalproperty_add_parameter(organizer, icalparameter_new_cn(property_line(name, w->a)));
	icalproperty_add_parameter(attendee, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	icalproperty_add_parameter(attendee, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
	icalproperty_add_parameter(attendee, icalparameter_new_rsvp(w->told->is_cancelled ?
	    ICAL_RSVP_FALSE : ICAL_RSVP_TRUE));
	icalcomponent_add_property(event, organizer);
	icalcomponent_add_property(event, attendee);
}

static icalcomponent *
event_of(const struct inviting *w)
{
	const struct icaltimetype now = property_instant(w->now_ms);
	icalcomponent *event = icalcomponent_vanew(ICAL_VEVENT_COMPONENT,
	    icalproperty_new_uid(property_line(w->e->uid, w->a)),
	    icalproperty_new_sequence((int)w->told->sequence),
	    icalproperty_new_dtstamp(now), icalproperty_new_lastmodified(now),
	    icalproperty_new_summary(w->title),
	    icalproperty_new_status(w->told->is_cancelled ? ICAL_STATUS_CANCELLED :
	    ICAL_STATUS_CONFIRMED),
	    icalproperty_new_description(arena_printf(w->a, "Case CR-%lld",
	    (long long)w->e->case_id)), (void *)0);

	add_times(w, event);
	add_people(w, event);
	return event;
}

/* Without CR: mail brings its own line ends. */
static const char *
calendar_of(const struct inviting *w)
{
	icalcomponent *calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"), icalproperty_new_prodid("-//Credence//Invitations//EN"),
	    icalproperty_new_calscale("GREGORIAN"), icalproperty_new_method(w->told->is_cancelled ?
	    ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST), (void *)0);

	icalerror_set_errors_are_fatal(0);
	if (w->at_min >= 0)
		icalcomponent_add_component(calendar, timezone_new(w->s->zone, w->told->on_day));
	icalcomponent_add_component(calendar, event_of(w));
	char *text = icalcomponent_as_ical_string_r(calendar);
	struct str lines = STR_INIT;
	str_add(&lines, text);
	str_unify_lines(&lines);
	const char *kept = arena_strdup(w->a, lines.text);
	str_clear(&lines);
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return kept;
}

static const char *
when_words(const struct inviting *w, int32_t day)
{
	char text[DAY_WORDS_BYTES];
	int64_t end = w->at_min + w->s->invitations.committee_minutes;

	day_words(day, text);
	if (w->at_min < 0)
		return arena_strdup(w->a, text);
	return arena_printf(w->a, "%s, %02d:%02d to %02d:%02d (%s)", text, w->at_min / 60,
	    w->at_min % 60, (int)(end / 60 % 24), (int)(end % 60), zone_name(w->s->zone));
}

static void
words_of(const struct inviting *w, int32_t before_day, struct invitation_letter *ret)
{
	const struct invitation *t = w->told;
	const char *what = t->is_cancelled ? "Cancelled" : before_day == DAY_NONE ? "Invitation" :
	    before_day != t->on_day ? "Moved" : "Changed";
	const char *end = text_equal(w->e->status, "done") ? "It is done: the event is taken back." :
	    "It does not take place: the event is taken back.";
	struct str body = STR_INIT;
	char text[DAY_WORDS_BYTES];

	ret->subject = arena_printf(w->a, "%s: %s, %s [CR-%lld]", what, w->title,
	    day_words(t->on_day, text), (long long)w->e->case_id);
	str_printf(&body, "%s\n\nWhen: %s\n", w->title, when_words(w, t->on_day));
	if (!t->is_cancelled && before_day != DAY_NONE && before_day != t->on_day)
		str_printf(&body, "It was: %s\n", when_words(w, before_day));
	str_printf(&body, "\n%s\n\n%s\n", t->is_cancelled ? end :
	    "Your mail program may show buttons for an answer; it comes to us by itself.",
	    w->s->org_name);
	ret->body = arena_strdup(w->a, body.text);
	str_clear(&body);
}

bool
invitation_write(const struct invitation_event *event, const struct invitation *told,
    int32_t before_day, const struct settings *settings, int64_t now_ms, struct arena *a,
    struct invitation_letter *ret_letter, struct err *err)
{
	const char *clock = settings->invitations.committee_at;
	const struct inviting w = { event, told, settings, now_ms, a,
	    event_title(event->title, event->last_name, a),
	    clock != NULL && text_equal(event->kind, "committee") ? settings_clock_min(clock) : -1 };

	/* They go out raw. */
	if (!property_is_address(told->attendee) || !property_is_address(settings->mail.from))
		return fail(err, ERR_INPUT, "\"%s\" cannot be invited, or \"%s\" cannot invite: no address "
		    "of a calendar", told->attendee, settings->mail.from);
	ret_letter->method = told->is_cancelled ? "CANCEL" : "REQUEST";
	ret_letter->calendar = calendar_of(&w);
	words_of(&w, before_day, ret_letter);
	return true;
}
