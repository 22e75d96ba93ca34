/*
 * xlsx: rows of the sheet as they are pulled.  A row is written when its element ends; cells and rows that
 * the file leaves out are empty ones, so that places stay what they are in the workbook.
 */
#include "base/xlsx.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/day.h"
#include "base/xlsx_inside.h"
#include "base/zip.h"
#include "base/banned.h"

#define PIECE_BYTES	16384
#define ROWS_MAX	1048576
#define DAY_OF_1900	(-25569)	/* 30 December 1899: number 0, from 1 March 1900 on */
#define DAY_OF_1904	(-24107)
#define DAYS_MAX	2958465		/* 31 December 9999 */

struct xlsx {
	struct book	 book;
	struct zip	*zip;
	struct xml	*xml;
	struct xml_listener listener;
	bool		 has_ended;
	struct str	 out;		/* CSV that nobody took so far */
	size_t		 taken;
	const char	*refused;
	/* The cell at hand. */
	char		 type[12];
	size_t		 style;
	struct str	 value;
	bool		 in_value, in_inline;
	int		 phonetic;
	int		 row, column;	/* last written, from 1 */
	int		 cell_column;
	size_t		 row_begin;
};

bool
xlsx_is_one(const char *path)
{
	return zip_is_one(path);
}

/* "AB12": 28; 0 when it says no column. */
static int
column_of(const char *reference)
{
	int column = 0;

	for (; isupper((unsigned char)*reference) && column < CSV_FIELDS_MAX * 26; reference++)
		column = column * 26 + (*reference - 'A' + 1);
	return column;
}

static void
begin_row(struct xlsx *x, const char *reference)
{
	int row = reference != NULL ? (int)strtol(reference, NULL, 10) : x->row + 1;

	if (row <= x->row || row > ROWS_MAX) {
		x->refused = "its rows are out of order";
		return;
	}
	for (; x->row + 1 < row; x->row++)
		str_add(&x->out, "\r\n");
	x->row = row;
	x->column = 0;
	x->row_begin = x->out.len;
}

static void
begin_cell(struct xlsx *x, const char *const *attribute)
{
	const char *type = book_attribute(attribute, "t"), *style = book_attribute(attribute, "s");
	const char *reference = book_attribute(attribute, "r");

	snprintf(x->type, sizeof(x->type), "%s", type != NULL ? type : "n");
	x->style = style != NULL ? (size_t)strtoul(style, NULL, 10) : 0;
	x->cell_column = reference != NULL ? column_of(reference) : x->column + 1;
	str_truncate(&x->value, 0);
	if (x->cell_column <= x->column)
		x->refused = "its cells are out of order";
	else if (x->cell_column > CSV_FIELDS_MAX)
		x->refused = "it has too many columns";
}

static void
on_open(void *context, const char *name, const char *const *attribute)
{
	struct xlsx *x = context;
	const char *local = book_local(name);

	if (x->refused != NULL)
		return;
	if (strcmp(local, "row") == 0)
		begin_row(x, book_attribute(attribute, "r"));
	else if (strcmp(local, "c") == 0)
		begin_cell(x, attribute);
	else if (strcmp(local, "is") == 0)
		x->in_inline = true;
	x->phonetic += strcmp(local, "rPh") == 0;
	x->in_value = strcmp(local, "v") == 0 ||
	    (strcmp(local, "t") == 0 && x->in_inline && x->phonetic == 0);
}

static void
on_text(void *context, const char *bytes, size_t len)
{
	struct xlsx *x = context;

	if (x->in_value && x->value.len + len <= CSV_ROW_BYTES_MAX)
		str_add_bytes(&x->value, bytes, len);
	else if (x->in_value)
		x->refused = "one cell is too long";
}

/* Always in quotes, so that no text is taken for another separator; its line breaks are parted. */
static void
add_text(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '\r')
			continue;
		if (*text == '"')
			str_add_char(out, '"');
		if (*text == '\n')
			str_add(out, "; ");
		else
			str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

/* A day by its number; the time of day is left out. */
static bool
add_day(struct xlsx *x, double number)
{
	char text[DAY_TEXT_BYTES];

	if (!(number >= 1 && number <= DAYS_MAX))
		return false;
	int32_t day = (int32_t)floor(number);
	if (x->book.is_1904)
		day += DAY_OF_1904;
	else	/* the system of 1900 has a 29 February in that year: numbers before it are one short */
		day += DAY_OF_1900 + (day < 60);
	add_text(&x->out, day_format(day, text));
	return true;
}

/* 15 digits are what a workbook holds; "1.234567893E9" is 1234567893. */
static void
add_number(struct xlsx *x)
{
	char text[40], *end;
	double number = strtod(x->value.text, &end);

	if (end == x->value.text || *end != '\0') {
		add_text(&x->out, x->value.text);
		return;
	}
	if (x->style < x->book.styles && x->book.style_is_day[x->style] && add_day(x, number))
		return;
	snprintf(text, sizeof(text), "%.15g", number);
	add_text(&x->out, strpbrk(x->value.text, ".eE") == NULL || strpbrk(text, "eE") != NULL ? x->value.text : text);
}

