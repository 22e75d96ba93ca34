/* test_csv: rows as spreadsheets write them, with the place of each field; what is no CSV. */
#include "unit/unit.h"

#include "base/csv.h"

struct bytes { const char *at; size_t len, step; };

/* Gives a few bytes at a time, so that every border falls somewhere. */
static bool
read_bytes(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct bytes *b = context;
	size_t len = b->step < b->len ? b->step : b->len;

	(void)err;
	assert_true(size >= len);
	memcpy(bytes, b->at, len);
	b->at += len;
	b->len -= len;
	*ret_len = len;
	return true;
}

/* All fields as "line:column=text|", rows ended by "/"; a failure as "!line:column words". */
static void
show(const char *bytes, size_t len, size_t step, struct str *out)
{
	struct bytes b = { bytes, len, step };
	struct csv *csv = csv_new(read_bytes, &b);
	struct err err = ERR_INIT;
	struct csv_row row;

	while (csv_next(csv, &row, &err)) {
		for (size_t i = 0; i < row.fields; i++)
			str_printf(out, "%d:%d=%s|", row.field[i].line, row.field[i].column,
			    row.field[i].text);
		if (row.fault != NULL)
			str_printf(out, "?%d:%d", row.fault_line, row.fault_column);
		str_add(out, "/");
	}
	if (err.kind != ERR_NONE)
		str_printf(out, "!%d:%d %s", row.line, row.column, err.text);
	csv_free(csv);
}

#define BYTES(text) text, sizeof(text) - 1
static const struct { const char *bytes; size_t len; const char *want; } files[] = {
	{ BYTES(""), "" },
	{ BYTES("\n\r\n\r"), "" },
	{ BYTES("a,b\n1,2\n"), "1:1=a|1:3=b|/2:1=1|2:3=2|/" },
	{ BYTES("a,b\r\n1,2"), "1:1=a|1:3=b|/2:1=1|2:3=2|/" },
	{ BYTES("a,b\r1,2\r\r3,4\r"), "1:1=a|1:3=b|/2:1=1|2:3=2|/4:1=3|4:3=4|/" },
	{ BYTES("a,\n,\n"), "1:1=a|1:3=|/2:1=|2:2=|/" },
	{ BYTES("\xef\xbb\xbf" "a;b\n1;2,5\n"), "1:1=a|1:3=b|/2:1=1|2:3=2,5|/" },
	{ BYTES("a\tb\n\"1\t\"\t2\n"), "1:1=a|1:3=b|/2:1=1\t|2:6=2|/" },
	{ BYTES("sep=;\na;b,c\n"), "2:1=a|2:3=b,c|/" },
	{ BYTES("\"a;b;c\",d\n"), "1:1=a;b;c|1:9=d|/" },
	{ BYTES("\"say \"\"hi\"\"\",2\n"), "1:1=say \"hi\"|1:14=2|/" },
	{ BYTES("\"two\r\nlines\",x\ny,z\n"), "1:1=two\nlines|2:8=x|/3:1=y|3:3=z|/" },
	{ BYTES("5'10\" tall,x\n"), "1:1=5'10\" tall|1:12=x|/" },
	{ BYTES("\"a\" ,b\n"), "1:1=a |1:6=b|/" },
	{ BYTES("\"a\"b,c\nd,e\n"), "1:1=ab|1:6=c|?1:4/2:1=d|2:3=e|/" },
	{ BYTES("Jos\xe9,Zo\xc3\xab,\x80\n"), "1:1=Jos\xc3\xa9|1:6=Zo\xc3\xab|1:10=\xe2\x82\xac|/" },
	{ BYTES("a,b\x1a"), "1:1=a|1:3=b\x1a|/" },
	{ BYTES("a,b\n\x1a"), "1:1=a|1:3=b|/" },
	/* A quote left open costs its line; in the first row it says that this is no such file. */
	{ BYTES("a,b\n1,\"2\n3,4\n"), "1:1=a|1:3=b|/2:1=1|2:3=2|?2:3/3:1=3|3:3=4|/" },
	{ BYTES("a,b\n1,\"2\r\n\"3\",4\r\n5,\"6"), "1:1=a|1:3=b|/2:1=1|2:3=2\n3\"|3:5=4|?3:2/4:1=5|4:3=6|?4:3/" },
	{ BYTES("a,b\n1,\"2\n\n3,\"\"\n5,6"), "1:1=a|1:3=b|/2:1=1|2:3=2|?2:3/4:1=3|4:3=|/5:1=5|5:3=6|/" },
	{ BYTES("a,\"b\n1,2\n"), "!1:3 the quote that opens here is never closed" },
	{ BYTES("a,b\n1,\0002\n3,4\n"), "1:1=a|1:3=b|/2:1=1|2:3=2|?2:3/3:1=3|3:3=4|/" },
	{ BYTES("a,\0b\n1,2\n"), "!1:3 there is a NUL byte: this is no text" },
	{ BYTES("PK\x03\x04 and so on"), "!1:1 this is an Excel workbook (xlsx) or an archive, no CSV. "
	    "Save it as \"CSV UTF-8\" and import that" },
	{ BYTES("\xff\xfe" "a\0,\0"), "!1:1 this is UTF-16 text. Save it as \"CSV UTF-8\" and import "
	    "that" },
};

