/*
 * print_times: what the product makes of days, months, working days and zones, a line each, to be held
 * against another implementation by check_times.py.
 *
 *	date DAY Y-M-D WEEKDAY		day DAY of 400 years
 *	months DAY N RESULT		N months later
 *	holiday DAY			no working day, though no weekend
 *	workdays DAY N RESULT		N working days later
 *	offset ZONE SEC OFFSET		seconds east of UTC
 *	instant ZONE DAY WALL SEC	the instant of a wall time
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/asset.h"
#include "base/day.h"
#include "base/zone.h"
#include "workflow/workday.h"

#define FIRST_YEAR	1900
#define LAST_YEAR	2300
#define HOLIDAYS_SINCE	2020		/* the first year of the published list */
#define WORKDAYS_SINCE	2022		/* the law of today, Juneteenth among it */
#define RULES_SINCE	2040		/* no zone changes its ways any more, as far as is known */

static const char *const zones[] = {
	"America/New_York", "America/Detroit", "America/Kentucky/Louisville", "America/Kentucky/Monticello",
	"America/Indiana/Indianapolis", "America/Indiana/Vincennes", "America/Indiana/Winamac",
	"America/Indiana/Marengo", "America/Indiana/Petersburg", "America/Indiana/Vevay",
	"America/Indiana/Tell_City", "America/Indiana/Knox", "America/Chicago", "America/Menominee",
	"America/North_Dakota/Center", "America/North_Dakota/New_Salem", "America/North_Dakota/Beulah",
	"America/Denver", "America/Boise", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
	"America/Juneau", "America/Sitka", "America/Metlakatla", "America/Yakutat", "America/Nome",
	"America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago",
	"Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland",
};

static void
print_months(int32_t day)
{
	static const int months[] = { -1200, -37, -13, -12, -3, -2, -1, 1, 2, 3, 11, 12, 13, 36, 1199 };

	for (size_t i = 0; i < LEN(months); i++)
		printf("months %d %d %d\n", day, months[i], day_add_months(day, months[i]));
}

static void
print_days(const struct workday_calendar *c)
{
	int32_t last = day_from_civil(LAST_YEAR, 12, 31);

	for (int32_t day = day_from_civil(FIRST_YEAR, 1, 1); day <= last; day++) {
		struct civil d = day_to_civil(day);
		printf("date %d %04d-%02d-%02d %d\n", day, d.year, d.month, d.day, day_weekday(day));
		/* The ends of months are where it matters; of the others each seventh. */
		if (d.day >= 28 || d.day == 1 || day % 7 == 0)
			print_months(day);
		if (d.year < HOLIDAYS_SINCE)
			continue;
		if (day_weekday(day) < 5 && !workday_is(c, day))
			printf("holiday %d\n", day);
		if (day % 5 == 0)
			for (int n = -11; n <= 23; n += 1 + n * n / 9)
				if (n != 0 && d.year >= WORKDAYS_SINCE)
					printf("workdays %d %d %d\n", day, n, workday_add(c, day, n));
	}
}

static void
print_offset(const char *name, const struct zone *z, int64_t sec)
{
	printf("offset %s %lld %d\n", name, (long long)sec, zone_offset_sec(z, sec * MS_PER_SECOND));
}

/* The first second with the new offset. */
static int64_t
find_change(const struct zone *z, int64_t low, int64_t high)
{
	int32_t after = zone_offset_sec(z, high * MS_PER_SECOND);

	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if (zone_offset_sec(z, middle * MS_PER_SECOND) == after)
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* The seconds and the wall times around a change of the clocks. */
static void
print_change(const char *name, const struct zone *z, int64_t at, int quarters)
{
	for (int64_t sec = at - 1; sec <= at + 1; sec++)
		print_offset(name, z, sec);
	for (int i = -quarters; i <= quarters; i++) {
		int64_t local = at + i * 900 + zone_offset_sec(z, (at - 1) * MS_PER_SECOND);
		int32_t day = (int32_t)(local / 86400 - (local % 86400 < 0));
		int32_t wall = (int32_t)(local - day * 86400LL);
		print_offset(name, z, at + i * 900);
		printf("instant %s %d %d %lld\n", name, day, wall,
		    (long long)(zone_instant(z, day, wall) / MS_PER_SECOND));
	}
}

static void
print_zone(const char *name)
{
	const struct zone *z = zone_find(name, NULL);
	int64_t begin = (int64_t)day_from_civil(FIRST_YEAR, 1, 2) * 86400;
	int64_t end = (int64_t)day_from_civil(LAST_YEAR, 12, 30) * 86400;
	int64_t rules = (int64_t)day_from_civil(RULES_SINCE, 1, 1) * 86400, step = 5 * 86400;

	if (z == NULL) {
		fprintf(stderr, "there is no zone %s\n", name);
		exit(1);
	}
	for (int64_t sec = begin + step; sec < end; sec += step) {
		print_offset(name, z, sec);
		if (zone_offset_sec(z, sec * MS_PER_SECOND) != zone_offset_sec(z, (sec - step) * MS_PER_SECOND))
			print_change(name, z, find_change(z, sec - step, sec), sec < rules ? 12 : 4);
	}
}

int
main(void)
{
	const struct asset *file = asset_find("config/us_business.yaml");
	struct arena a = ARENA_INIT;
	struct problems problems;

	problems_init(&problems, &a);
	const struct workday_calendar *c = workday_parse("us_business.yaml", file->bytes, file->len, &a,
	    &problems);
	if (c == NULL)
		return 1;
	print_days(c);
	for (size_t i = 0; i < LEN(zones); i++)
		print_zone(zones[i]);
	arena_clear(&a);
	return 0;
}
