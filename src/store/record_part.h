/* record_part: one record as an object, and what belongs to it: the credentials, cases, contacts ... of a provider. */
#ifndef STORE_RECORD_PART_H
#define STORE_RECORD_PART_H

#include "base/json.h"
#include "db/db.h"

struct record_part {
	const char	*key;		/* of the array: "credentials" */
	const char	*columns;	/* those that people look at first */
	void		(*open)(struct query *q, struct db *db, int64_t id);	/* opens; the caller ends it */
};

/* The i-th part of a record of that kind (see record_query_list()), NULL after the last. */
const struct record_part *record_part_list(const char *kind, size_t i);

/* The row itself, which the caller frees; ERR_MISSING when there is none. */
bool	record_load_row(struct db *db, const char *kind, int64_t id, const struct zone *zone, struct json **ret_row,
	    struct err *err);

/* The row with all its parts, as "show --json" has it. */
bool	record_load_whole(struct db *db, const char *kind, int64_t id, const struct zone *zone,
	    struct json **ret_row, struct err *err);

#endif
