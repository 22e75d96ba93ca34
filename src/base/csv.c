/*
 * csv: one pass over the bytes.
 *	row	:= field (delimiter field)* (CR LF | LF | CR | end)
 *	field	:= '"' (any but '"' | '""')* '"'  |  (any but delimiter, CR, LF)*
 * A quote inside a field without quotes is a character like others; words behind a closing quote
 * are kept, and the row is marked as doubtful.
 *
 * What must not be broken: no row costs the rows behind it.  A quote that is not closed would swallow them; so the bytes
 * behind the line in which it opened are kept (at most the length of a row) and read again as rows of their own.  No byte
 * is read a third time: behind a quote that stays open all others come in pairs, and a pair opens nothing.
 */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv_sniff.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define READ_BYTES	65536
#define END		(-1)
#define CSV_QUOTE_OPEN	"the quote that opens here is not closed in its line"

struct csv {
	csv_read_fn	 read;
	void		*context;
	char		 bytes[READ_BYTES];
	size_t		 at, filled;
	bool		 began, ended;
	struct err	 err;			/* of reading */
	int64_t		 bytes_read;
	int		 line, column;		/* of the next byte */
	char		 delimiter;
	bool		 cp1252;
	bool		 is_by_line;		/* no row is longer than its line */
	bool		 is_strict;		/* a quote left open ends the file */
	int64_t		 rows;			/* given so far */

	struct str	 kept;			/* bytes behind the first line of a quote that is open */
	bool		 keeps;
	struct str	 again;			/* bytes to be read once more, before those of the file */
	size_t		 again_at;
	bool		 is_cut;		/* the row ends here, whatever comes */

	struct str	 text;			/* of all fields of the row, a NUL behind each */
	struct csv_field *field;
	size_t		*start;			/* where each field begins in "text" */
	size_t		 fields, size;
	bool		 high;			/* the field has a byte above 127 */
	struct csv_row	*row;
};

struct csv *
csv_new(csv_read_fn read, void *context)
{
	struct csv *csv = heap_alloc(sizeof(*csv));

	csv->read = read;
	csv->context = context;
	csv->line = csv->column = 1;
	csv->text = csv->kept = csv->again = (struct str)STR_INIT;
	return csv;
}

void
csv_free(struct csv *csv)
{
	if (csv == NULL)
		return;
	str_clear(&csv->text);
	str_clear(&csv->kept);
	str_clear(&csv->again);
	free(csv->field);
	free(csv->start);
	free(csv);
}

void
csv_end_rows_at_lines(struct csv *csv)
{
	csv->is_by_line = true;
}

void
csv_end_file_at_open_quote(struct csv *csv)
{
	csv->is_strict = true;
}

char
csv_delimiter(const struct csv *csv)
{
	return csv->delimiter;
}

bool
csv_was_cp1252(const struct csv *csv)
{
	return csv->cp1252;
}

int64_t
csv_bytes_read(const struct csv *csv)
{
	return csv->bytes_read;
}

static void
refill(struct csv *csv)
{
	size_t len = 0;

	csv->at = csv->filled = 0;
	if (csv->ended)
		return;
	if (!csv->read(csv->context, csv->bytes, sizeof(csv->bytes), &len, &csv->err) || len == 0)
		csv->ended = true;
	csv->filled = len;
	csv->bytes_read += (int64_t)len;
}

/* The next byte without taking it; END behind the last. */
static int
peek(struct csv *csv)
{
	if (csv->again_at < csv->again.len)
		return (unsigned char)csv->again.text[csv->again_at];
	if (csv->at == csv->filled)
		refill(csv);
	return csv->at < csv->filled ? (unsigned char)csv->bytes[csv->at] : END;
}

static void
step(struct csv *csv, int c)
{
	if (csv->keeps)
		str_add_char(&csv->kept, (char)c);
	if (csv->again_at < csv->again.len)
		csv->again_at++;
	else
		csv->at++;
}

/* Takes the byte that was peeked at. */
static void
take(struct csv *csv, int c)
{
	step(csv, c);
	if ((c & 0xc0) != 0x80)		/* a byte inside a character is no column */
		csv->column++;
}

/* Takes CR, LF or CRLF. */
static void
take_line_end(struct csv *csv, int c)
{
	step(csv, c);
	if (c == '\r' && peek(csv) == '\n')
		step(csv, '\n');
	csv->line++;
	csv->column = 1;
}

