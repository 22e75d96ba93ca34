/* import_name: former names and aliases of providers, from a CSV of NPI, kind, last and first name. */
#ifndef STORE_IMPORT_NAME_H
#define STORE_IMPORT_NAME_H

#include "base/csv.h"
#include "store/import.h"

/*
 * As "export" writes them, or with usual headings; kind: former (when left out), alias, professional.  A row of a
 * provider who is not here is refused alone.  False when the columns are not there (ERR_INPUT; *ret_line and
 * *ret_column say where) or the database failed.
 */
bool	import_names(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
	    struct err *err);

/* One name, in the caller's transaction, with its row in the audit log; the start rules and the screening look
 * again.  kind as above, NULL: former.  *ret_added is false when it was there.  ERR_INPUT: no such kind, no name. */
bool	import_name_add(struct db *db, int64_t provider_id, const char *kind, const char *last_name,
	    const char *first_name, const struct record_by *by, bool *ret_added, struct err *err);

#endif
