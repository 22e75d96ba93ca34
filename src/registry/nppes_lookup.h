/*
 * nppes_lookup: one number asked of the NPI registry's API, version 2.1 (npiregistry.cms.hhs.gov): kept as
 * evidence, held against our record, taken over only where a person says so.
 */
#ifndef REGISTRY_NPPES_LOOKUP_H
#define REGISTRY_NPPES_LOOKUP_H

#include "registry/ask.h"

struct nppes_wish {
	struct registry_way	 way;
	const char		*npi;		/* in its normal form */
	int64_t			 provider_id;	/* whom we know under it; 0: nobody */
};

/* As registry_ask(). */
bool	nppes_lookup(const struct nppes_wish *wish, struct arena *a,
	    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err);

/*
 * What a found answer says, against the provider's row: {"kind": person|organization|deactivated,"name",
 * "updated","differences":[{"field","ours","theirs"}]}; where we know nobody, "ours" is null.  With is_applied
 * what differs is written into our record, or a new one, in its own transaction, and *ret_provider_id is it.
 */
bool	nppes_compare(const struct nppes_wish *wish, const struct registry_lookup *lookup,
	    bool is_applied, struct arena *a, struct json **ret_said, int64_t *ret_provider_id,
	    struct err *err);

#endif
