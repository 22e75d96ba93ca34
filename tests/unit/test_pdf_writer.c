/* What a reader makes of the pages: run/a_month_of_screening_is_proved_and_signed; here what goes in and comes out. */
#include "unit/unit.h"

#include <string.h>

#include "base/pdf_writer.h"

static void
write_pages(struct str *out)
{
	struct pdf_writer *pdf = pdf_writer_new("Elm (Street)");

	pdf_writer_add(pdf, PDF_TITLE, "Jos\xc3\xa9 Nguy\xe1\xbb\x85n");
	pdf_writer_add(pdf, PDF_TEXT, "a\nb \xff \xe2\x80\xae no UTF-8, and turned around");
	pdf_writer_add(pdf, PDF_TEXT, "");
	for (int i = 0; i < 100; i++)
		pdf_writer_add(pdf, PDF_STRONG, "line");
	pdf_writer_add_rule(pdf, "Name");
	pdf_writer_end(pdf, out);
	pdf_writer_free(pdf);
}

static void
same_text_makes_the_same_bytes(void **state)
{
	struct str one = STR_INIT, two = STR_INIT;

	(void)state;
	write_pages(&one);
	write_pages(&two);
	assert_memory_equal(one.text, "%PDF-", 5);
	assert_null(memmem(one.text, one.len, "CreationDate", 12));	/* it would be the clock's */
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.text, two.text, one.len);
	str_clear(&one);
	str_clear(&two);
}

static void
nothing_is_a_page(void **state)
{
	struct pdf_writer *pdf = pdf_writer_new("");
	struct str out = STR_INIT;

	(void)state;
	pdf_writer_end(pdf, &out);
	assert_memory_equal(out.text, "%PDF-", 5);
	pdf_writer_free(pdf);
	pdf_writer_free(NULL);
	str_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_text_makes_the_same_bytes),
		cmocka_unit_test(nothing_is_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
