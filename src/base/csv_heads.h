/* csv_heads: columns found by their headings, each of which may be written in several ways, letter case aside. */
#ifndef BASE_CSV_HEADS_H
#define BASE_CSV_HEADS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/csv.h"

#define CSV_HEAD_NAMES	4
#define CSV_NO_COLUMN	((size_t)-1)

struct csv_head {
	const char	*name[CSV_HEAD_NAMES];	/* as it may be written; NULL ends them */
	bool		 must;			/* the file is none without it */
};

/* Fills at[wants], CSV_NO_COLUMN where there is none.  Returns the first name of a column that must be there and
 * is not; NULL when all are. */
const char *csv_heads_find(const char *const *heading, size_t count, const struct csv_head *want, size_t wants,
	    size_t *at);

/* The same in a row of a file. */
const char *csv_heads_find_in(const struct csv_row *header, const struct csv_head *want, size_t wants, size_t *at);

#endif
