/*
 * revalidation: the list of days on which Medicare enrollments are due (CMS, "Revalidation Due Date List"), as
 * CSV or as an answer of its data viewer (JSON, domain.md section 10).  Of its millions of rows those are kept
 * that name an NPI of ours.
 */
#ifndef REGISTRY_REVALIDATION_H
#define REGISTRY_REVALIDATION_H

#include "base/csv.h"
#include "registry/ask.h"
#include "store/import.h"

/*
 * Takes a file of either form; "rows" counts all of them, "added", "updated" and "unchanged" those that are ours.
 * A day that has passed is a warning: it stays on the list after filing.  A row whose day cannot be read is
 * refused when it is ours.  The whole file and its SHA-256 are on record as a look-up.  False when it is no such
 * list (ERR_INPUT; *ret_line and *ret_column say where, 0 when no place is to blame) or the database failed.
 */
bool	revalidation_import(struct import *in, csv_read_fn read, void *context, int *ret_line,
	    int *ret_column, struct err *err);

/*
 * Asks the data viewer of CMS about one NPI and takes its rows in, as an import of a file would.  False as
 * registry_ask(), or as revalidation_import().
 */
struct revalidation_wish { struct registry_way way; const char *npi; int64_t provider_id; };
bool	revalidation_lookup(const struct revalidation_wish *wish, struct import *in, struct arena *a,
	    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err);

#endif
