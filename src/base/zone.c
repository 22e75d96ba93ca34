/*
 * zone: TZif files (RFC 8536) read once and kept for the life of the process.
 *
 * A zone is a sorted list of transitions, and a footer rule for the time after the last one
 * ("EST5EDT,M3.2.0,M11.1.0", POSIX TZ).  The rule is turned into transitions to the year 2500,
 * so that everything after reading is one binary search.  What lies behind is looked up so many times
 * 400 years earlier: the calendar is the same then, weekdays too, and no table of dates goes beyond 2100.
 */
#include "base/zone.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/banned.h"

#define ZONE_FOLDER	"/usr/share/zoneinfo/"
#define ZONE_BYTES_MAX	(1 << 20)
#define ZONE_NAME_MAX	64
#define RULE_YEAR_END	2501
#define SECONDS_PER_DAY	86400
#define CYCLE_DAYS	146097LL	/* 400 years */
#define CYCLES_FROM_DAY	193580LL	/* 2500-01-02 */

struct transition { int64_t at_sec; int32_t offset_sec; };	/* the offset from then on */

struct zone {
	struct zone	*next;			/* all zones read so far */
	char		 name[ZONE_NAME_MAX];
	int32_t		 first_offset_sec;	/* before the first transition */
	struct transition *transition;
	size_t		 count, size;
};

static struct zone utc_zone = { .name = "UTC" };
static struct zone *zones = &utc_zone;

int64_t
clock_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

static void
add_transition(struct zone *z, int64_t at_sec, int32_t offset_sec)
{
	if (z->count == z->size) {
		z->size = z->size ? z->size * 2 : 256;
		z->transition = heap_resize(z->transition, z->size, sizeof(*z->transition));
	}
	z->transition[z->count++] = (struct transition){ at_sec, offset_sec };
}

static int64_t
big_endian(const unsigned char *p, int bytes)
{
	uint64_t number = (p[0] & 0x80) != 0 ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		number = number << 8 | p[i];
	return (int64_t)number;
}

/* header = "TZif" version 15*reserved isutcnt isstdcnt leapcnt timecnt typecnt charcnt */
struct header { size_t isut, isstd, leap, time, type, chars; };
#define HEADER_BYTES 44

static bool
read_header(const unsigned char *p, size_t len, struct header *ret)
{
	if (len < HEADER_BYTES || memcmp(p, "TZif", 4) != 0)
		return false;
	size_t *field[] = { &ret->isut, &ret->isstd, &ret->leap, &ret->time, &ret->type, &ret->chars };
	for (size_t i = 0; i < LEN(field); i++) {
		int64_t count = big_endian(p + 20 + 4 * i, 4);
		if (count < 0 || count > ZONE_BYTES_MAX)
			return false;
		*field[i] = (size_t)count;
	}
	return ret->type > 0;
}

static size_t
body_bytes(const struct header *h, size_t time_bytes)
{
	return h->time * (time_bytes + 1) + h->type * 6 + h->chars + h->leap * (time_bytes + 4) +
	    h->isstd + h->isut;
}

/* The second, 64-bit block of the file; *ret_footer is what follows it. */
static bool
read_block(struct zone *z, const unsigned char *p, size_t len, const char **ret_footer)
{
	struct header h;

	if (!read_header(p, len, &h) || body_bytes(&h, 8) > len - HEADER_BYTES)
		return false;
	const unsigned char *times = p + HEADER_BYTES, *index = times + h.time * 8,
	    *types = index + h.time;
	z->first_offset_sec = (int32_t)big_endian(types, 4);
	for (size_t i = 0; i < h.time; i++) {
		if (index[i] >= h.type)
			return false;
		add_transition(z, big_endian(times + i * 8, 8),
		    (int32_t)big_endian(types + index[i] * 6, 4));
	}
	*ret_footer = (const char *)p + HEADER_BYTES + body_bytes(&h, 8);
	return true;
}

/* hh[:mm[:ss]] with an optional sign; hours to 167 (RFC 8536, 3.3.1). */
static bool
read_clock(const char **p, int32_t *ret_sec)
{
	int32_t part[3] = { 0, 0, 0 }, sign = 1;

	if (**p == '-' || **p == '+')
		sign = *(*p)++ == '-' ? -1 : 1;
	for (int i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)**p))
			return false;
		for (int digits = 0; isdigit((unsigned char)**p) && digits < 3; digits++)
			part[i] = part[i] * 10 + *(*p)++ - '0';
		if (**p != ':')
			break;
		(*p)++;
	}
	*ret_sec = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	return true;
}