static void
reads_what_spreadsheets_write(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(files); i++) {
		struct str out = STR_INIT;
		show(files[i].bytes, files[i].len, 4096, &out);
		if (strcmp(out.text, files[i].want) != 0)
			fail_test("file %zu: %s", i, out.text);
		str_clear(&out);
	}
}

/* Wherever the borders of reading fall.  (What is looked at first stands in the first bytes.) */
static void
reads_piece_by_piece(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(files); i++)
		for (size_t step = 16; step < 24; step++) {
			struct str out = STR_INIT;
			show(files[i].bytes, files[i].len, step, &out);
			if (strcmp(out.text, files[i].want) != 0)
				fail_test("file %zu by %zu: %s", i, step, out.text);
			str_clear(&out);
		}
}

static void
keeps_its_limits(void **state)
{
	struct str bytes = STR_INIT, out = STR_INIT;
	(void)state;

	str_add(&bytes, "a,b\n1,\"");
	for (int i = 0; i < CSV_ROW_BYTES_MAX; i++)
		str_add_char(&bytes, i % 64 == 0 ? '\n' : 'x');
	show(bytes.text, bytes.len, 65536, &out);
	assert_memory_equal(out.text, "1:1=a|1:3=b|/2:1=1|2:3=|?2:3/3:1=xxx", 36);
	str_truncate(&bytes, 0);
	str_truncate(&out, 0);
	for (int i = 0; i <= CSV_FIELDS_MAX; i++)
		str_add_char(&bytes, ',');
	show(bytes.text, bytes.len, 65536, &out);
	assert_string_equal(out.text, "!1:4097 the row has more than 4096 fields");

	/* Behind the first row each is a row's fault: too many fields, too many bytes; the next row is read. */
	struct str long_rows = STR_INIT;
	str_printf(&long_rows, "a\n%s\n", bytes.text);
	for (int i = 0; i <= CSV_ROW_BYTES_MAX; i++)
		str_add_char(&long_rows, 'x');
	str_add(&long_rows, "\nlast\n");
	str_truncate(&out, 0);
	show(long_rows.text, long_rows.len, 65536, &out);
	assert_memory_equal(out.text, "1:1=a|/2:1=|2:2=|", 17);
	assert_non_null(strstr(out.text, "?2:4097/3:1=xxx"));
	assert_non_null(strstr(out.text, "x|?3:1/4:1=last|/"));
	str_clear(&long_rows);
	str_clear(&bytes);
	str_clear(&out);
}

static bool
read_then_fail(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	int *times = context;

	(void)size;
	if ((*times)++ > 0)
		return fail(err, ERR_SYSTEM, "the disk is gone");
	memcpy(bytes, "a,b\n1,", 6);
	*ret_len = 6;
	return true;
}

static void
passes_on_what_the_disk_says(void **state)
{
	int times = 0;
	struct csv *csv = csv_new(read_then_fail, &times);
	struct err err = ERR_INIT;
	struct csv_row row;
	(void)state;

	assert_true(csv_next(csv, &row, &err));
	assert_false(csv_next(csv, &row, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	csv_free(csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_spreadsheets_write),
		cmocka_unit_test(reads_piece_by_piece),
		cmocka_unit_test(keeps_its_limits),
		cmocka_unit_test(passes_on_what_the_disk_says),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
