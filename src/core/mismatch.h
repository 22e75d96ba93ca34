/*
 * mismatch: what is said of one provider in two places and does not agree: our record, the record of
 * the NPI registry, a CAQH extract, licenses, DEA registrations, the W-9, the certificate of insurance (COI) and
 * the tax numbers of sites.  Payers hold
 * these against each other and send applications back.  Pure.
 */
#ifndef CORE_MISMATCH_H
#define CORE_MISMATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct mismatch_name { const char *last, *first; };
struct mismatch_license { const char *number, *state; };
struct mismatch_credential { int64_t credential_id; const char *type, *state, *number, *issuer; int32_t expires_day; };
struct mismatch_site { const char *name, *tax_id; };	/* tax_id NULL: not known */

/* The registry's record; "" where it says nothing. */
struct mismatch_registry {
	const char	*last_name, *first_name, *provider_type, *taxonomy_code, *state;
	const struct mismatch_license *license;
	size_t		 licenses;
};

/* A CAQH extract or a certificate; "" and DAY_NONE where it says nothing. */
struct mismatch_said {
	const char	*where;		/* "CAQH", "certificate of insurance" */
	const char	*last_name, *first_name, *provider_type, *taxonomy_code, *state;
	struct mismatch_license license;
	const char	*dea_number, *tax_id, *policy_number, *policy_issuer;
	int32_t		 license_until_day, dea_until_day, policy_until_day;
};

struct mismatch_facts {
	const char	*last_name, *first_name, *provider_type;	/* "": not known */
	const char	*taxonomy_code, *practice_state, *dea_number;	/* the same, or NULL */
	const struct mismatch_name *name;		/* former and other names */
	size_t		 names;
	const struct mismatch_registry *registry;	/* NULL: nobody has asked it */
	const struct mismatch_credential *credential;	/* none that is retired */
	size_t		 credentials;
	const struct mismatch_site *site;		/* of the enrollments that are looked at */
	size_t		 sites;
	const struct mismatch_said *said;		/* elsewhere */
	size_t		 saids;
};

struct mismatch {
	const char	*what;			/* "last name", "license IL", "DEA", "tax number" */
	const char	*ours;			/* NULL: nothing */
	const char	*theirs;
	const char	*where;			/* whose "theirs" is: "NPI registry", "W-9" ... */
	const char	*advice;		/* what it may mean, or what to do */
};

/* All that are found.  Texts live in "a" or in the facts. */
void	mismatch_find(const struct mismatch_facts *facts, struct arena *a,
	    struct mismatch **ret_list, size_t *ret_count);

#endif
