/* test_str: growing text, and each escape with what would break out of it. */
#include "unit/unit.h"

static void
escapes(void **state)
{
	static const struct {
		void (*add)(struct str *, const char *);
		const char *in, *want;
	} cases[] = {
		{ str_add_html, "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;" },
		{ str_add_html, "", "" },
		{ str_add_csv, "plain", "plain" },
		{ str_add_csv, "a,b", "\"a,b\"" },
		{ str_add_csv, "say \"no\"", "\"say \"\"no\"\"\"" },
		{ str_add_csv, "=1+1", "\"'=1+1\"" },
		{ str_add_csv, "-5", "\"'-5\"" },
		{ str_add_csv, "@sum", "\"'@sum\"" },
		{ str_add_csv, "'=1", "\"''=1\"" },
		{ str_add_csv, "'tis", "'tis" },
		{ str_add_csv, "", "" },
		{ str_add_html, "in\xe2\x80\xaevoice fdp.exe\xe2\x80\xac\xef\xbb\xbf", "invoice fdp.exe" },
		{ str_add_html, "\xd7\xa9\xd7\x9c\xe2\x80\x8d\xd8\xa7", "\xd7\xa9\xd7\x9c\xe2\x80\x8d\xd8\xa7" },
		{ str_add_terminal, "a\xe2\x81\xa6" "b\xe2\x81\xa9\xd8\x9c" "c\xe2\x80\x8b", "abc" },
		{ str_add_shown, "a\xe2\x80\x8f<\xe2\x80\x94\xe2\x80", "a<\xe2\x80\x94\xe2\x80" },
		{ str_add_terminal, "a\033[2Jb", "a?[2Jb" },
		{ str_add_terminal, "a\xc2\x9b" "2Jb", "a?2Jb" },
		{ str_add_terminal, "tab\tline\nd\xc3\xa9j\xc3\xa0", "tab\tline\nd\xc3\xa9j\xc3\xa0" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct str out = STR_INIT;
		cases[i].add(&out, cases[i].in);
		assert_string_equal(out.text, cases[i].want);
		str_clear(&out);
	}
}

/* CR LF, LF and CR alone each end a line, whatever stands beside them. */
static void
lines_are_unified(void **state)
{
	static const struct { const char *in, *want; } cases[] = {
		{ "", "" }, { "plain", "plain" }, { "a\nb\n", "a\nb\n" }, { "a\r\nb\r\n", "a\nb\n" },
		{ "a\rb\r", "a\nb\n" }, { "\r\r\n\n\r", "\n\n\n\n" }, { "\r", "\n" }, { "a\n\rb", "a\n\nb" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct str s = STR_INIT;
		str_add(&s, cases[i].in);
		str_unify_lines(&s);
		assert_string_equal(s.text, cases[i].want);
		assert_int_equal(s.len, strlen(cases[i].want));
		str_clear(&s);
	}
}

static void
grows(void **state)
{
	struct str s = STR_INIT;
	(void)state;

	assert_string_equal(s.text, "");
	for (int i = 0; i < 1000; i++)
		str_printf(&s, "%d,", i);
	assert_int_equal(s.len, 10 * 2 + 90 * 3 + 900 * 4);
	str_truncate(&s, 4);
	assert_string_equal(s.text, "0,1,");
	char *taken = str_take(&s);
	assert_string_equal(taken, "0,1,");
	assert_string_equal(s.text, "");
	free(taken);
	str_clear(&s);
}

static void
integers(void **state)
{
	static const struct { const char *in; bool ok; int64_t want; } cases[] = {
		{ "0", true, 0 }, { "-7", true, -7 }, { "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 }, { "", false, 0 }, { " 1", false, 0 },
		{ "1 ", false, 0 }, { "1e3", false, 0 }, { "0x10", false, 0 }, { "+1", false, 0 },
		{ "-", false, 0 }, { NULL, false, 0 },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t number = 42;
		assert_int_equal(int_parse(cases[i].in, &number), cases[i].ok);
		assert_int_equal(number, cases[i].ok ? cases[i].want : 42);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes), cmocka_unit_test(lines_are_unified),
		cmocka_unit_test(grows), cmocka_unit_test(integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
