/*
 * import_file: one file of records on its way in, a CSV file or a sheet of a workbook: what the command "import" and
 * the page Import do alike.  Whether rows go into the database or into a copy of it to try is the caller's
 * (in->db); what a heading means: store/import_map.h.
 */
#ifndef STORE_IMPORT_FILE_H
#define STORE_IMPORT_FILE_H

#include <stdio.h>

#include "base/file_reader.h"
#include "base/json.h"
#include "base/xlsx.h"
#include "core/sheet.h"
#include "store/import.h"

struct import_file {
	struct import		*in;
	struct file_reader	 source;
	struct xlsx		*xlsx;		/* NULL: the file is no workbook */
	FILE			*rejects;	/* the caller's; NULL: not wanted */
	const char		*rejects_name;
};

/* Opens the file whose bytes are at "path"; people know it as in->file, which is what messages name.  "sheet": of a
 * workbook, NULL the first that is shown.  in->context becomes the import_file. */
bool	import_file_open(struct import_file *f, struct import *in, const char *path, bool may_be_workbook,
	    const char *sheet, struct err *err);
void	import_file_close(struct import_file *f);	/* one that is not open is well */

/* Refused rows go there as CSV, each with why in its last column, to be mended and imported. */
bool	import_file_refuse_into(struct import_file *f, struct import *in, FILE *rejects, const char *name,
	    struct err *err);

/* All rows, and the end of the last transaction, also after a failure: what is in is in.  A failure that has a place in
 * the file is worded with it.  "map" may be NULL. */
bool	import_file_take(struct import_file *f, struct import *in, const struct record_kind *kind,
	    const struct sheet_map *map, struct err *err);

/* What import_file_take() ends with, for who reads the rows of another kind of file; "ok": they were. */
bool	import_file_end(struct import *in, bool ok, int line, int column, struct err *err);

/*
 * What its columns are taken for, without taking any row: adds {"heading","target","sample","is_secret"} to the array,
 * "target" null where one is left out, "sample" the cell below.  *ret_line: of the header; 0 where none of the first
 * rows has the columns that are needed: then the headings are those of the fullest of them.
 */
bool	import_file_columns(struct import_file *f, const struct record_kind *kind, const struct sheet_map *map,
	    struct arena *a, struct json *columns, int *ret_line, struct err *err);

#endif
