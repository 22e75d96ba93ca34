/*
 * password: hashing by argon2id (RFC 9106, by libsodium), and what a password must be: at least 12 characters,
 * any of them, none of the well-known ones, not the person's own name; no mix of kinds is asked for, and none
 * expires; accents may be typed in any way (NIST SP 800-63B, 5.1.1.2).
 */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include <stdbool.h>

#include "base/err.h"

#define PASSWORD_HASH_BYTES	128	/* with NUL */
#define PASSWORD_CHARACTERS_MIN	12
#define PASSWORD_BYTES_MAX	1024

/* ERR_INPUT says what is wrong with it.  "name" and "org" may not be what it consists of. */
bool	password_check(const char *password, const char *name, const char *org, struct err *err);

/* A tenth of a second and 64 MB.  ERR_SYSTEM: there is no such memory. */
bool	password_hash(const char *password, char hash[PASSWORD_HASH_BYTES], struct err *err);

/* Is it the one?  hash NULL: no, after the same time, so that nobody learns whether there is one. */
bool	password_matches(const char *hash, const char *password);

#endif
