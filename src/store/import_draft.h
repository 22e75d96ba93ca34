/*
 * import_draft: a file of records that somebody brought by the browser, from the first look at it until its rows are in.
 * What is done with such a file: store/import_file.h.
 */
#ifndef STORE_IMPORT_DRAFT_H
#define STORE_IMPORT_DRAFT_H

#include "db/db.h"

struct import_draft {
	int64_t		 import_draft_id;
	const char	*kind, *name, *sha256, *sheet, *map, *status;
	const char	*result;		/* JSON; NULL: it was not tried */
	const char	*rejects_sha256;
	const char	*added_by;
	int64_t		 added_ms, taken_ms;	/* taken_ms INSTANT_NONE: not taken in */
};

/* Adds one that was not looked at ("new"), in the caller's transaction. */
bool	import_draft_add(struct db *db, const struct import_draft *d, int64_t *ret_id, struct err *err);

/* Its strings live in "a".  ERR_MISSING when there is none. */
bool	import_draft_load(struct db *db, int64_t id, struct arena *a, struct import_draft *ret, struct err *err);

/* Writes sheet, map, status, result, rejects and when it was taken in, in the caller's transaction. */
bool	import_draft_save(struct db *db, const struct import_draft *d, struct err *err);

/* The last ones, the newest first, without their rows; lists of excluded parties, which programs send, are none of them. */
void	import_draft_query_list(struct query *q, struct db *db, int64_t limit);

/* Takes away the bytes of those that came more than a day ago, unless something else names them; begins a transaction
 * for each. */
bool	import_draft_sweep(struct db *db, const char *folder, int64_t now_ms, struct err *err);

#endif