static void
add_shared(struct xlsx *x)
{
	char *end;
	unsigned long i = strtoul(x->value.text, &end, 10);

	if (end == x->value.text || *end != '\0' || i >= x->book.shared_count)
		x->refused = "a cell names a text that is not there";
	else
		add_text(&x->out, x->book.shared[i]);
}

static void
end_cell(struct xlsx *x)
{
	for (; x->column + 1 < x->cell_column; x->column++)
		str_add(&x->out, x->column > 0 ? "," : "");
	if (x->column > 0)
		str_add_char(&x->out, ',');
	x->column = x->cell_column;
	if (x->value.len == 0)
		return;
	if (strcmp(x->type, "s") == 0)
		add_shared(x);
	else if (strcmp(x->type, "n") == 0)
		add_number(x);
	else if (strcmp(x->type, "b") == 0)
		add_text(&x->out, strcmp(x->value.text, "1") == 0 ? "yes" : "no");
	else if (strcmp(x->type, "d") == 0)
		add_text(&x->out, arena_strndup(&x->book.arena, x->value.text, 10));
	else
		add_text(&x->out, x->value.text);
	if (x->out.len - x->row_begin > CSV_ROW_BYTES_MAX)
		x->refused = "one row is too long";
}

static void
on_close(void *context, const char *name)
{
	struct xlsx *x = context;
	const char *local = book_local(name);

	x->in_value = false;
	x->phonetic -= strcmp(local, "rPh") == 0;
	if (x->refused != NULL)
		return;
	if (strcmp(local, "is") == 0)
		x->in_inline = false;
	else if (strcmp(local, "c") == 0)
		end_cell(x);
	else if (strcmp(local, "row") == 0)
		str_add(&x->out, "\r\n");
}

/* The sheet that is meant; the message of a failure has their names. */
static const struct book_sheet *
find_sheet(const struct book *b, const char *word, struct err *err)
{
	struct str names = STR_INIT;
	char number[24];

	for (size_t i = 0; i < b->sheets; i++) {
		const struct book_sheet *sheet = &b->sheet[i];
		snprintf(number, sizeof(number), "%zu", i + 1);
		if (word == NULL ? !sheet->is_hidden : text_equal_nocase(sheet->name, word) ||
		    text_equal(number, word)) {
			str_clear(&names);
			return sheet;
		}
		str_printf(&names, "%s\"%s\"", i > 0 ? ", " : "", sheet->name);
	}
	if (word != NULL)
		fail(err, ERR_INPUT, "the workbook has no sheet \"%s\". It has %s", word, names.text);
	else
		fail(err, ERR_INPUT, "the workbook has no sheet that is shown");
	str_clear(&names);
	return NULL;
}

static const char *
path_of(const struct book *b, const struct book_sheet *sheet)
{
	for (size_t i = 0; i < b->targets; i++)
		if (strcmp(b->target[i].relation, sheet->relation) == 0)
			return b->target[i].path;
	return "xl/worksheets/sheet1.xml";
}

static bool
open_sheet(struct xlsx *x, const char *path, const char *word, struct err *err)
{
	if (!book_read(path, &x->book, err))
		return false;
	const struct book_sheet *sheet = find_sheet(&x->book, word, err);
	if (sheet == NULL || !zip_open(path, path_of(&x->book, sheet), &x->zip, err))
		return false;
	x->listener = (struct xml_listener){ on_open, on_text, on_close, x };
	x->xml = xml_new(&x->listener);
	return true;
}

bool
xlsx_open(const char *path, const char *sheet, struct xlsx **ret_xlsx, struct err *err)
{
	struct xlsx *x = heap_alloc(sizeof(*x));
	struct err why = ERR_INIT;

	*x = (struct xlsx){ .out = STR_INIT, .value = STR_INIT, .type = "n" };
	if (open_sheet(x, path, sheet, &why)) {
		*ret_xlsx = x;
		return true;
	}
	xlsx_close(x);
	return fail(err, ERR_INPUT, "%s", why.text);
}

void
xlsx_close(struct xlsx *x)
{
	if (x == NULL)
		return;
	xml_free(x->xml);
	zip_close(x->zip);
	book_clear(&x->book);
	str_clear(&x->out);
	str_clear(&x->value);
	free(x);
}

/* More rows into x->out, until there is something or the sheet ends. */
static bool
fill(struct xlsx *x, struct err *err)
{
	char piece[PIECE_BYTES];
	size_t len;

	str_truncate(&x->out, 0);
	x->taken = x->row_begin = 0;
	while (x->out.len == 0 && !x->has_ended) {
		if (!zip_read(x->zip, piece, sizeof(piece), &len, err))
			return false;
		x->has_ended = len == 0;
		if (!(x->has_ended ? xml_end(x->xml, err) : xml_add(x->xml, piece, len, err)))
			return false;
		if (x->refused != NULL)
			return fail(err, ERR_INPUT, "row %d: %s", x->row, x->refused);
	}
	return true;
}

bool
xlsx_read(void *xlsx, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct xlsx *x = xlsx;

	if (x->taken == x->out.len && !fill(x, err))
		return false;
	size_t left = x->out.len - x->taken;
	*ret_len = left < size ? left : size;
	memcpy(bytes, x->out.text + x->taken, *ret_len);
	x->taken += *ret_len;
	return true;
}
