/* merge_inside: what the files about merging share, and what a test holds against the schema. */
#ifndef STORE_MERGE_INSIDE_H
#define STORE_MERGE_INSIDE_H

#include "db/db.h"

/* Where a merge may write, and how. */
struct merge_place { const char *table, *column, *select, *update; };
const struct merge_place *merge_place(const char *table, const char *column);
bool	merge_load_value(struct db *db, const struct merge_place *p, int64_t row, struct arena *a,
	    const char **ret_value, struct err *err);
bool	merge_save_value(struct db *db, const struct merge_place *p, int64_t row, const char *value,
	    struct err *err);

/* Columns of a provider that the kept record gets where it has nothing; NULL-ended. */
extern const char *const merge_filled[];

/* "table.column" that points to a provider and stays with a merged one; NULL-ended. */
extern const char *const merge_stays[];

/* Does a merge move what this column points to? */
bool	merge_moves(const char *table, const char *column);

/* Start rules and open cases look again at both and at all that is theirs. */
bool	merge_mark(struct db *db, int64_t one_id, int64_t other_id, int64_t now_ms, struct err *err);

#endif
