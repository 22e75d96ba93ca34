/*
 * said: what a CAQH extract and a certificate of insurance say of a provider, kept to be held against our record
 * before a submission (core/mismatch.h).  Both are read from a CSV: the extract as it was downloaded, the certificates
 * as somebody listed them from the papers.
 */
#ifndef STORE_SAID_H
#define STORE_SAID_H

#include "core/mismatch.h"
#include "store/import.h"

/* One row a source, in "a". */
bool	said_load(struct db *db, int64_t provider_id, struct arena *a, struct mismatch_said **ret_said,
	    size_t *ret_count, struct err *err);

/*
 * A row a provider, found by NPI; what it says takes the place of what the source said before.  A row of somebody who
 * is not here, and one with a day that is none, is refused alone, at its cell.  False when the columns are not there
 * (ERR_INPUT; *ret_line and *ret_column say where) or the database failed.
 */
bool	said_import_caqh(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
	    struct err *err);
bool	said_import_coi(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
	    struct err *err);

#endif
