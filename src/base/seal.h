/*
 * seal: bytes at rest that only who has the data folder's key can read, and nobody can change unseen
 * (XSalsa20 and Poly1305, by libsodium).  A key serves one purpose: what was sealed for one does not
 * open for another.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define SEAL_KEY_BYTES	32

struct seal_key { unsigned char bytes[SEAL_KEY_BYTES]; };

/* The key for a purpose ("grant"), made of the folder's secret.  seal_key_clear() when done. */
void	seal_key_make(struct seal_key *key, const void *secret, size_t len, const char *purpose);
void	seal_key_clear(struct seal_key *key);

/* Appends the sealed bytes: as many, a random number and a check. */
void	seal(const struct seal_key *key, const void *bytes, size_t len, struct str *out);

/* Appends what was sealed; false, and nothing appended, when it was changed or is of another key. */
bool	seal_open(const struct seal_key *key, const void *sealed, size_t len, struct str *out);

#endif
