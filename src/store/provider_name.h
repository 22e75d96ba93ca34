/* provider_name: other names that a person is or was known by; never deleted. */
#ifndef STORE_PROVIDER_NAME_H
#define STORE_PROVIDER_NAME_H

#include "db/db.h"

/* kind: former, alias, professional.  *ret_added is false when it was there. */
bool	provider_name_add(struct db *db, int64_t provider_id, const char *kind,
	    const char *last_name, const char *first_name, bool *ret_added, struct err *err);

#endif
