/* civil: the calendar as people count it: day by day, month by month, nothing clever. */
#include "simulate/civil.h"

#include <string.h>

#define DAY_MS	86400000LL
#define HOUR_MS	3600000LL

static int
month_length(int year, int month)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return length[month - 1] + (month == 2 && leap);
}

static int
year_length(int year)
{
	return month_length(year, 2) == 29 ? 366 : 365;
}

int32_t
civil_number(int year, int month, int day)
{
	int32_t number = day - 1;

	for (int y = 1970; y < year; y++)
		number += year_length(y);
	for (int y = year; y < 1970; y++)
		number -= year_length(y);
	for (int m = 1; m < month; m++)
		number += month_length(year, m);
	return number;
}

struct date
civil_date(int32_t number)
{
	struct date d = { 1970, 1, 1 };

	for (; number < 0; number += year_length(d.year))
		d.year--;
	for (; number >= year_length(d.year); d.year++)
		number -= year_length(d.year);
	for (; number >= month_length(d.year, d.month); d.month++)
		number -= month_length(d.year, d.month);
	d.day += number;
	return d;
}

int
civil_weekday(int32_t number)
{
	return ((number % 7) + 7 + 4) % 7;	/* 1970-01-01 was a Thursday */
}

int32_t
civil_add_months(int32_t number, int months)
{
	struct date d = civil_date(number);

	for (; months > 0; months--)
		if (++d.month > 12) {
			d.month = 1;
			d.year++;
		}
	for (; months < 0; months++)
		if (--d.month < 1) {
			d.month = 12;
			d.year--;
		}
	if (d.day > month_length(d.year, d.month))
		d.day = month_length(d.year, d.month);
	return civil_number(d.year, d.month, d.day);
}

/* The n-th weekday of a month; n 0: the last one. */
static int32_t
nth(int year, int month, int weekday, int n)
{
	int32_t day = civil_number(year, month, 1), found = 0;

	for (int i = 0, count = 0; i < month_length(year, month); i++)
		if (civil_weekday(day + i) == weekday && (n == 0 || ++count == n))
			found = day + i;
	return found;
}

static int32_t
observed(int32_t day)
{
	return civil_weekday(day) == 6 ? day - 1 : civil_weekday(day) == 0 ? day + 1 : day;
}

static bool
is_holiday_of(int year, int32_t day)
{
	static const struct { int month, weekday, n, since; } floating[] = {
		{ 1, 1, 3, 1986 }, { 2, 1, 3, 0 }, { 5, 1, 0, 0 }, { 9, 1, 1, 0 }, { 10, 1, 2, 0 },
		{ 11, 4, 4, 0 },
	};
	static const struct { int month, day, since; } fixed[] = {
		{ 1, 1, 0 }, { 6, 19, 2021 }, { 7, 4, 0 }, { 11, 11, 0 }, { 12, 25, 0 },
	};

	for (size_t i = 0; i < sizeof(floating) / sizeof(floating[0]); i++)
		if (year >= floating[i].since &&
		    day == nth(year, floating[i].month, floating[i].weekday, floating[i].n))
			return true;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (year >= fixed[i].since &&
		    day == observed(civil_number(year, fixed[i].month, fixed[i].day)))
			return true;
	return false;
}

bool
civil_works(int32_t number)
{
	int year = civil_date(number).year, weekday = civil_weekday(number);

	if (weekday == 0 || weekday == 6)
		return false;
	/* New Year's Day on a Saturday is observed in the old year. */
	return !is_holiday_of(year, number) && !is_holiday_of(year + 1, number);
}

int32_t
civil_add_workdays(int32_t number, int64_t count)
{
	int step = count < 0 ? -1 : 1;

	for (; count != 0; count -= step)
		do
			number += step;
		while (!civil_works(number));
	return number;
}

int
civil_offset_hours(const char *zone, int64_t instant_ms)
{
	static const struct { const char *name; int winter; bool summer; } zones[] = {
		{ "America/New_York", -5, true }, { "America/Chicago", -6, true },
		{ "America/Los_Angeles", -8, true }, { "America/Phoenix", -7, false },
		{ "UTC", 0, false },
	};
	size_t z = 0;

	while (strcmp(zones[z].name, zone) != 0)
		z++;
	if (!zones[z].summer)
		return zones[z].winter;
	int year = civil_date((int32_t)((instant_ms + zones[z].winter * HOUR_MS) / DAY_MS)).year;
	/* From 2:00 standard time on the second Sunday of March to 2:00 daylight time on the first of
	 * November. */
	int64_t spring = nth(year, 3, 0, 2) * DAY_MS + 2 * HOUR_MS - zones[z].winter * HOUR_MS;
	int64_t autumn = nth(year, 11, 0, 1) * DAY_MS + 1 * HOUR_MS - zones[z].winter * HOUR_MS;
	return zones[z].winter + (instant_ms >= spring && instant_ms < autumn);
}

static int64_t
local(const char *zone, int64_t instant_ms)
{
	return instant_ms + civil_offset_hours(zone, instant_ms) * HOUR_MS;
}

int32_t
civil_day_at(const char *zone, int64_t instant_ms)
{
	return (int32_t)(local(zone, instant_ms) / DAY_MS);
}

int
civil_wall_sec_at(const char *zone, int64_t instant_ms)
{
	return (int)(local(zone, instant_ms) % DAY_MS / 1000);
}

/* One that does not exist becomes the next valid one; of two, the first. */
int64_t
civil_instant(const char *zone, int32_t day, int wall_sec)
{
	int64_t wanted = day * DAY_MS + wall_sec * 1000LL;

	/* Earlier instants first: more hours east. */
	for (int hours = 0; hours >= -9; hours--)
		if (local(zone, wanted - hours * HOUR_MS) == wanted)
			return wanted - hours * HOUR_MS;
	return civil_instant(zone, day, (wall_sec / 3600 + 1) * 3600);
}
