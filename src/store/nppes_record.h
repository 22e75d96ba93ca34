/* nppes_record: what the NPI registry last said of a provider, for comparing; it never changes ours. */
#ifndef STORE_NPPES_RECORD_H
#define STORE_NPPES_RECORD_H

#include "core/mismatch.h"
#include "db/db.h"

struct nppes_record_row {
	struct mismatch_registry said;
	int32_t		 updated_day;		/* DAY_NONE: not said */
	const char	*read_from;		/* the file, or "lookup" */
	int64_t		 read_ms;
};

/* In the caller's transaction; nothing is written where nothing changed. */
bool	nppes_record_save(struct db *db, int64_t provider_id, const struct nppes_record_row *row,
	    struct err *err);

/* *ret_row is NULL when the registry has never been read for this provider. */
bool	nppes_record_load(struct db *db, int64_t provider_id, struct arena *a,
	    struct nppes_record_row **ret_row, struct err *err);

#endif
