/*
 * token: what programs ask under /api/ with, in a user's name.  A token is a secret of 128 bits behind "crd_" (so
 * that scanners of source text find a lost one); the table has its hash.  What it may do is what its scopes and the
 * roles of its user both allow (core/role.h), at the moment of the request.
 */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include "store/account.h"

#define TOKEN_PREFIX	"crd_"
#define TOKEN_BYTES	(sizeof(TOKEN_PREFIX) - 1 + HASH_ID_BYTES)
#define TOKEN_DAYS	90	/* as long one is good for, where nothing is said */
#define TOKEN_DAYS_MAX	366

/* With its line in the log, in the caller's transaction.  ERR_INPUT: no name, no scope, or one that the user's roles
 * do not have; ERR_CONFLICT: the user is retired, or has one of that name in use.  secret: the token, shown once. */
struct token_new { const char *name; unsigned scopes; int64_t expires_ms; };
bool	token_add(struct db *db, const struct user *user, const struct token_new *token,
	    const struct account_by *by, char secret[TOKEN_BYTES], int64_t *ret_token_id, struct err *err);

/* Ends one; with its line in the log.  ERR_MISSING, ERR_CONFLICT when it was ended already. */
bool	token_revoke(struct db *db, int64_t token_id, const struct account_by *by, struct err *err);

/* Whose it is: token_id 0 when there is none, or it is expired, revoked, or its user retired. */
struct token {
	int64_t		 token_id, user_id;
	const char	*user, *name;
	unsigned	 rights;		/* what it may do (core/right.h) */
	int64_t		 used_ms;		/* INSTANT_NONE: never */
};
bool	token_find(struct db *db, const struct roles *roles, const char *secret, int64_t now_ms, struct arena *a,
	    struct token *ret_token, struct err *err);

/* It was used just now. */
bool	token_touch(struct db *db, int64_t token_id, int64_t now_ms, struct err *err);

/* Rows that the caller frees: token_id, user, name, scopes (in words), created_ms, expires_ms, used_ms, revoked_ms,
 * status: active, expired, revoked, or retired with its user.  user_id 0: of all. */
bool	token_list(struct db *db, int64_t user_id, const struct zone *zone, int64_t now_ms, struct json **ret_rows,
	    struct err *err);

#endif
