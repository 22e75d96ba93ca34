/* parse: limits first, then libical. */
#include "calendar/parse.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "calendar/answer.h"
#include "calendar/windows_zone.h"
#include "base/banned.h"

#define DEPTH_MAX	8
#define TZID_MAX	200	/* bytes of a zone's name that is looked up */

static const char begin_calendar[] = "BEGIN:VCALENDAR";

/* How many bytes stand before the first word. */
static size_t
offset_of(const char *bytes, size_t len)
{
	size_t i = utf8_mark_bytes(bytes, len);

	while (i < len && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n'))
		i++;
	return i;
}

bool
calendar_looks_right(const char *bytes, size_t len)
{
	size_t i = offset_of(bytes, len), want = sizeof(begin_calendar) - 1;

	return len - i >= want && strncasecmp(bytes + i, begin_calendar, want) == 0;
}

/* Valid UTF-8 with LF behind each line, whatever ended it. */
static void
add_lines(const char *bytes, size_t len, struct str *out)
{
	struct str lines = STR_INIT;

	str_add_bytes(&lines, bytes, len);
	str_unify_lines(&lines);
	utf8_clean(lines.text, lines.len, out);
	str_clear(&lines);
}

/* Every BEGIN has its END, and they are not too deep. */
static bool
check_nesting(const char *text, struct err *err)
{
	int depth = 0, line = 1;

	for (const char *p = text; *p != '\0'; line++) {
		if (strncasecmp(p, "BEGIN:", 6) == 0 && ++depth > DEPTH_MAX)
			return fail(err, ERR_INPUT, "line %d: parts within parts, more than %d deep", line,
			    DEPTH_MAX);
		if (strncasecmp(p, "END:", 4) == 0 && --depth < 0)
			return fail(err, ERR_INPUT, "line %d: an END without its BEGIN", line);
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return depth == 0 || fail(err, ERR_INPUT, "it is cut off: END:VCALENDAR is missing");
}

static bool
check_bytes(const char *bytes, size_t len, struct err *err)
{
	if (len > CALENDAR_BYTES_MAX)
		return fail(err, ERR_INPUT, "it has more than %d KB", CALENDAR_BYTES_MAX / 1024);
	if (!calendar_looks_right(bytes, len))
		return fail(err, ERR_INPUT, "it does not begin with %s", begin_calendar);
	return memchr(bytes, '\0', len) == NULL ||
	    fail(err, ERR_INPUT, "it has a NUL byte: it is no text");
}

bool
parse_calendar(const char *bytes, size_t len, icalcomponent **ret_root, struct err *err)
{
	struct str text = STR_INIT;
	icalcomponent *root = NULL;

	if (!check_bytes(bytes, len, err))
		return false;
	size_t skip = offset_of(bytes, len);
	add_lines(bytes + skip, len - skip, &text);
	bool ok = check_nesting(text.text, err);
	if (ok) {
		icalerror_set_errors_are_fatal(0);
		root = icalparser_parse_string(text.text);
		ok = root != NULL || fail(err, ERR_INPUT, "it cannot be read as iCalendar");
	}
	str_clear(&text);
	if (ok)
		*ret_root = root;
	return ok;
}

/* As it is, as Microsoft names it, or behind a path that some programs put before it ("/citadel.org/.../").
 * Changes "name". */
static const struct zone *
zone_of_tzid(char *name)
{
	struct err unknown = ERR_INIT;
	size_t len = strlen(name);

	if (len > TZID_MAX)
		return NULL;
	if (len > 1 && name[0] == '"' && name[len - 1] == '"') {
		name[len - 1] = '\0';
		name++;
	}
	const char *iana = windows_zone_iana(name);
	const struct zone *zone = iana == NULL && name[0] == '/' ? NULL :
	    zone_find(iana != NULL ? iana : name, &unknown);
	for (const char *p = name; zone == NULL && p != NULL && name[0] == '/'; p = strchr(p + 1, '/'))
		zone = zone_find(p + 1, &unknown);
	return zone;
}

const struct zone *
parse_zone(icalproperty *property, struct icaltimetype t)
{
	if (icaltime_is_utc(t))
		return zone_utc();
	char *name = icalproperty_get_parameter_as_string_r(property, "TZID");
	const struct zone *zone = name != NULL ? zone_of_tzid(name) : NULL;
	icalmemory_free_buffer(name);
	return zone;
}