static bool
fail_at(struct csv *csv, int line, int column, struct err *err, const char *what)
{
	csv->ended = true;
	csv->at = csv->filled = 0;
	str_truncate(&csv->again, csv->again_at = 0);
	csv->row->line = line;
	csv->row->column = column;
	return fail(err, ERR_INPUT, "%s", what);
}

/* Excel's own "sep=;" line. */
static bool
take_sep_line(struct csv *csv)
{
	const char *b = csv->bytes + csv->at;
	size_t len = csv->filled - csv->at;

	if (len < 6 || memcmp(b, "sep=", 4) != 0 || (b[5] != '\r' && b[5] != '\n'))
		return false;
	csv->delimiter = b[4];
	csv->at += 5;
	take_line_end(csv, peek(csv));
	return true;
}

static bool
begin(struct csv *csv, struct err *err)
{
	csv->began = true;
	peek(csv);
	const char *what = csv_no_text(csv->bytes, csv->filled);
	if (what != NULL)
		return fail_at(csv, 1, 1, err, what);
	csv->at = utf8_mark_bytes(csv->bytes, csv->filled);
	if (!take_sep_line(csv))
		csv->delimiter = csv_sniff(csv->bytes + csv->at, csv->filled - csv->at);
	return true;
}

static void
begin_field(struct csv *csv)
{
	if (csv->fields == csv->size) {
		csv->size = csv->size > 0 ? csv->size * 2 : 64;
		csv->field = heap_resize(csv->field, csv->size, sizeof(*csv->field));
		csv->start = heap_resize(csv->start, csv->size, sizeof(*csv->start));
	}
	csv->field[csv->fields] = (struct csv_field){ NULL, csv->line, csv->column };
	csv->start[csv->fields] = csv->text.len;
	csv->high = false;
}

static void
end_field(struct csv *csv)
{
	size_t start = csv->start[csv->fields++], len = csv->text.len - start;

	if (csv->high && !utf8_valid(csv->text.text + start, len)) {
		struct str utf8 = STR_INIT;
		utf8_from_cp1252(csv->text.text + start, len, &utf8);
		str_truncate(&csv->text, start);
		str_add_bytes(&csv->text, utf8.text, utf8.len);
		str_clear(&utf8);
		csv->cp1252 = true;
	}
	str_add_char(&csv->text, '\0');
}

static void
set_fault(struct csv *csv, int line, int column, const char *what)
{
	if (csv->row->fault != NULL)
		return;
	csv->row->fault = what;
	csv->row->fault_line = line;
	csv->row->fault_column = column;
}

/* A row that cannot be read whole is one row; the first of a file, though, says what the file is. */
static bool
break_row(struct csv *csv, int line, int column, const char *what, struct err *err)
{
	if (csv->rows == 0)
		return fail_at(csv, line, column, err, what);
	set_fault(csv, line, column, what);
	csv->row->is_broken = true;
	return true;
}

/* Keeps a byte of the field. */
static bool
keep(struct csv *csv, int c, struct err *err)
{
	if (c == '\0')
		return break_row(csv, csv->line, csv->column - 1, "there is a NUL byte: this is no text", err);
	if (csv->text.len >= CSV_ROW_BYTES_MAX)
		return break_row(csv, csv->row->line, csv->row->column, "the row that begins here is longer than 1 MB",
		    err);
	csv->high = csv->high || c >= 0x80;
	str_add_char(&csv->text, (char)(c == '\v' ? '\n' : c));
	return true;
}

static bool
at_field_end(const struct csv *csv, int c)
{
	return c == END || c == csv->delimiter || c == '\r' || c == '\n';
}

/* An open quote, and where the next line begins, if there was one. */
struct open_quote { int line, column; size_t text_bytes; };

/* The row ends with the line in which the quote opened; what came behind is read again. */
static bool
leave_open(struct csv *csv, const struct open_quote *quote, const char *what, struct err *err)
{
	csv->keeps = false;
	if (csv->is_strict)
		return fail_at(csv, quote->line, quote->column, err, what);
	if (csv->row->fault != NULL && csv->row->fault_line > quote->line)
		csv->row->fault = NULL;		/* that will be another row's */
	if (!break_row(csv, quote->line, quote->column, what, err))
		return false;
	csv->is_cut = true;
	if (csv->line == quote->line)
		return true;
	str_add_bytes(&csv->kept, csv->again.text + csv->again_at, csv->again.len - csv->again_at);
	str_truncate(&csv->again, csv->again_at = 0);
	str_add_bytes(&csv->again, csv->kept.text, csv->kept.len);
	str_truncate(&csv->kept, 0);
	str_truncate(&csv->text, quote->text_bytes);
	csv->line = quote->line + 1;
	csv->column = 1;
	return true;
}

