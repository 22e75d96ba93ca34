/* test_spread: the middle one and nearest ranks, against lists that are counted by hand. */
#include "unit/unit.h"

#include "core/spread.h"

static const struct { int64_t number[10]; size_t count; int64_t median, p80, p90; } lists[] = {
	{ { 7 }, 1, 7, 7, 7 },
	{ { 4, 1 }, 2, 2, 4, 4 },
	{ { 50, 10, 40, 20, 30 }, 5, 30, 40, 50 },
	{ { -10, 50, 40, 122 }, 4, 45, 122, 122 },
	{ { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, 10, 5, 8, 9 },
	{ { INT64_MIN, INT64_MIN }, 2, INT64_MIN, INT64_MIN, INT64_MIN },
};

static void
numbers_lie_as_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(lists); i++) {
		int64_t number[10];
		memcpy(number, lists[i].number, sizeof(number));
		spread_sort(number, lists[i].count);
		assert_int_equal(spread_median(number, lists[i].count), lists[i].median);
		assert_int_equal(spread_percentile(number, lists[i].count, 80), lists[i].p80);
		assert_int_equal(spread_percentile(number, lists[i].count, 90), lists[i].p90);
		assert_int_equal(spread_percentile(number, lists[i].count, 0), number[0]);
	}
	spread_sort(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers_lie_as_counted) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
