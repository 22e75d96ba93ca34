/*
 * import_sheet: a spreadsheet of providers, payers, locations, credentials, enrollments or contacts.
 * A row of providers may also make credentials (license, DEA, CDS, board, malpractice columns) and
 * enrollments (a column of payers).
 */
#ifndef STORE_IMPORT_SHEET_H
#define STORE_IMPORT_SHEET_H

#include "base/csv.h"
#include "core/sheet.h"
#include "store/import.h"

/*
 * Imports all rows.  False when nothing was usable (ERR_INPUT: no CSV, no header with the columns
 * that are needed; *ret_line and *ret_column say where) or when the database failed.  A file that
 * breaks off in the middle is a refused row.
 */
bool	import_sheet(struct import *in, struct csv *csv, const struct record_kind *kind,
	    const struct sheet_map *map, int *ret_line, int *ret_column, struct err *err);

#endif
