/* readiness_inside: what is loaded for one provider. */
#ifndef STORE_READINESS_INSIDE_H
#define STORE_READINESS_INSIDE_H

#include "core/mismatch.h"
#include "core/readiness.h"
#include "store/readiness.h"

struct readiness_file {
	const char		*npi;
	struct readiness_facts	 facts;
	struct mismatch_facts	 mismatch;
	struct readiness_scope	*scope;
	size_t			 scopes;
};

/* All rows; texts live in "a".  ERR_MISSING: no such provider. */
bool	readiness_load(struct db *db, const struct settings *settings,
	    const struct readiness_ask *ask, struct arena *a, struct readiness_file *ret_file,
	    struct err *err);

#endif
