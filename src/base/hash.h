/* hash: SHA-256 (FIPS 180-4) and its HMAC, BLAKE2b (RFC 7693) and random bytes, from libsodium. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define HASH_TEXT_BYTES	65	/* 64 hex digits and NUL */

/* The lower-case hex digest of the bytes; returns text. */
char	*hash_text(const void *bytes, size_t len, char text[HASH_TEXT_BYTES]);

/* The same digest of bytes that come piece by piece; the end writes it and frees. */
struct hasher;
struct hasher	*hasher_new(void);
void	 hasher_add(struct hasher *h, const void *bytes, size_t len);
char	*hasher_end(struct hasher *h, char text[HASH_TEXT_BYTES]);

/* Lower-case base32 (RFC 4648, without padding) of the digest's first 16 bytes: 26 characters that
 * may stand in a Message-ID, a plus-address or a URL. */
#define HASH_ID_BYTES	27
char	*hash_id(const void *bytes, size_t len, char text[HASH_ID_BYTES]);

/* The same form of a BLAKE2b digest of 16 bytes: three times as fast, for what is large. */
char	*hash_fast_id(const void *bytes, size_t len, char text[HASH_ID_BYTES]);

/* The same digest of bytes that come piece by piece; the end writes it and frees. */
struct fast_hasher;
struct fast_hasher *fast_hasher_new(void);
void	 fast_hasher_add(struct fast_hasher *h, const void *bytes, size_t len);
char	*fast_hasher_end(struct fast_hasher *h, char text[HASH_ID_BYTES]);

/* The digest in URL-safe base64 without padding (RFC 4648, 5), as PKCE wants it. */
#define HASH_URL_BYTES	44
char	*hash_url(const void *bytes, size_t len, char text[HASH_URL_BYTES]);

/* Bytes as base64 (RFC 4648, 4), appended. */
void	 base64_add(struct str *out, const void *bytes, size_t len);

/* HMAC-SHA-256 (RFC 2104) of a text by a key, as base64, appended. */
void	 hmac_add(struct str *out, const char *key, const char *text);

/* Bytes in the URL-safe form of it, without padding, appended. */
void	 base64_url_add(struct str *out, const void *bytes, size_t len);

/* Reads the URL-safe form, appended; false when it is none. */
bool	 base64_url_read(const char *text, size_t len, struct str *out);

/* Bytes in base32 as above: 8 characters for each 5 bytes begun, and NUL. */
char	*base32_text(const void *bytes, size_t len, char *text);

/* Random bytes that cannot be guessed. */
void	 random_bytes(void *bytes, size_t len);

/* Are two secrets the same?  Takes as long wherever they begin to differ. */
bool	secret_equal(const char *given, const char *known);

/* The same form of 16 random bytes: a secret that cannot be guessed (128 bits). */
char	*random_id(char text[HASH_ID_BYTES]);

#endif
