/* record_version: a change of a record upon the version that its author saw, for pages and for programs. */
#ifndef STORE_RECORD_VERSION_H
#define STORE_RECORD_VERSION_H

#include "base/json.h"
#include "store/record.h"

/*
 * Writes the fields as record_set() does, in a transaction of its own, when the row is still as it was at
 * by->seen_ms (its modified_ms; 0: whatever there is).  When somebody changed it since, nothing is written: *ret_stale
 * is the row as it is now, which the caller frees, else NULL.
 */
bool	record_set_seen(struct db *db, struct record *r, int64_t id, const struct record_by *by, const struct zone *zone,
	    struct json **ret_stale, struct err *err);

#endif
