/*
 * list_map: which column of a list of excluded parties means what.  LEIE and SAM are built in
 * (registry/leie.c, sam.c); those of states are read from catalogs/state_lists.yaml.
 */
#ifndef CORE_LIST_MAP_H
#define CORE_LIST_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"

enum list_role {
	ROLE_LAST, ROLE_FIRST, ROLE_MIDDLE,	/* a person */
	ROLE_NAME,				/* a person or a business in one cell */
	ROLE_BUSINESS,
	ROLE_ALIAS,
	ROLE_NPI,				/* any valid one in the cell */
	ROLE_BIRTH,
	ROLE_STATE,
	ROLE_ENDED,				/* says that the exclusion is over */
	ROLES
};
extern const char *const list_role_name[ROLES];

#define LIST_HEADINGS_MAX	3	/* names that one column has had */

struct list_map {
	const char	*list;			/* "leie", "state:CA" */
	const char	*label;
	const char	*heading[ROLES][LIST_HEADINGS_MAX];
	const char	*needed;		/* a heading without which it is another file; NULL: none */
	const char	*const *ended;		/* NULL-ended words of ROLE_ENDED; NULL: any day */
	size_t		 last_max, business_max; /* letters that the list has room for; 0: enough */
	bool		 is_first_last;		/* order of names in one cell without a comma */
	bool		 is_by_line;		/* no cell has line breaks */
	bool		 has_comma_aliases;	/* "(also A, B, C)" */
};

/* All maps of the file, in "a"; false with problems. */
bool	list_map_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct list_map **ret_maps, size_t *ret_count, struct problems *problems);

/* Headings are compared without letter case; a line break counts as a blank. */
bool	list_map_is_heading(const char *heading, const char *cell);

#endif