/* A zone abbreviation: letters, or anything in <>. */
static bool
skip_name(const char **p)
{
	const char *start = *p;

	if (**p == '<') {
		*p += strcspn(*p, ">\n");
		return *(*p)++ == '>';
	}
	while (isalpha((unsigned char)**p))
		(*p)++;
	return *p - start >= 3;
}

/* One change of the year: "M3.2.0/2", "J60", "59". */
struct change { char form; int month, week, weekday, day; int32_t wall_sec; };

static bool
read_number(const char **p, int *ret)
{
	int number = 0, digits = 0;

	for (; isdigit((unsigned char)**p) && digits < 3; digits++)
		number = number * 10 + *(*p)++ - '0';
	*ret = number;
	return digits > 0;
}

static bool
read_change(const char **p, struct change *c)
{
	*c = (struct change){ .form = 'N', .wall_sec = 7200 };
	if (*(*p)++ != ',')
		return false;
	if (**p == 'M') {
		c->form = *(*p)++;
		if (!read_number(p, &c->month) || *(*p)++ != '.' || !read_number(p, &c->week) ||
		    *(*p)++ != '.' || !read_number(p, &c->weekday) || c->month < 1 ||
		    c->month > 12 || c->week < 1 || c->week > 5 || c->weekday > 6)
			return false;
	} else {
		if (**p == 'J')
			c->form = *(*p)++;
		if (!read_number(p, &c->day))
			return false;
	}
	if (**p != '/')
		return true;
	(*p)++;
	return read_clock(p, &c->wall_sec);
}

static int32_t
change_day(const struct change *c, int year)
{
	int32_t first = day_from_civil(year, 1, 1);

	if (c->form == 'J')	/* 1 to 365, February 29 is never counted */
		return first + c->day - 1 + (c->day >= 60 && days_in_month(year, 2) == 29);
	if (c->form == 'N')
		return first + c->day;
	int32_t day = day_from_civil(year, c->month, 1);
	int weekday = (day_weekday(day) + 1) % 7;		/* POSIX counts from Sunday */
	day += (c->weekday - weekday + 7) % 7 + (c->week - 1) * 7;
	return day > day_end_of_month(day_from_civil(year, c->month, 1)) ? day - 7 : day;
}

static void
add_change(struct zone *z, const struct change *c, int year, int32_t before_sec,
    int32_t after_sec, int64_t not_before_sec)
{
	int64_t at = (int64_t)change_day(c, year) * SECONDS_PER_DAY + c->wall_sec - before_sec;

	if (at > not_before_sec)
		add_transition(z, at, after_sec);
}

/* The footer between its newlines, as transitions after the last one of the table. */
static bool
read_footer(struct zone *z, const char *p)
{
	int32_t standard, summer;
	struct change start, end;

	if (*p++ != '\n')
		return false;
	if (*p == '\n')
		return true;			/* no rule: the last offset stays */
	if (!skip_name(&p) || !read_clock(&p, &standard))
		return false;
	standard = -standard;			/* POSIX counts west */
	int64_t last = z->count > 0 ? z->transition[z->count - 1].at_sec : INT64_MIN;
	if (*p == '\n') {
		if (z->count == 0)
			z->first_offset_sec = standard;
		return true;
	}
	summer = standard + 3600;
	if (!skip_name(&p))
		return false;
	if (*p != ',') {
		if (!read_clock(&p, &summer))
			return false;
		summer = -summer;
	}
	if (!read_change(&p, &start) || !read_change(&p, &end) || *p != '\n')
		return false;
	int year = last == INT64_MIN ? 1970 : day_to_civil((int32_t)(last / SECONDS_PER_DAY)).year;
	for (; year <= RULE_YEAR_END; year++) {
		bool summer_first = change_day(&start, year) < change_day(&end, year);
		for (int i = 0; i < 2; i++)
			if ((i == 0) == summer_first)
				add_change(z, &start, year, standard, summer, last);
			else
				add_change(z, &end, year, summer, standard, last);
	}
	return true;
}

static bool
parse(struct zone *z, const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	const char *footer;
	struct header h;

	if (!read_header(p, len, &h) || p[4] < '2' || body_bytes(&h, 4) > len - HEADER_BYTES)
		return false;
	size_t skip = HEADER_BYTES + body_bytes(&h, 4);
	return read_block(z, p + skip, len - skip, &footer) && strchr(footer, '\n') != NULL &&
	    read_footer(z, footer);
}

