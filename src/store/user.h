/*
 * user: people who sign in, and the addresses by which they choose a password.  What their roles may do:
 * core/right.h.  Who is signed in: store/session.h.
 */
#ifndef STORE_USER_H
#define STORE_USER_H

#include "base/hash.h"
#include "db/db.h"

#define USER_LINK_DAYS	3	/* as long an address is good for */

struct user {
	int64_t		 user_id;	/* 0: nobody */
	const char	*name, *person;	/* person: NULL when not known */
	unsigned	 roles;		/* a set, core/right.h */
	const char	*password_hash;	/* NULL: none was chosen */
	int64_t		 retired_ms;	/* INSTANT_NONE: may sign in */
};

/* ERR_CONFLICT: there is one of that name, also one who is retired. */
bool	user_add(struct db *db, const char *name, const char *person, unsigned roles, int64_t now_ms,
	    int64_t *ret_user_id, struct err *err);

/* By name, in any case.  user_look: ret_user->user_id is 0 when there is none; user_find: ERR_MISSING. */
bool	user_look(struct db *db, const char *name, struct arena *a, struct user *ret_user, struct err *err);
bool	user_find(struct db *db, const char *name, struct arena *a, struct user *ret_user, struct err *err);

/* By id; ERR_MISSING. */
bool	user_load(struct db *db, int64_t user_id, struct arena *a, struct user *ret_user, struct err *err);

/* Whose address that is, in any case of letters; ret_user->user_id is 0 when nobody's who may sign in. */
bool	user_find_by_mail(struct db *db, const char *mail, struct arena *a, struct user *ret_user, struct err *err);

/* NULL: none.  ERR_CONFLICT: it is somebody else's. */
bool	user_set_mail(struct db *db, int64_t user_id, const char *mail, struct err *err);

/* Is there anybody, retired or not? */
bool	user_any(struct db *db, bool *ret_any, struct err *err);

/* Is this somebody who can have a task?  As long as there are no users, everybody; ERR_MISSING says who can. */
bool	user_check_assignee(struct db *db, const char *name, struct err *err);

/* user_id, name, person, roles (a set), created_ms, retired_ms, has_password, mail, seen_ms. */
void	user_query_list(struct query *q, struct db *db);

/* Each ends what the person has open: sessions, and addresses to choose a password. */
bool	user_set_roles(struct db *db, int64_t user_id, unsigned roles, struct err *err);
bool	user_set_password(struct db *db, int64_t user_id, const char *hash, int64_t now_ms, struct err *err);
bool	user_retire(struct db *db, int64_t user_id, int64_t now_ms, struct err *err);

/* An address for choosing a password, once; earlier ones are void.  secret: its last part. */
bool	user_link_add(struct db *db, int64_t user_id, int64_t now_ms, char secret[HASH_ID_BYTES],
	    struct err *err);

/* Whose it is; ERR_MISSING when it was used, is too old, or was never there. */
bool	user_link_find(struct db *db, const char *secret, int64_t now_ms, struct arena *a,
	    struct user *ret_user, struct err *err);

#endif
