/*
 * xlsx: one sheet of a workbook (ECMA-376, SpreadsheetML) as the bytes of a CSV file, so that whatever
 * reads CSV reads workbooks: line n is row n.  Memory is bounded: the sheet is never held, the texts that
 * it shares with others are, up to XLSX_SHARED_BYTES_MAX.
 *
 * Numbers whose style is a date come as YYYY-MM-DD, in the 1900 and the 1904 system; a formula comes as
 * the value it had when the workbook was saved; TRUE is yes.  A line break in a cell becomes "; ", so that
 * lines stay rows.
 */
#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define XLSX_SHARED_BYTES_MAX	(128 << 20)

struct xlsx;

/* Does the file begin like a ZIP archive? */
bool	xlsx_is_one(const char *path);

/* "sheet": a name or a number from 1; NULL: the first that is shown.  ERR_INPUT: no workbook, or no such
 * sheet (the message names those there are). */
bool	xlsx_open(const char *path, const char *sheet, struct xlsx **ret_xlsx, struct err *err);
void	xlsx_close(struct xlsx *x);		/* NULL is well */

/* Of the type csv_read_fn. */
bool	xlsx_read(void *xlsx, char *bytes, size_t size, size_t *ret_len, struct err *err);

#endif
