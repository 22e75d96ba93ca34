/*
 * csv: rows of separated values (RFC 4180 and what spreadsheets make of it), read one at a time in
 * bounded memory, so files may be of any length.
 *
 * Understood: comma, semicolon or tab as the first row shows, or as "sep=;" in its own line says; CR,
 * LF and CRLF; line breaks in quotes; UTF-8 with or without BOM; fields that are no UTF-8 are
 * read as Windows-1252.  Empty lines are passed over.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CSV_ROW_BYTES_MAX	(1 << 20)
#define CSV_FIELDS_MAX		4096

struct csv;

struct csv_field {
	const char	*text;		/* UTF-8, without NUL */
	int		 line, column;	/* where it begins; columns are counted in characters, from 1 */
};

struct csv_row {
	const struct csv_field *field;	/* valid until the next row is read */
	size_t		 fields;
	int		 line, column;	/* of the row; after a failure: the place of what is wrong */
	const char	*fault;		/* a row that could be read, but not as it was meant; else NULL */
	int		 fault_line, fault_column;
	bool		 is_broken;	/* the fault has cost a part of the row */
};

/* More bytes of the file: at most "size"; *ret_len 0 at its end. */
typedef bool (*csv_read_fn)(void *context, char *bytes, size_t size, size_t *ret_len,
	    struct err *err);

struct csv	*csv_new(csv_read_fn read, void *context);
void		 csv_free(struct csv *csv);		/* NULL is well */

/* Before the first row: each line is a row.  A quote that is not closed in its line is then the
 * fault of that row alone, where it would swallow what follows. */
void		 csv_end_rows_at_lines(struct csv *csv);

/* Before the first row: a quote that is never closed means that the file is not whole, and ends it. */
void		 csv_end_file_at_open_quote(struct csv *csv);

/*
 * The next row.  A quote that is never closed (or not within 1 MB), a NUL byte and a row beyond the limits are the fault
 * of their row alone: the line behind it is the next row.  False at the end (err stays ERR_NONE) and when nothing more
 * can be read: ERR_INPUT for such a fault in the very first row, and for a file that is no text (with the advice to save
 * it as CSV).
 */
bool		 csv_next(struct csv *csv, struct csv_row *ret_row, struct err *err);

char		 csv_delimiter(const struct csv *csv);
bool		 csv_was_cp1252(const struct csv *csv);	/* some field so far was no UTF-8 */
int64_t		 csv_bytes_read(const struct csv *csv);

#endif
