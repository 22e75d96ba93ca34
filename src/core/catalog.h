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

#define CATALOG_WORKFLOW	"primary_source_verification"
#define CATALOG_REMINDERS	"120 90 60 30 14 7 1"	/* where the catalog says nothing (domain.md, section 12) */
#define CATALOG_RENEWED_BY	"provider"

struct credential_type {
	const char	*key;			/* "state_license" */
	const char	*label;			/* as within a sentence: "state license" */
	const char	*source;		/* primary source, in words */
	const char	*workflow;		/* which begins for one: CATALOG_WORKFLOW when none is named */
	const char	*reminders;		/* days before its last one, the longest first: "120 60 7" */
	const char	*renewed_by;		/* provider, practice: who renews it, and so who is reminded */
	const char	*document;		/* kind of document that must be accepted with it; NULL: none */
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

/* The key of the type whose key or label is nearest to a misspelled word; NULL when none is near, or it is retired. */
const char *catalog_nearest(const struct catalog *c, const char *word, struct arena *a);

/* The catalog with one more type, which is retired; both live in "a". */
void	catalog_add_retired(struct catalog *c, const struct credential_type *type, struct arena *a);

/* How long a verification of the type counts, in days; 0: it does not age. */
int64_t	catalog_shelf_days(const struct credential_type *type, bool is_cvo);

#endif
