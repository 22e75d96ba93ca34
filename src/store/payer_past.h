/*
 * payer_past: how long a payer took before, by which people and workflows judge how long it will take
 * again (core/spread.h).
 */
#ifndef STORE_PAYER_PAST_H
#define STORE_PAYER_PAST_H

#include "db/db.h"

#define PAYER_PAST_MAX	200	/* of its last enrollments */

enum payer_past { PAYER_DECIDED, PAYER_LOADED };

/* Days from submission until it approved, or until it had loaded the provider, the shortest first. */
bool	payer_past_days(struct db *db, int64_t payer_id, enum payer_past until, struct arena *a,
	    int64_t **ret_days, size_t *ret_count, struct err *err);

#endif
