/* test_utf8: text from outside made valid, folded for comparing, cut and measured. */
#include "unit/unit.h"

#include "base/str.h"
#include "base/utf8.h"

static void
folded_is(const char *text, const char *wanted)
{
	struct str out = STR_INIT;

	str_add(&out, "");
	utf8_fold(text, &out);
	assert_string_equal(out.text, wanted);
	str_clear(&out);
}

/* Case, accents, width and blanks do not count; a word of them folds as it does alone. */
static void
folds(void **state)
{
	(void)state;
	folded_is("", "");
	folded_is("  Plain \t\n TEXT ", "plain text");
	folded_is("Zo\xc3\xab O\xe2\x80\x99Neill", "zoe o\xe2\x80\x99neill");
	folded_is("Stra\xc3\x9f" "e  MU\xcc\x88LLER x", "strasse muller x");
	folded_is("\xef\xac\x81rm", "firm");				/* the ligature fi */
	folded_is("a\xc2\xa0\xc2\xa0" "b", "a b");			/* blanks that do not break */
	folded_is("e \xcc\x81", "e");					/* a mark alone is none */
	folded_is("\xce\xa3\xce\xbf\xcf\x86\xce\xaf\xce\xb1\xcf\x82", "\xcf\x83\xce\xbf\xcf\x86\xce\xb9\xce\xb1\xcf\x83");
	folded_is("soft\xc2\xadhyphen", "softhyphen");
	folded_is("bad\xff" "byte", "bad\xef\xbf\xbd" "byte");
}

/* The quick way says the same, or that it cannot say. */
static void
folds_plain_text_quickly(void **state)
{
	char text[] = "  A b\n C ";

	(void)state;
	assert_int_equal(utf8_fold_plain(text, sizeof(text) - 1, text), 5);
	assert_memory_equal(text, "a b c", 5);
	assert_int_equal(utf8_fold_plain("Zo\xc3\xab", 4, text), SIZE_MAX);
}

static void
cuts_between_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("Zo\xc3\xab", 4), 4);
	assert_int_equal(utf8_cut("Zo\xc3\xab", 3), 2);
	assert_int_equal(utf8_count("Zo\xc3\xab", 4), 3);
	assert_int_equal(utf8_width("\xe4\xb8\xad" "e\xcc\x81"), 3);	/* wide, and with a mark of no width */
}

static void
cleans(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	utf8_clean("a\tb\x1b[31m\xc0\x80\xc3\xa9\x7f", 13, &out);
	assert_string_equal(out.text, "a\tb\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd");
	assert_false(utf8_valid("\xed\xa0\x80", 3));			/* half a surrogate pair */
	assert_true(utf8_valid("\xf0\x9f\x98\x80", 4));
	assert_int_equal(utf8_mark_bytes("\xef\xbb\xbfNPI", 6), 3);
	str_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds),
		cmocka_unit_test(folds_plain_text_quickly),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(cleans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
