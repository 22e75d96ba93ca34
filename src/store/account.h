/*
 * account: what is done to a user, each with its line in the audit log: by the command "user", on the pages
 * for people, and by a person to their own account.  Rows: store/user.h.  All in the caller's transaction.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "core/role.h"
#include "store/user.h"

/* roles: what each role may do in this practice. */
struct account_by { const char *actor; int64_t now_ms; const struct roles *roles; };

/* Somebody new.  hash NULL: the password is chosen later.  ERR_INPUT: no name, no role, or a retired one. */
struct account_new { const char *name, *person, *hash; unsigned roles; };
bool	account_add(struct db *db, const struct account_new *account, const struct account_by *by,
	    int64_t *ret_user_id, struct err *err);

/* ERR_CONFLICT: nobody else would administer people then.  ERR_INPUT: a retired role that they do not have. */
bool	account_set_roles(struct db *db, const struct user *user, unsigned roles, const struct account_by *by,
	    struct err *err);
bool	account_retire(struct db *db, const struct user *user, const struct account_by *by, struct err *err);

/* By which address another server says that it is them; NULL: by none any more. */
bool	account_set_mail(struct db *db, const struct user *user, const char *mail, const struct account_by *by,
	    struct err *err);

/* Both refuse (ERR_CONFLICT) somebody who is retired.  With a new password wrong ones before are forgiven. */
bool	account_set_password(struct db *db, const struct user *user, const char *hash,
	    const struct account_by *by, struct err *err);
bool	account_make_link(struct db *db, const struct user *user, const struct account_by *by,
	    char secret[HASH_ID_BYTES], struct err *err);

/* Takes the authenticator and the codes on paper away.  ERR_CONFLICT: there are none. */
bool	account_end_factor(struct db *db, const struct user *user, const struct account_by *by, struct err *err);

/* The rows of user_query_list() with "roles" in words and "status": active, invited, retired. */
bool	account_list(struct db *db, const struct zone *zone, struct json **ret_rows, struct err *err);

#endif
