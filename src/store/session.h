/*
 * session: who is signed in, and wrong passwords.  A browser holds a secret of 128 bits, the table its hash.
 * Failures are counted by the name that was typed, whether there is such a user or not.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "store/user.h"

/* secret: for the cookie.  is_waiting: for the second factor, and till then good for nothing else. */
bool	session_begin(struct db *db, int64_t user_id, bool is_waiting, int64_t now_ms,
	    char secret[HASH_ID_BYTES], struct err *err);

/* Whose waiting one it is: ret_user->user_id is 0 when there is none, or it has waited too long. */
#define SESSION_WAIT_MINUTES	10
bool	session_find_waiting(struct db *db, const char *secret, int64_t now_ms, struct arena *a,
	    struct user *ret_user, struct err *err);

/* Whose it is: ret_user->user_id is 0 when it has ended, was not used for idle_ms, or is older than max_ms. */
bool	session_find(struct db *db, const char *secret, int64_t now_ms, int64_t idle_ms, int64_t max_ms,
	    struct arena *a, struct user *ret_user, int64_t *ret_seen_ms, struct err *err);

/* It was used just now. */
bool	session_touch(struct db *db, const char *secret, int64_t now_ms, struct err *err);

bool	session_end(struct db *db, const char *secret, struct err *err);

/* Those of a user that have not ended, the last used first: session (the secret's hash), created_ms, seen_ms,
 * is_own: it is the one of that secret. */
struct session_age { int64_t now_ms, idle_ms, max_ms; };
void	session_query_list(struct query *q, struct db *db, int64_t user_id, const char *secret,
	    const struct session_age *age);

/* Ends one of the user's by its hash; *ret_ended is false when there is no such one any more. */
bool	session_end_one(struct db *db, int64_t user_id, const char *session, bool *ret_ended, struct err *err);

/* Ends all of the user's but the one of that secret. */
bool	session_end_others(struct db *db, int64_t user_id, const char *secret, struct err *err);

/* Until when nothing is looked at for this name; INSTANT_NONE: it may be tried. */
bool	session_wait(struct db *db, const char *name, int64_t now_ms, int64_t *ret_until_ms, struct err *err);

/* One more wrong one: from the fifth in a row on there is a pause, 30 seconds, doubled each time, at most a
 * quarter of an hour (NIST SP 800-63B, 5.2.2).  *ret_until_ms as above. */
bool	session_fail(struct db *db, const char *name, int64_t now_ms, int64_t *ret_until_ms, struct err *err);

/* It was right. */
bool	session_forgive(struct db *db, const char *name, struct err *err);

#endif
