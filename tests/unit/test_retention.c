/* retention: which rule a paper falls under, until when it is kept, and what the catalog refuses. */
#include "unit/unit.h"

#include <string.h>

#include "base/day.h"
#include "core/retention.h"

static int32_t
day_of(const char *text)
{
	int32_t day = DAY_NONE;

	assert_true(day_parse(text, &day));
	return day;
}

static bool
parse(const char *text, struct arena *a, struct retention *ret, struct problems *problems)
{
	problems_init(problems, a);
	return retention_parse("retention.yaml", text, strlen(text), a, ret, problems);
}

static void
the_first_rule_that_fits_decides(void **state)
{
	static const struct { const char *kind, *status, *left, *decided, *rule, *until; } cases[] = {
		{ "licence", "rejected", NULL, "2016-01-07", "blurred", "2017-01-07" },
		{ "diploma", "accepted", "2016-02-29", "2015-01-01", "diplomas", "2066-02-28" },
		{ "diploma", "rejected", "2016-02-29", "2016-01-07", "blurred", "2017-01-07" },
		{ "licence", "accepted", "2016-02-29", NULL, "others", "2026-02-28" },
		{ "licence", "received", NULL, NULL, "others", NULL },
	};
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct retention retention;
	int32_t until;

	(void)state;
	assert_true(parse("retention:\n"
	    "  blurred: {statuses: [rejected, expired], after: decided, keep_years: 1}\n"
	    "  diplomas: {kinds: [diploma], after: left, keep_years: 50}\n"
	    "  others: {after: left, keep_years: 10, source: habit}\n", &a, &retention, &problems));
	assert_int_equal(retention.count, 3);
	for (size_t i = 0; i < LEN(cases); i++) {
		const struct retention_paper paper = { cases[i].kind, cases[i].status,
		    cases[i].left == NULL ? DAY_NONE : day_of(cases[i].left),
		    cases[i].decided == NULL ? DAY_NONE : day_of(cases[i].decided) };
		const struct retention_rule *rule = retention_find(&retention, &paper, &until);
		assert_string_equal(rule->key, cases[i].rule);
		assert_int_equal(until, cases[i].until == NULL ? DAY_NONE : day_of(cases[i].until));
	}
	arena_clear(&a);
}

static void
what_no_rule_fits_is_kept(void **state)
{
	const struct retention_paper paper = { "licence", "accepted", 1, 1 };
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct retention retention;
	int32_t until;

	(void)state;
	assert_true(parse("retention:\n  one: {kinds: [diploma], after: left, keep_years: 1}\n", &a, &retention,
	    &problems));
	assert_null(retention_find(&retention, &paper, &until));
	arena_clear(&a);
}

static void
mistakes_are_refused_all_at_once(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct retention retention;

	(void)state;
	assert_false(parse("retention:\n"
	    "  a: {after: never, keep_years: 1}\n"
	    "  b: {after: left}\n"
	    "  c: {after: left, keep_years: 101}\n"
	    "  d: {after: left, keep_years: 1, kinds: diploma}\n"
	    "  e: {after: left, keep_years: 1, statuses: [lost]}\n"
	    "  f: {after: left, keep_years: 1, kind: x}\n", &a, &retention, &problems));
	assert_int_equal(problems.errors, 6);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_that_fits_decides),
		cmocka_unit_test(what_no_rule_fits_is_kept),
		cmocka_unit_test(mistakes_are_refused_all_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
