/*
 * grant: what a person allowed Credence to do in a mailbox (OAuth 2): the tokens, sealed with the
 * folder's key, one row for each user of the settings.
 */
#ifndef STORE_GRANT_H
#define STORE_GRANT_H

#include "base/seal.h"
#include "db/db.h"

struct grant {
	const char	*user;
	const char	*access, *refresh;
	int64_t		 granted_ms, expires_ms;	/* of the access token */
	int64_t		 renewed_ms;			/* INSTANT_NONE: never */
	const char	*fault;				/* why it is of no use any more; NULL: it is */
};

/* ret_grant->user is NULL when nobody allowed anything.  ERR_INPUT when the key does not open it. */
bool	grant_load(struct db *db, const struct seal_key *key, const char *user, struct arena *a,
	    struct grant *ret_grant, struct err *err);

/* Writes it, in the place of what that user had. */
bool	grant_save(struct db *db, const struct seal_key *key, const struct grant *grant,
	    struct err *err);

/* The server says that it does not count any more. */
bool	grant_set_fault(struct db *db, const char *user, const char *fault, struct err *err);

#endif
