/* hash: libsodium's SHA-256, BLAKE2b and random numbers.  Nothing of ours here but base32. */
#include "base/hash.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/banned.h"

static void
ready(void)
{
	if (sodium_init() < 0)		/* once per process; later calls do nothing */
		abort();
}

char *
hash_text(const void *bytes, size_t len, char text[HASH_TEXT_BYTES])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	ready();
	crypto_hash_sha256(digest, bytes, len);
	return sodium_bin2hex(text, HASH_TEXT_BYTES, digest, sizeof(digest));
}

struct hasher { crypto_hash_sha256_state state; };

struct hasher *
hasher_new(void)
{
	struct hasher *h = heap_alloc(sizeof(*h));

	ready();
	crypto_hash_sha256_init(&h->state);
	return h;
}

void
hasher_add(struct hasher *h, const void *bytes, size_t len)
{
	crypto_hash_sha256_update(&h->state, bytes, len);
}

char *
hasher_end(struct hasher *h, char text[HASH_TEXT_BYTES])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(&h->state, digest);
	free(h);
	return sodium_bin2hex(text, HASH_TEXT_BYTES, digest, sizeof(digest));
}

char *
base32_text(const void *data, size_t len, char *text)
{
	const unsigned char *bytes = data;
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned buffer = 0;
	int bits = 0;
	char *p = text;

	for (size_t i = 0; i < len; i++) {
		buffer = buffer << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			*p++ = alphabet[buffer >> (bits - 5) & 31];
	}
	if (bits > 0)
		*p++ = alphabet[buffer << (5 - bits) & 31];
	*p = '\0';
	return text;
}

char *
hash_id(const void *bytes, size_t len, char text[HASH_ID_BYTES])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	ready();
	crypto_hash_sha256(digest, bytes, len);
	return base32_text(digest, 16, text);
}

/* The library wants it on a boundary of 64 bytes. */
struct fast_hasher { crypto_generichash_state state; };

struct fast_hasher *
fast_hasher_new(void)
{
	struct fast_hasher *h = aligned_alloc(_Alignof(struct fast_hasher), sizeof(*h));

	if (h == NULL)
		BUG("no memory for a hash");
	ready();
	crypto_generichash_init(&h->state, NULL, 0, crypto_generichash_BYTES_MIN);
	return h;
}

void
fast_hasher_add(struct fast_hasher *h, const void *bytes, size_t len)
{
	crypto_generichash_update(&h->state, bytes, len);
}

char *
fast_hasher_end(struct fast_hasher *h, char text[HASH_ID_BYTES])
{
	unsigned char digest[crypto_generichash_BYTES_MIN];

	crypto_generichash_final(&h->state, digest, sizeof(digest));
	free(h);
	return base32_text(digest, sizeof(digest), text);
}

char *
hash_fast_id(const void *bytes, size_t len, char text[HASH_ID_BYTES])
{
	unsigned char digest[crypto_generichash_BYTES_MIN];

	ready();
	crypto_generichash(digest, sizeof(digest), bytes, len, NULL, 0);
	return base32_text(digest, sizeof(digest), text);
}

char *
hash_url(const void *bytes, size_t len, char text[HASH_URL_BYTES])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	ready();
	crypto_hash_sha256(digest, bytes, len);
	return sodium_bin2base64(text, HASH_URL_BYTES, digest, sizeof(digest),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void
add_base64(struct str *out, const void *bytes, size_t len, int variant)
{
	size_t size = sodium_base64_ENCODED_LEN(len, variant);
	char *text = heap_alloc(size);

	sodium_bin2base64(text, size, bytes, len, variant);
	str_add(out, text);
	sodium_memzero(text, size);
	free(text);
}

void
base64_add(struct str *out, const void *bytes, size_t len)
{
	add_base64(out, bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

void
hmac_add(struct str *out, const char *key, const char *text)
{
	unsigned char sum[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;

	ready();
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
	crypto_auth_hmacsha256_final(&state, sum);
	sodium_memzero(&state, sizeof(state));
	base64_add(out, sum, sizeof(sum));
}

void
base64_url_add(struct str *out, const void *bytes, size_t len)
{
	add_base64(out, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
base64_url_read(const char *text, size_t len, struct str *out)
{
	unsigned char *bytes = heap_alloc(len + 1);
	size_t count = 0;
	bool ok = sodium_base642bin(bytes, len + 1, text, len, NULL, &count, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;

	if (ok)
		str_add_bytes(out, (const char *)bytes, count);
	free(bytes);
	return ok;
}

void
random_bytes(void *bytes, size_t len)
{
	ready();
	randombytes_buf(bytes, len);
}

bool
secret_equal(const char *given, const char *known)
{
	size_t len = strlen(known);

	return strlen(given) == len && sodium_memcmp(given, known, len) == 0;
}

char *
random_id(char text[HASH_ID_BYTES])
{
	unsigned char random[16];

	random_bytes(random, sizeof(random));
	return base32_text(random, sizeof(random), text);
}