/* "America/New_York": no way out of the folder of zones. */
static bool
name_plausible(const char *name)
{
	if (name == NULL || name[0] == '/' || name[0] == '\0' || strlen(name) >= ZONE_NAME_MAX ||
	    strstr(name, "..") != NULL)
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("/_+-", *p) == NULL)
			return false;
	return true;
}

const struct zone *
zone_find(const char *name, struct err *err)
{
	struct str bytes = STR_INIT;
	char path[sizeof(ZONE_FOLDER) + ZONE_NAME_MAX];

	for (struct zone *z = zones; z != NULL; z = z->next)
		if (text_equal(z->name, name))
			return z;
	if (!name_plausible(name)) {
		fail(err, ERR_INPUT, "\"%s\" is no time zone", name != NULL ? name : "");
		return NULL;
	}
	struct zone *z = heap_alloc(sizeof(*z));
	snprintf(z->name, sizeof(z->name), "%s", name);
	snprintf(path, sizeof(path), "%s%s", ZONE_FOLDER, name);
	bool ok = file_read(path, ZONE_BYTES_MAX, &bytes, NULL) && parse(z, bytes.text, bytes.len);
	str_clear(&bytes);
	if (!ok) {
		free(z->transition);
		free(z);
		fail(err, ERR_INPUT, "\"%s\" is no time zone", name);
		return NULL;
	}
	z->next = zones;
	zones = z;
	return z;
}

const struct zone *
zone_utc(void)
{
	return &utc_zone;
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

/* How many transitions are at or before that second. */
static size_t
transitions_until(const struct zone *z, int64_t at_sec)
{
	size_t low = 0, high = z->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (z->transition[middle].at_sec <= at_sec)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int32_t
offset_at(const struct zone *z, size_t transitions)
{
	return transitions == 0 ? z->first_offset_sec : z->transition[transitions - 1].offset_sec;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* How many times 400 years a day lies behind the table. */
static int64_t
cycles_behind(int64_t day)
{
	return day < CYCLES_FROM_DAY ? 0 : (day - CYCLES_FROM_DAY) / CYCLE_DAYS + 1;
}

int32_t
zone_offset_sec(const struct zone *z, int64_t instant_ms)
{
	int64_t sec = floor_div(instant_ms, MS_PER_SECOND);

	sec -= cycles_behind(floor_div(sec, SECONDS_PER_DAY)) * CYCLE_DAYS * SECONDS_PER_DAY;
	return offset_at(z, transitions_until(z, sec));
}

int32_t
zone_day(const struct zone *z, int64_t instant_ms)
{
	int64_t local_ms = instant_ms + zone_offset_sec(z, instant_ms) * MS_PER_SECOND;

	return (int32_t)floor_div(local_ms, MS_PER_DAY);
}

int32_t
zone_wall_sec(const struct zone *z, int64_t instant_ms)
{
	int64_t local_ms = instant_ms + zone_offset_sec(z, instant_ms) * MS_PER_SECOND;

	return (int32_t)((local_ms - floor_div(local_ms, MS_PER_DAY) * MS_PER_DAY) / MS_PER_SECOND);
}

/*
 * The wall time lies in one of the stretches around it.  A stretch that holds it gives the answer,
 * the earliest first; when none does, it fell into a gap, which ends at a transition.
 */
int64_t
zone_instant(const struct zone *z, int32_t day, int32_t wall_sec)
{
	int64_t behind_ms = cycles_behind(day) * CYCLE_DAYS * MS_PER_DAY;
	int64_t wall = (int64_t)day * SECONDS_PER_DAY + wall_sec - behind_ms / MS_PER_SECOND;
	size_t near = transitions_until(z, wall - 2 * SECONDS_PER_DAY);

	for (size_t i = near; ; i++) {
		int64_t at = wall - offset_at(z, i);
		int64_t from = i == 0 ? INT64_MIN : z->transition[i - 1].at_sec;
		int64_t until = i < z->count ? z->transition[i].at_sec : INT64_MAX;
		if (at < from)
			return from * MS_PER_SECOND + behind_ms;	/* in the gap before this stretch */
		if (at < until)
			return at * MS_PER_SECOND + behind_ms;
	}
}
