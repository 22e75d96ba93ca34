/*
 * event: one deadline or task as an event of a calendar: what it says at each level of detail.
 */
#include "calendar/event.h"

#include <string.h>

#include "base/str.h"
#include "calendar/property.h"
#include "base/banned.h"

#define ALARM_HOUR	9		/* of the civil day: reminders come in the morning */

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

/* " A.R.", or nothing. */
static const char *
initials(const struct feed_event *e, struct arena *a)
{
	struct str out = STR_INIT;
	const char *before = " ", *names[] = { e->first_name, e->last_name };

	for (size_t i = 0; i < LEN(names); i++) {
		const char *name = names[i];
		size_t len = 1;
		if (name == NULL || name[0] == '\0')
			continue;
		while ((name[len] & 0xc0) == 0x80)	/* the rest of the first character */
			len++;
		str_printf(&out, "%s%.*s.", before, (int)len, name);
		before = "";
	}
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

const char *
event_title(const char *title, const char *last_name, struct arena *a)
{
	if (last_name == NULL || strstr(title, last_name) != NULL)
		return property_line(title, a);
	return property_line(arena_printf(a, "%s: %s", title, last_name), a);
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
		return property_line(arena_printf(a, "%s%s", done, event_title(e->title, e->last_name, a)), a);
	return property_line(arena_printf(a, "%s%s%s%s%s", done, e->payer != NULL ? e->payer : "",
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
	char *workflow = arena_strdup(a, property_line(e->workflow != NULL ? e->workflow : "", a));
	for (char *p = workflow; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	const char *who = e->last_name == NULL ? "" : property_line(arena_printf(a, "%s %s",
	    e->first_name != NULL ? e->first_name : "", e->last_name), a);
	const char *payer = e->payer != NULL ? property_line(e->payer, a) : "";
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
	if (!property_is_uri(base_url) || e->case_id == 0)
		return;
	icalcomponent_add_property(event, icalproperty_new_url(arena_printf(a, "%s/case/%lld",
	    base_url, (long long)e->case_id)));
}

icalcomponent *
event_new(const struct feed_event *e, const struct feed_shape *shape, const char *base_url,
    struct arena *a)
{
	const char *detail = shape->detail;
	const char *title = title_of(e, detail, a), *words = description_of(e, detail, a);
	icalcomponent *event = icalcomponent_vanew(ICAL_VEVENT_COMPONENT,
	    icalproperty_new_uid(property_line(e->uid, a)),
	    icalproperty_new_sequence((int)e->sequence),
	    icalproperty_new_dtstamp(property_instant(e->modified_ms)),
	    icalproperty_new_created(property_instant(e->created_ms)),
	    icalproperty_new_lastmodified(property_instant(e->modified_ms)),
	    icalproperty_new_dtstart(property_day(e->on_day)),
	    icalproperty_new_dtend(property_day(e->on_day + 1)),
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
		add_link(event, e, base_url, a);
	}
	if (shape->alarm_days > 0 && text_equal(e->status, "open"))
		add_alarm(event, title, shape->alarm_days);
	return event;
}
