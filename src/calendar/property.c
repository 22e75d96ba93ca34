/* property: texts, addresses, days and instants as libical wants them. */
#include "calendar/property.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "base/banned.h"

#define LINE_BYTES_MAX	255

/* A URI goes out raw: only what a URI may hold (RFC 3986) passes. */
bool
property_is_uri(const char *text)
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

bool
property_is_address(const char *text)
{
	static const char marks[] = "-._+=!#$%&'*/?^`{|}~";
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') != NULL)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if (p != at && !((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr(p < at ? marks : "-.", *p) != NULL))
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
const char *
property_line(const char *text, struct arena *a)
{
	struct str shown = STR_INIT, out = STR_INIT;

	if (is_plain(text) && strlen(text) <= LINE_BYTES_MAX)
		return text;
	str_add_shown(&shown, text);
	utf8_clean(shown.text, shown.len, &out);
	str_clear(&shown);
	for (char *p = out.text; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
		else if (strncmp(p, "\xe2\x80\xa8", 3) == 0 || strncmp(p, "\xe2\x80\xa9", 3) == 0)
			memcpy(p, "   ", 3);	/* LINE and PARAGRAPH SEPARATOR end a line for node-ical */
	const char *line = arena_strndup(a, out.text, utf8_cut(out.text, LINE_BYTES_MAX));
	str_clear(&out);
	return line;
}

const char *
property_text(const char *text, struct arena *a)
{
	struct str shown = STR_INIT, out = STR_INIT;

	str_add_shown(&shown, text);
	utf8_clean(shown.text, shown.len, &out);
	str_clear(&shown);
	const char *clean = arena_strdup(a, out.text);
	str_clear(&out);
	return clean;
}

struct icaltimetype
property_day(int32_t day)
{
	struct civil c = day_to_civil(day);
	struct icaltimetype t = icaltime_null_date();

	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	return t;
}

struct icaltimetype
property_instant(int64_t ms)
{
	int32_t day = zone_day(zone_utc(), ms), sec = zone_wall_sec(zone_utc(), ms);
	struct icaltimetype t = property_day(day);

	t.is_date = 0;
	t.hour = sec / 3600;
	t.minute = sec / 60 % 60;
	t.second = sec % 60;
	t.zone = icaltimezone_get_utc_timezone();
	return t;
}

void
property_add_x(icalcomponent *component, const char *name, const char *value)
{
	icalproperty *x = icalproperty_new_x(value);

	icalproperty_set_x_name(x, name);
	icalcomponent_add_property(component, x);
}
