/*
 * test_zone: every change of the clocks from 1970 to 2100 against libc's own reading of the same
 * files, the two hours a year that do not exist or exist twice, and text forms.
 */
#include "unit/unit.h"

#include <time.h>

#include "base/zone.h"

static const char *const zones[] = { "America/New_York", "America/Chicago", "America/Denver",
	"America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Phoenix",
	"America/Indiana/Indianapolis", "America/Puerto_Rico", "Europe/Berlin", "Asia/Kolkata",
	"Pacific/Auckland", "Australia/Lord_Howe", "Europe/Dublin", "UTC" };

static int32_t
libc_offset(int64_t sec)
{
	time_t t = (time_t)sec;
	struct tm tm;

	assert_non_null(localtime_r(&t, &tm));
	return (int32_t)tm.tm_gmtoff;
}

static void
agrees_with_libc(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(zones); i++) {
		const struct zone *z = zone_find(zones[i], NULL);
		assert_non_null(z);
		setenv("TZ", zones[i], 1);
		tzset();
		for (int64_t sec = 0; sec < 4102444800; sec += 6 * 3600) {
			int32_t want = libc_offset(sec);
			if (zone_offset_sec(z, sec * 1000) != want)
				fail_test("%s at %lld: %d, libc %d", zones[i], (long long)sec,
				    zone_offset_sec(z, sec * 1000), want);
			/* Around each change, second by second where it matters. */
			if (sec > 0 && want != libc_offset(sec - 6 * 3600))
				for (int64_t s = sec - 6 * 3600; s <= sec; s += 60)
					assert_int_equal(zone_offset_sec(z, s * 1000), libc_offset(s));
		}
	}
	setenv("TZ", "UTC", 1);
	tzset();
}

static void
wall_times(void **state)
{
	static const struct { const char *zone, *wall, *want; } cases[] = {
		{ "America/New_York", "2026-11-22T09:00", "2026-11-22T09:00:00-05:00" },
		{ "America/New_York", "2026-07-01", "2026-07-01T00:00:00-04:00" },
		/* 02:30 does not exist on 8 March: the first valid moment is 03:00. */
		{ "America/New_York", "2026-03-08T02:30", "2026-03-08T03:00:00-04:00" },
		/* 01:30 exists twice on 1 November: the first. */
		{ "America/New_York", "2026-11-01T01:30", "2026-11-01T01:30:00-04:00" },
		{ "America/Phoenix", "2026-07-01T12:00", "2026-07-01T12:00:00-07:00" },
		{ "Asia/Kolkata", "2026-07-01T12:00:30", "2026-07-01T12:00:30+05:30" },
		{ "America/New_York", "2026-11-22T14:00Z", "2026-11-22T09:00:00-05:00" },
		{ "UTC", "2026-11-22T09:00:00.250+01:00", "2026-11-22T08:00:00.250Z" },
		/* Far beyond the table: the footer's rule. */
		{ "America/New_York", "2099-07-01T12:00", "2099-07-01T12:00:00-04:00" },
		{ "America/New_York", "2500-07-01T12:00", "2500-07-01T12:00:00-04:00" },
		{ "America/New_York", "2500-01-02T00:00", "2500-01-02T00:00:00-05:00" },
		{ "America/Chicago", "9884-04-08T15:16", "9884-04-08T15:16:00-05:00" },
		{ "America/Chicago", "9999-12-31T23:59", "9999-12-31T23:59:00-06:00" },
		{ "Pacific/Auckland", "9999-12-31T23:59", "9999-12-31T23:59:00+13:00" },
	};
	static const char *const refused[] = { "", "now", "2026-02-30", "2026-11-22T25:00",
		"2026-11-22T09", "2026-11-22T09:00x", "2026-11-22T09:00+5", "2026-11-22T9:00" };
	const struct zone *utc = zone_utc();
	char text[INSTANT_TEXT_BYTES];
	int64_t ms = 0;
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct zone *z = zone_find(cases[i].zone, NULL);
		assert_true(instant_parse(cases[i].wall, z, &ms, NULL));
		assert_string_equal(instant_format(ms, z, text), cases[i].want);
	}
	for (size_t i = 0; i < LEN(refused); i++)
		assert_false(instant_parse(refused[i], utc, &ms, NULL));
}

static void
day_and_wall_come_back(void **state)
{
	const struct zone *z = zone_find("America/Chicago", NULL);
	(void)state;

	for (int32_t day = 18000; day < 26000; day++) {
		int64_t at = zone_instant(z, day, 9 * 3600);
		assert_int_equal(zone_day(z, at), day);
		assert_int_equal(zone_wall_sec(z, at), 9 * 3600);
	}
}

static void
names(void **state)
{
	static const char *const refused[] = { "", "/etc/passwd", "../../etc/passwd", "Mars/Base",
		"America", "America/New York", NULL };
	struct err err = ERR_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(refused); i++)
		assert_null(zone_find(refused[i], &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_ptr_equal(zone_find("Europe/Berlin", NULL), zone_find("Europe/Berlin", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libc), cmocka_unit_test(wall_times),
		cmocka_unit_test(day_and_wall_come_back), cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
