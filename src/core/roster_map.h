/*
 * roster_map: how a payer wants its roster: a small YAML file, in the order of its columns.
 *	columns: {"Provider NPI": npi, "TIN": tax_id, "Action": change}
 *	values: {"Group name": Elm Street Clinic}
 */
#ifndef CORE_ROSTER_MAP_H
#define CORE_ROSTER_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"

#define ROSTER_CHANGE	"change"	/* the field that says add, change or terminate */

struct roster_map {
	struct roster_column { const char *heading, *field, *text; } *column;	/* "field", else a fixed "text" */
	size_t			 columns;
};

/* "fields": what a line can have, NULL-ended.  False with problems; all is in "a". */
bool	roster_map_parse(const char *file, const char *bytes, size_t len, const char *const *fields,
	    struct arena *a, struct roster_map *ret_map, struct problems *problems);

#endif
