/*
 * factor: the second factor at the sign-in: codes of an authenticator, and codes on paper for when it is lost.
 * The secret lies sealed in the database, the codes on paper as hashes.  No code is taken twice.  Wrong ones
 * are counted with wrong passwords (store/session.h).  All that writes: in the caller's transaction.
 */
#ifndef STORE_FACTOR_H
#define STORE_FACTOR_H

#include "base/seal.h"
#include "base/totp.h"
#include "store/user.h"

#define FACTOR_PURPOSE		"second factor"		/* of the key that is asked for here: folder_seal_key() */
#define FACTOR_TEXT_BYTES	33			/* the secret in base32, with NUL */
#define FACTOR_CODES		8
#define FACTOR_CODE_BYTES	20			/* "abcd-efgh-ijkl-mnop" (80 bits), with NUL */

struct factor {
	bool		 is_on;			/* codes are asked for */
	int64_t		 since_ms;		/* INSTANT_NONE: they are not */
	int64_t		 codes_left;		/* on paper */
};
bool	factor_load(struct db *db, int64_t user_id, struct factor *ret_factor, struct err *err);

/* A secret to be confirmed by a first code; the one before, not confirmed, is void.  ERR_CONFLICT: it is on. */
bool	factor_begin(struct db *db, const struct seal_key *key, int64_t user_id, int64_t now_ms, struct err *err);

/* The secret that waits for its first code; ERR_MISSING when none does. */
bool	factor_pending(struct db *db, const struct seal_key *key, int64_t user_id,
	    char text[FACTOR_TEXT_BYTES], struct err *err);

/* Turns it on if the code is right; *ret_right tells.  The codes for paper are made by factor_make_codes(). */
bool	factor_confirm(struct db *db, const struct seal_key *key, int64_t user_id, const char *code,
	    int64_t now_ms, bool *ret_right, struct err *err);

/* New codes for paper; those before are void. */
bool	factor_make_codes(struct db *db, int64_t user_id, char codes[FACTOR_CODES][FACTOR_CODE_BYTES],
	    struct err *err);

/* Takes a code of the authenticator, or one on paper; *ret_is_paper says which it was. */
bool	factor_take(struct db *db, const struct seal_key *key, int64_t user_id, const char *code, int64_t now_ms,
	    bool *ret_right, bool *ret_is_paper, struct err *err);

/* Off; *ret_was_on tells whether there was any. */
bool	factor_end(struct db *db, int64_t user_id, bool *ret_was_on, struct err *err);

#endif
