/* test_near_names: of the labelled pairs at least 99 percent are found, and few asked about in vain. */
#include "unit/unit.h"

#include "unit/near_names.h"

#define RECALL_MIN	99
#define PRECISION_MIN	95

static void
wrong(const struct csv_field *f, bool is_missed)
{
	print_message("%s: %s: %s, %s and %s, %s\n", is_missed ? "missed" : "asked in vain",
	    f[NEAR_WHAT].text, f[NEAR_LAST].text, f[NEAR_FIRST].text, f[NEAR_THEIR_LAST].text,
	    f[NEAR_THEIR_FIRST].text);
}

static void
near_names_are_found(void **state)
{
	struct near_names n = { .wrong = wrong };
	struct err err = ERR_INIT;
	(void)state;

	if (!near_names_measure(&n, &err))
		fail_test("%s", err.text);
	assert_true(n.same > 300 && n.others > 100);
	print_message("recall %.1f percent of %d, precision %.1f percent\n", 100.0 * n.found / n.same,
	    n.same, 100.0 * n.found / (n.found + n.asked));
	assert_true(n.found * 100 >= n.same * RECALL_MIN);
	assert_true(n.found * 100 >= (n.found + n.asked) * PRECISION_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_names_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
