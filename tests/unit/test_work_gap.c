/* test_work_gap: gaps in a work history, against days that are counted by hand. */
#include "unit/unit.h"

#include "base/day.h"
#include "core/work_gap.h"

#define PERIODS_MAX	4

struct period { const char *from, *until; bool is_gap, is_written; };
struct want { const char *from, *until; bool needs_writing, is_explained; };

static const struct {
	struct period	period[PERIODS_MAX];
	size_t		periods;
	const char	*licensed;
	struct want	want[PERIODS_MAX];
	size_t		wants;
} cases[] = {
	/* Six months to the day are none: 2024-03-01 to 2024-08-31; one day more is. */
	{ { { "2015-01-01", "2024-02-29", 0, 0 }, { "2024-09-01", NULL, 0, 0 } }, 2, NULL, { { 0 } }, 0 },
	{ { { "2015-01-01", "2024-02-29", 0, 0 }, { "2024-09-02", NULL, 0, 0 } }, 2, NULL,
	  { { "2024-03-01", "2024-09-01", false, false } }, 1 },
	/* Nothing known: all of the five years, or since the first license. */
	{ { { 0 } }, 0, NULL, { { "2021-11-26", "2026-11-26", true, false } }, 1 },
	{ { { 0 } }, 0, "2026-01-01", { { "2026-01-01", "2026-11-26", false, false } }, 1 },
	{ { { 0 } }, 0, "2026-09-01", { { 0 } }, 0 },
	/* What lies before counts no more; what overlaps is one; order does not matter. */
	{ { { "2023-01-01", NULL, 0, 0 }, { "2021-01-01", "2023-06-30", 0, 0 }, { "2010-01-01", "2019-12-31", 0, 0 } },
	  3, NULL, { { 0 } }, 0 },
	/* A short job inside a long one ends nothing. */
	{ { { "2020-01-01", NULL, 0, 0 }, { "2022-01-01", "2022-03-31", 0, 0 } }, 2, NULL, { { 0 } }, 0 },
	/* Explained; more than a year only in writing; in part is not. */
	{ { { "2020-01-01", "2024-01-31", 0, 0 }, { "2024-12-01", NULL, 0, 0 }, { "2024-02-01", "2024-11-30", 1, 0 } },
	  3, NULL, { { "2024-02-01", "2024-11-30", false, true } }, 1 },
	{ { { "2020-01-01", "2023-12-31", 0, 0 }, { "2025-03-01", NULL, 0, 0 }, { "2024-01-01", "2025-02-28", 1, 0 } },
	  3, NULL, { { "2024-01-01", "2025-02-28", true, false } }, 1 },
	{ { { "2020-01-01", "2023-12-31", 0, 0 }, { "2025-03-01", NULL, 0, 0 }, { "2024-01-01", "2025-02-28", 1, 1 } },
	  3, NULL, { { "2024-01-01", "2025-02-28", true, true } }, 1 },
	{ { { "2020-01-01", "2024-01-31", 0, 0 }, { "2024-12-01", NULL, 0, 0 }, { "2024-02-01", "2024-03-31", 1, 0 } },
	  3, NULL, { { "2024-02-01", "2024-11-30", false, false } }, 1 },
	/* Work that is over. */
	{ { { "2020-01-01", "2026-01-31", 0, 0 } }, 1, NULL, { { "2026-02-01", "2026-11-26", false, false } }, 1 },
	/* Work that begins later. */
	{ { { "2020-01-01", "2026-01-31", 0, 0 }, { "2027-01-04", NULL, 0, 0 } }, 2, NULL,
	  { { "2026-02-01", "2026-11-26", false, false } }, 1 },
	/* Since nobody knows when. */
	{ { { NULL, NULL, 0, 0 } }, 1, NULL, { { 0 } }, 0 },
};

static int32_t
day_of(const char *text)
{
	int32_t day = DAY_NONE;

	assert_true(text == NULL || day_parse(text, &day));
	return day;
}

static void
gaps_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct work_period period[PERIODS_MAX];
		struct work_gap *gap;
		int32_t since;
		for (size_t k = 0; k < cases[i].periods; k++)
			period[k] = (struct work_period){ day_of(cases[i].period[k].from),
				day_of(cases[i].period[k].until), cases[i].period[k].is_gap,
				cases[i].period[k].is_written };
		size_t count = work_gaps(period, cases[i].periods, day_of(cases[i].licensed),
		    day_of("2026-11-26"), &a, &gap, &since);
		if (count != cases[i].wants)
			fail_test("case %zu: %zu gaps", i, count);
		for (size_t k = 0; k < count; k++)
			if (gap[k].from_day != day_of(cases[i].want[k].from) ||
			    gap[k].until_day != day_of(cases[i].want[k].until) ||
			    gap[k].needs_writing != cases[i].want[k].needs_writing ||
			    gap[k].is_explained != cases[i].want[k].is_explained)
				fail_test("case %zu, gap %zu", i, k);
		arena_clear(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(gaps_are_found) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
