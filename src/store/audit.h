/* audit: who changed what, append only, hash-chained.  Called in the transaction of the change. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "db/db.h"

bool	audit_add(struct db *db, const char *actor, const char *action, const char *object,
	    const char *detail, int64_t now_ms, struct err *err);

#endif
