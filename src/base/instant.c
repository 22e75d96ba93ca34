/* instant: moments as RFC 3339 text, written and read.  Part of zone.h. */
#include "base/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

char *
instant_format(int64_t instant_ms, const struct zone *z, char text[INSTANT_TEXT_BYTES])
{
	int32_t offset = zone_offset_sec(z, instant_ms), wall = zone_wall_sec(z, instant_ms);
	int ms = (int)(((instant_ms % MS_PER_SECOND) + MS_PER_SECOND) % MS_PER_SECOND);
	char day[DAY_TEXT_BYTES];
	size_t len = (size_t)snprintf(text, INSTANT_TEXT_BYTES, "%sT%02d:%02d:%02d",
	    day_format(zone_day(z, instant_ms), day), wall / 3600, wall / 60 % 60, wall % 60);

	if (ms != 0)
		len += (size_t)snprintf(text + len, INSTANT_TEXT_BYTES - len, ".%03d", ms);
	if (offset == 0)
		snprintf(text + len, INSTANT_TEXT_BYTES - len, "Z");
	else
		snprintf(text + len, INSTANT_TEXT_BYTES - len, "%c%02d:%02d", offset < 0 ? '-' : '+',
		    abs(offset) / 3600, abs(offset) / 60 % 60);
	return text;
}

static bool
two_digits(const char **p, int max, int *ret)
{
	if (!isdigit((unsigned char)(*p)[0]) || !isdigit((unsigned char)(*p)[1]))
		return false;
	*ret = ((*p)[0] - '0') * 10 + (*p)[1] - '0';
	*p += 2;
	return *ret <= max;
}

/* HH:MM[:SS[.fraction]] */
static bool
read_wall(const char **p, int32_t *ret_sec, int *ret_ms)
{
	int hour, minute, second = 0;

	*ret_ms = 0;
	if (!two_digits(p, 23, &hour) || *(*p)++ != ':' || !two_digits(p, 59, &minute))
		return false;
	if (**p == ':') {
		(*p)++;
		if (!two_digits(p, 59, &second))
			return false;
		if (**p == '.') {
			(*p)++;
			for (int weight = 100; isdigit((unsigned char)**p); weight /= 10)
				*ret_ms += (*(*p)++ - '0') * weight;
		}
	}
	*ret_sec = hour * 3600 + minute * 60 + second;
	return true;
}

/* "Z" or +HH:MM */
static bool
read_offset(const char **p, int32_t *ret_sec)
{
	int hour, minute;

	if (**p == 'Z' || **p == 'z') {
		(*p)++;
		*ret_sec = 0;
		return true;
	}
	int sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!two_digits(p, 23, &hour) || *(*p)++ != ':' || !two_digits(p, 59, &minute))
		return false;
	*ret_sec = sign * (hour * 3600 + minute * 60);
	return true;
}

static bool
read_instant(const char *text, const struct zone *z, int64_t *ret_ms)
{
	char date[DAY_TEXT_BYTES];
	int32_t day, wall = 0, offset;
	int ms = 0;

	if (text == NULL || strlen(text) < 10)
		return false;
	const char *p = text + 10;
	snprintf(date, sizeof(date), "%.10s", text);
	if (!day_parse(date, &day))
		return false;
	if (*p == 'T' || *p == 't' || *p == ' ') {
		p++;
		if (!read_wall(&p, &wall, &ms))
			return false;
	}
	if (*p == '\0') {
		*ret_ms = zone_instant(z, day, wall) + ms;
		return true;
	}
	if (strchr("Zz+-", *p) == NULL || !read_offset(&p, &offset) || *p != '\0')
		return false;
	*ret_ms = ((int64_t)day * 86400 + wall - offset) * MS_PER_SECOND + ms;
	return true;
}

bool
instant_parse(const char *text, const struct zone *z, int64_t *ret_ms, struct err *err)
{
	if (read_instant(text, z, ret_ms))
		return true;
	return fail(err, ERR_INPUT, "\"%s\" is no time. Write 2026-11-22 or 2026-11-22T09:00",
	    text != NULL ? text : "");
}

char *
instant_to_minute(const char *instant, struct arena *a)
{
	char *moment = arena_strdup(a, instant);

	if (strlen(moment) > 16 && moment[10] == 'T') {
		moment[10] = ' ';
		moment[16] = '\0';
	}
	return moment;
}
