/* Which rule of a state an application falls under, and what the catalog refuses. */
#include "unit/unit.h"

#include <string.h>

#include "base/day.h"
#include "core/payer_clock.h"

static const char catalog[] =
    "payer_clocks:\n"
    "  old: {state: AZ, days: 100, until: 2025-12-31, source: s1}\n"
    "  new: {state: AZ, days: 60, from: 2026-01-01, source: s2, note: n}\n"
    "  off: {state: NM, days: 30, is_on: false, source: s3}\n";

static void
finds_the_rule_of_the_day(void **state)
{
	static const struct { const char *state, *kind, *received, *key, *until; } cases[] = {
		{ "AZ", "commercial", "2025-12-31", "old", "2026-04-10" },
		{ "az", "commercial", "2026-01-01", "new", "2026-03-02" },
		{ "AZ", "medicare", "2026-01-01", NULL, NULL },
		{ "NM", "commercial", "2026-01-01", NULL, NULL },	/* switched off */
		{ "TX", "commercial", "2026-01-01", NULL, NULL },
		{ "AZ", "commercial", "", NULL, NULL },		/* not received */
	};
	struct arena a = ARENA_INIT;
	struct payer_clocks clocks;
	struct problems problems;

	(void)state;
	problems_init(&problems, &a);
	assert_true(payer_clocks_parse("f", catalog, strlen(catalog), &a, &clocks, &problems));
	assert_int_equal(clocks.count, 3);
	for (size_t i = 0; i < LEN(cases); i++) {
		int32_t received = DAY_NONE, until = DAY_NONE;
		char text[DAY_TEXT_BYTES];
		day_parse(cases[i].received, &received);
		const struct payer_clock *c = payer_clock_find(&clocks, cases[i].state, cases[i].kind, received, &until);
		assert_int_equal(c != NULL, cases[i].key != NULL);
		if (c == NULL)
			continue;
		assert_string_equal(c->key, cases[i].key);
		assert_string_equal(day_format(until, text), cases[i].until);
	}
	arena_clear(&a);
}

static void
refuses_what_is_no_rule(void **state)
{
	static const char *const bad[] = {
		"payer_clocks:\n  a: {state: AZ, days: 60}\n",				/* no source */
		"payer_clocks:\n  a: {state: Arizona, days: 60, source: s}\n",
		"payer_clocks:\n  a: {state: AZ, days: 0, source: s}\n",
		"payer_clocks:\n  a: {state: AZ, days: 60, source: s, from: soon}\n",
		"payer_clocks:\n  a: {state: AZ, days: 60, source: s, from: 2026-02-01, until: 2026-01-01}\n",
		"payer_clocks:\n  a: {state: AZ, days: 60, source: s, dais: 3}\n",
		"clocks: {}\n",
	};

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct arena a = ARENA_INIT;
		struct payer_clocks clocks;
		struct problems problems;
		problems_init(&problems, &a);
		assert_false(payer_clocks_parse("f", bad[i], strlen(bad[i]), &a, &clocks, &problems));
		assert_true(problems.errors > 0);
		arena_clear(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_rule_of_the_day),
		cmocka_unit_test(refuses_what_is_no_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
