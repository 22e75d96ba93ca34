/*
 * xlsx_writer: a workbook of one sheet written row by row through libxlsxwriter, in bounded memory.  The only
 * room that includes xlsxwriter.h.  What looks like a formula is text there, and runs nowhere.
 */
#ifndef BASE_XLSX_WRITER_H
#define BASE_XLSX_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"

#define XLSX_ROWS_MAX	1048576		/* with the heads */

struct xlsx_writer;

/* The file gets its name when it is whole.  now_ms: when it was made, as its properties say. */
struct xlsx_writer	*xlsx_writer_open(const char *path, const char *sheet, int64_t now_ms);

/* The keys of an object as heads, in bold, that stay when one scrolls. */
void	xlsx_writer_add_heads(struct xlsx_writer *w, const struct json *row);

/*
 * Its values: days under a key "..._day" as days, numbers as numbers, yes and no in words, arrays and
 * objects as their JSON, all else as text.  ERR_INPUT: more rows or a longer text than a workbook holds.
 */
bool	xlsx_writer_add_row(struct xlsx_writer *w, const struct json *row, struct err *err);

bool	xlsx_writer_close(struct xlsx_writer *w, struct err *err);	/* frees, also when it fails */
void	xlsx_writer_drop(struct xlsx_writer *w);			/* leaves nothing; NULL is well */

#endif