static bool
is_line_end(int c)
{
	return c == '\r' || c == '\n';
}

/* A line end inside quotes; behind the first one, bytes are kept. */
static void
take_inner_line_end(struct csv *csv, struct open_quote *quote, int c)
{
	bool is_first = csv->line == quote->line;

	if (is_first)
		quote->text_bytes = csv->text.len;
	take_line_end(csv, c);
	if (is_first) {
		str_truncate(&csv->kept, 0);
		csv->keeps = true;
	}
}

/* Behind the opening quote, up to behind the closing one. */
static bool
read_quoted(struct csv *csv, struct err *err)
{
	struct open_quote quote = { .line = csv->line, .column = csv->column - 1 };
	int c;

	while ((c = peek(csv)) != END && !(csv->is_by_line && is_line_end(c))) {
		if (csv->text.len >= CSV_ROW_BYTES_MAX)
			return leave_open(csv, &quote, "the quote that opens here is not closed within 1 MB", err);
		if (is_line_end(c)) {
			take_inner_line_end(csv, &quote, c);
			c = '\n';
		} else {
			take(csv, c);
			if (c == '"') {
				if (peek(csv) != '"') {
					csv->keeps = false;
					return true;
				}
				take(csv, '"');
			}
		}
		if (!keep(csv, c, err))
			return false;
	}
	if (csv->is_by_line) {
		set_fault(csv, quote.line, quote.column, CSV_QUOTE_OPEN);
		return true;
	}
	return leave_open(csv, &quote, "the quote that opens here is never closed", err);
}

static bool
read_field(struct csv *csv, struct err *err)
{
	int c;

	begin_field(csv);
	if (peek(csv) == '"') {
		take(csv, '"');
		if (!read_quoted(csv, err))
			return false;
		if (!csv->is_cut && !at_field_end(csv, peek(csv)) && peek(csv) != ' ')
			set_fault(csv, csv->line, csv->column, "there are words behind a closing quote. A "
			    "quote inside quotes is written twice");
	}
	while (!csv->is_cut && !at_field_end(csv, c = peek(csv))) {
		take(csv, c);
		if (!keep(csv, c, err))
			return false;
	}
	end_field(csv);
	return true;
}

static bool
pass_over_line(struct csv *csv)
{
	int c;

	while ((c = peek(csv)) != END && !is_line_end(c))
		take(csv, c);
	if (c != END)
		take_line_end(csv, c);
	return true;
}

/* Reads one row, empty or not; false at the end, too. */
static bool
read_row(struct csv *csv, struct err *err)
{
	int c;

	str_truncate(&csv->text, 0);
	csv->fields = 0;
	csv->is_cut = csv->keeps = false;
	*csv->row = (struct csv_row){ .line = csv->line, .column = csv->column };
	if (peek(csv) == END || (peek(csv) == 0x1a && csv->again_at == csv->again.len && csv->filled - csv->at == 1))
		return false;		/* the last byte may be the end mark of DOS */
	for (;;) {
		if (csv->fields == CSV_FIELDS_MAX)
			return break_row(csv, csv->line, csv->column, "the row has more than 4096 fields", err) &&
			    pass_over_line(csv);
		if (!read_field(csv, err))
			return false;
		c = peek(csv);
		if (csv->is_cut || c != csv->delimiter)
			break;
		take(csv, c);
	}
	/* A quote that was left open in the last line has no line behind it. */
	if (!csv->is_cut && c != END)
		take_line_end(csv, c);
	return true;
}

bool
csv_next(struct csv *csv, struct csv_row *ret_row, struct err *err)
{
	csv->row = ret_row;
	*ret_row = (struct csv_row){ .line = 1, .column = 1 };
	if (!csv->began && !begin(csv, err))
		return false;
	do {
		if (!read_row(csv, err)) {
			if (csv->err.kind != ERR_NONE && err != NULL)
				*err = csv->err;
			return false;
		}
	} while (csv->fields == 1 && csv->text.len == 1);
	if (csv->err.kind != ERR_NONE) {		/* the file ended too early */
		if (err != NULL)
			*err = csv->err;
		return false;
	}
	csv->rows++;
	for (size_t i = 0; i < csv->fields; i++)
		csv->field[i].text = csv->text.text + csv->start[i];
	ret_row->field = csv->field;
	ret_row->fields = csv->fields;
	return true;
}
