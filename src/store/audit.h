/* audit: who changed what, append only, hash-chained.  Called in the transaction of the change. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "db/db.h"
#include "store/verify.h"

bool	audit_add(struct db *db, const char *actor, const char *action, const char *object,
	    const char *detail, int64_t now_ms, struct err *err);

/*
 * Rows for lists, the newest last.  object: "provider 12", or "provider" for all of them; NULL: any.
 * Since then: INSTANT_NONE: ever.  Opens the query; the caller ends it.
 */
void	audit_query_list(struct query *q, struct db *db, const char *object, int64_t since_ms);

/* Calls "fault" for each row whose hash is not that of its words and of the row before it. */
bool	audit_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

#endif
