/*
 * password: hashing by argon2id (RFC 9106, by libsodium), and what a password must be (NIST SP 800-63B-4, 3.1.1.2): at
 * least 15 characters, since it may be all that is asked for; any of them, accents typed in any way; no mix of kinds is
 * asked for, and none expires.  What is wholly made of well-known words, the person's or the practice's name, rows of keys,
 * repeats and numbers is refused.  Passwords that became known elsewhere: trust/breached.h.
 */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include <stdbool.h>

#include "base/err.h"

#define PASSWORD_HASH_BYTES	128	/* with NUL */
#define PASSWORD_CHARACTERS_MIN	15
#define PASSWORD_BYTES_MAX	1024

/* ERR_INPUT says what is wrong with it.  "name" and "org" may not be what it consists of. */
bool	password_check(const char *password, const char *name, const char *org, struct err *err);

/* A tenth of a second and 64 MB.  ERR_SYSTEM: there is no such memory. */
bool	password_hash(const char *password, char hash[PASSWORD_HASH_BYTES], struct err *err);

/* Is it the one?  hash NULL: no, after the same time, so that nobody learns whether there is one. */
bool	password_matches(const char *hash, const char *password);

#endif
