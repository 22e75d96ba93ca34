/*
 * requirement: what a provider's file must hold, from catalogs/requirements.yaml; by provider type,
 * state, site and payer.  Whether a file does: core/readiness.h.
 */
#ifndef CORE_REQUIREMENT_H
#define CORE_REQUIREMENT_H

#include "core/catalog.h"

enum requirement_kind { REQUIRES_CREDENTIAL, REQUIRES_DOCUMENT, REQUIRES_FIELD, REQUIRES_CHECK,
	REQUIREMENT_KINDS };
extern const char *const requirement_kind_name[REQUIREMENT_KINDS];	/* "credential" ... */

/* Of REQUIRES_CHECK, in "what". */
#define CHECK_SCREENING			"screening"
#define CHECK_CAQH_ATTESTATION		"caqh_attestation"
#define CHECK_CAQH_AUTHORIZATION	"caqh_authorization"

struct requirement {
	const char		*key;			/* "license" */
	const char		*label;			/* as it stands in a list */
	const char		*source;		/* of the rule; NULL: not said */
	enum requirement_kind	 kind;
	const char		*what;			/* type of credential, kind of document, field, check */
	bool			 is_of_state;		/* issued by the state where care is given */
	bool			 needs_verified;
	bool			 is_if_held;		/* nobody must have it, but what is claimed must hold */
	bool			 is_by_practice;	/* looked up by the practice: no provider is asked for it */
	bool			 is_caqh;		/* asked alone by payers that read CAQH */
	bool			 is_retired;
	int64_t			 shelf_life_days;	/* 0: as the catalog of types says */
	const char		**provider_types;	/* these five end with NULL; NULL: asked everywhere */
	const char		**states, **payers, **payer_kinds, **locations;
	int32_t			 from_day, until_day;	/* of the rule; DAY_NONE: always */
};

struct requirements { const struct requirement *item; size_t count; };

/*
 * False with problems, all of them.  A credential that the catalog of types does not have is one;
 * with is_lenient such a requirement is left out instead, for folders that are older than the list.
 */
bool	requirement_parse(const char *file, const char *bytes, size_t len,
	    const struct catalog *catalog, bool is_lenient, struct arena *a,
	    struct requirements *ret_requirements, struct problems *problems);

#endif
