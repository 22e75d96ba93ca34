/* exclusion_inside: one row of a list, between its cells and its meaning. */
#ifndef REGISTRY_EXCLUSION_INSIDE_H
#define REGISTRY_EXCLUSION_INSIDE_H

#include "registry/exclusion.h"

#define COLUMN_NONE	SIZE_MAX

struct columns {
	size_t		 at[ROLES];		/* COLUMN_NONE: the map has none */
	const char	**heading;
	size_t		 count;
};

/* Fills *ret_row, in "a".  False when nobody is named. */
bool	exclusion_row_read(const struct list_map *map, const struct columns *c,
	    const struct csv_row *row, int32_t today_day, struct arena *a,
	    struct exclusion_row *ret_row);

/* The exclusion is over: reinstated. */
bool	exclusion_row_ended(const struct list_map *map, const struct columns *c,
	    const struct csv_row *row);

/* Without white space at both ends. */
const char *exclusion_trim(const char *text, struct arena *a);

#endif
