/* A PDF is found by its table of objects: each entry must stand where the object begins, and nothing that is
 * written may end its own string. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/pdf_writer.h"

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void
check_table(const struct str *pdf)
{
	const char *start = strstr(pdf->text, "startxref\n");
	assert_non_null(start);
	const char *table = pdf->text + strtol(start + strlen("startxref\n"), NULL, 10);
	long objects = strtol(table + strlen("xref\n0 "), NULL, 10);

	assert_memory_equal(table, "xref\n", 5);
	assert_true(objects > 7);
	const char *entry = strchr(table + 5, '\n') + 1;
	for (long i = 1; i < objects; i++) {
		char want[32];
		entry += 20;		/* each is so long; the first stands for none */
		int len = snprintf(want, sizeof(want), "%ld 0 obj\n", i);
		assert_memory_equal(pdf->text + strtol(entry, NULL, 10), want, (size_t)len);
	}
	assert_string_equal(pdf->text + pdf->len - 6, "%%EOF\n");
}

static void
writes_a_page(void **state)
{
	struct pdf_writer *pdf = pdf_writer_new("Elm (Street)");
	struct str out = STR_INIT;

	(void)state;
	pdf_writer_add(pdf, PDF_TITLE, "Jos\xc3\xa9");
	pdf_writer_add(pdf, PDF_TEXT, "a) Tj ET (b\\\nc");
	pdf_writer_add(pdf, PDF_TEXT, "");
	pdf_writer_add_rule(pdf, "Name");
	pdf_writer_end(pdf, &out);
	pdf_writer_free(pdf);
	check_table(&out);
	assert_int_equal(strlen(out.text), out.len);
	assert_non_null(strstr(out.text, "/Title (Elm \\(Street\\))"));
	assert_non_null(strstr(out.text, "(Jos\xe9) Tj"));
	assert_non_null(strstr(out.text, "(a\\) Tj ET \\(b\\\\ c) Tj ET\n"));
	assert_non_null(strstr(out.text, "(Elm \\(Street\\), page 1 of 1) Tj"));
	str_clear(&out);
}

static void
breaks_lines_and_pages(void **state)
{
	struct pdf_writer *pdf = pdf_writer_new("t");
	struct str text = STR_INIT, out = STR_INIT;

	(void)state;
	for (int i = 0; i < 400; i++)
		str_printf(&text, "word%d ", i);
	pdf_writer_add(pdf, PDF_TEXT, text.text);
	str_truncate(&text, 0);
	for (int i = 0; i < 3000; i++)
		str_add_char(&text, 'Q');
	pdf_writer_add(pdf, PDF_TEXT, text.text);	/* no blank to break at */
	for (int i = 0; i < 100; i++)
		pdf_writer_add(pdf, PDF_TEXT, "line");
	pdf_writer_end(pdf, &out);
	pdf_writer_free(pdf);
	check_table(&out);
	size_t pages = count(out.text, "/Type /Page ");
	assert_true(pages >= 3);
	assert_int_equal(count(out.text, "(line) Tj"), 100);
	assert_non_null(strstr(out.text, "page 2 of"));
	for (int i = 0; i < 400; i++) {		/* every word is there, and whole */
		str_truncate(&text, 0);
		str_printf(&text, "word%d", i);
		assert_non_null(strstr(out.text, text.text));
	}
	assert_int_equal(count(out.text, "Q"), 3000);
	str_clear(&text);
	str_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_page),
		cmocka_unit_test(breaks_lines_and_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
