/* test_nesting: how deep an IMAP answer nests, however it is cut in pieces. */
#include "unit/unit.h"

#include <string.h>

#include "mail/nesting.h"

/* In pieces of so many bytes. */
static bool
takes(const char *text, size_t step)
{
	struct nesting n = { .depth = 0 };
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += step)
		if (!nesting_take(&n, text + at, len - at < step ? len - at : step))
			return false;
	return true;
}

static void
honest_answers_pass_deep_ones_do_not(void **state)
{
	char deep[NESTING_MAX + 2], text[2048];
	static const struct { const char *before, *behind; bool ok; } rows[] = {
		{ "* 1 FETCH (BODYSTRUCTURE ", "\r\n", false },
		{ "* 1 FETCH (BODYSTRUCTURE \"", "\" 1)\r\n", true },		/* a quoted string */
		{ "* 1 FETCH (X \"a\\\"\" ", "\r\n", false },			/* the quote has ended */
		{ "* OK it's \"half quoted\r\n* 1 FETCH ", "(\r\n", false },	/* so it has at the line's end */
		{ "* 1 FETCH (BODY[] {101}\r\n", ")\r\n", true },			/* a literal */
		{ "* 1 FETCH (BODY[] {101+}\r\n", ")\r\n", true },
		{ "* 1 FETCH (BODY[] {100}\r\n", ")\r\n", true },			/* one of them comes after it */
		{ "* 1 FETCH (BODY[] {0}\r\n", ")\r\n", false },
		{ "* 1 FETCH (X {101} ", ")\r\n", false },				/* no literal */
		{ "* 1 FETCH {99999999999999999999999999}\r\n", "", false },	/* no number */
	};

	(void)state;
	memset(deep, '(', NESTING_MAX + 1);
	deep[NESTING_MAX + 1] = '\0';
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "%s%s%s", rows[i].before, deep, rows[i].behind);
		for (size_t step = 1; step < 130; step += 43)
			assert_int_equal(takes(text, step), rows[i].ok);
	}
	assert_true(takes("* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 7)\r\n", 3));
}

/* What one answer opens, the next does not inherit. */
static void
lines_begin_anew(void **state)
{
	struct nesting n = { .depth = 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(nesting_take(&n, "* OK ((\r\n", 9));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_answers_pass_deep_ones_do_not),
		cmocka_unit_test(lines_begin_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
