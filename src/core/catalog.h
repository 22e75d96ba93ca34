/*
 * catalog: the types of credentials that may be kept, from catalogs/credential_types.yaml.
 * No free-hand entries: what is not in the catalog is refused where it is typed.
 */
#ifndef CORE_CATALOG_H
#define CORE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"

#define CATALOG_WORKFLOW "primary_source_verification"

struct credential_type {
	const char	*key;			/* "state_license" */
	const char	*label;			/* as within a sentence: "state license" */
	const char	*source;		/* primary source, in words */
	const char	*workflow;		/* which begins for one: CATALOG_WORKFLOW when none is named */
	int64_t		 shelf_life_days;	/* a verification older than this is stale; 0: does not age */
	int64_t		 shelf_life_days_cvo;	/* where the practice is a verification organization; 0: the same */
	bool		 is_verified_once;	/* what cannot change (education) */
	bool		 needs_number, needs_state, needs_expiry;
	bool		 retired;		/* kept for old records, not for new ones */
};

struct catalog { const struct credential_type *type; size_t types; };

/* False with problems, all of them. */
bool	catalog_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct catalog *ret_catalog, struct problems *problems);

/* By key or by label, letter case aside; NULL when there is none. */
const struct credential_type *catalog_find(const struct catalog *c, const char *word);

/* How long a verification of the type counts, in days; 0: it does not age. */
int64_t	catalog_shelf_days(const struct credential_type *type, bool is_cvo);

#endif
