/*
 * sensitive: the fields of records that are stored sealed (FIELD_SECRET of core/record.h): which of them a record
 * has, and one of them in clear.  Each look is in the audit log, with who looked and why, before anybody sees it.
 */
#ifndef STORE_SENSITIVE_H
#define STORE_SENSITIVE_H

#include "core/record.h"
#include "core/role.h"
#include "db/db.h"

#define SENSITIVE_MASK	"****"		/* what stands for a value that is there */

struct sensitive_look {
	const char	*actor;
	const char	*reason;	/* "": none was given */
	int64_t		 now_ms;
};

/*
 * The value in clear, in "a"; NULL when there is none.  Writes the audit row in the caller's transaction, also
 * for a look that found nothing.  ERR_INPUT when the field is none of the sensitive ones; ERR_MISSING without such
 * a record.
 */
bool	sensitive_show(struct db *db, const struct record_kind *kind, int64_t id, const char *field,
	    const struct sensitive_look *look, struct arena *a, const char **ret_value, struct err *err);

/* Rows "field", "value": the sensitive fields that a provider has a value in, with the mask for it. */
void	sensitive_query_masked(struct query *q, struct db *db, int64_t provider_id);

/*
 * May this person at the shell see what needs these rights?  Where nobody signs in, who has
 * the folder may.  ERR_AUTH: they are none of the people here, or their roles do not allow it.
 */
bool	sensitive_may(struct db *db, const struct roles *roles, const char *actor, unsigned rights, struct err *err);

#endif
