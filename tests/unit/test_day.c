/* test_day: the Gregorian calendar against libc's, and text forms with what they refuse. */
#include "unit/unit.h"

#include <time.h>

#include "base/day.h"

static void
agrees_with_libc_over_400_years(void **state)
{
	(void)state;
	for (int32_t day = -60000; day < 146097 - 60000; day++) {
		time_t t = (time_t)day * 86400;
		struct tm tm;
		assert_non_null(gmtime_r(&t, &tm));
		struct civil c = day_to_civil(day);
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(day_weekday(day), (tm.tm_wday + 6) % 7);
		assert_int_equal(day_from_civil(c.year, c.month, c.day), day);
	}
}

static void
months_clamp(void **state)
{
	static const struct { const char *from; int months; const char *want; } cases[] = {
		{ "2024-01-31", 1, "2024-02-29" },
		{ "2023-01-31", 1, "2023-02-28" },
		{ "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 36, "2027-02-28" },
		{ "2024-03-31", -1, "2024-02-29" },
		{ "2024-01-15", -13, "2022-12-15" },
		{ "2024-12-01", 1, "2025-01-01" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		char text[DAY_TEXT_BYTES];
		int32_t day;
		assert_true(day_parse(cases[i].from, &day));
		assert_string_equal(day_format(day_add_months(day, cases[i].months), text),
		    cases[i].want);
	}
}

static void
parses_only_real_days(void **state)
{
	static const char *const refused[] = { "", "2026-02-29", "2026-13-01", "2026-00-10",
		"2026-1-1", "2026-01-01 ", "0000-01-01", "20260101", "2026/01/01", "2026-01-32" };
	char text[DAY_TEXT_BYTES];
	int32_t day = 7;
	(void)state;

	for (size_t i = 0; i < LEN(refused); i++)
		assert_false(day_parse(refused[i], &day));
	assert_false(day_parse(NULL, &day));
	assert_int_equal(day, 7);
	assert_true(day_parse("9999-12-31", &day));
	assert_int_equal(day, DAY_MAX);
	assert_true(day_parse("0001-01-01", &day));
	assert_int_equal(day, DAY_MIN);
	assert_string_equal(day_format(DAY_NONE, text), "");
}

static void
a_month_is_its_first_day(void **state)
{
	static const char *const refused[] = { "", "2026", "2026-1", "2026-13", "2026-00", "2026-011",
		"2026-01-01", "0000-01", "202601 ", " 2026-01" };
	int32_t day = 7;
	(void)state;

	for (size_t i = 0; i < LEN(refused); i++)
		assert_false(day_parse_month(refused[i], &day));
	assert_false(day_parse_month(NULL, &day));
	assert_int_equal(day, 7);
	assert_true(day_parse_month("2028-02", &day));
	assert_int_equal(day, day_from_civil(2028, 2, 1));
	assert_int_equal(day_begin_of_month(day_end_of_month(day)), day);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libc_over_400_years),
		cmocka_unit_test(months_clamp), cmocka_unit_test(parses_only_real_days),
		cmocka_unit_test(a_month_is_its_first_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
