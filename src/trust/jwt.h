/*
 * jwt: a signed token (JWS compact form, RFC 7515) held against the keys of who signs (JWK, RFC 7517), by GnuTLS.
 * RS256 and ES256 alone: what says "none", or a key of ours, is no signature.
 */
#ifndef TRUST_JWT_H
#define TRUST_JWT_H

#include "base/err.h"
#include "base/json.h"

#define JWT_BYTES_MAX	16384

/* keys: {"keys": [...]}.  *ret_claims is the caller's.  ERR_AUTH: it is signed by none of them, or is no such token. */
bool	jwt_verify(const char *token, const struct json *keys, struct json **ret_claims, struct err *err);

#endif
