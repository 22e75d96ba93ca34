/* seal: libsodium's secretbox with a random nonce before it. */
#include "base/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

_Static_assert(SEAL_KEY_BYTES == crypto_secretbox_KEYBYTES, "the size of a key");

static void
ready(void)
{
	if (sodium_init() < 0)
		abort();
}

void
seal_key_make(struct seal_key *key, const void *secret, size_t len, const char *purpose)
{
	crypto_generichash_state state;

	ready();
	crypto_generichash_init(&state, NULL, 0, sizeof(key->bytes));
	/* With its NUL, so that no purpose is the beginning of another's input. */
	crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&state, secret, len);
	crypto_generichash_final(&state, key->bytes, sizeof(key->bytes));
	sodium_memzero(&state, sizeof(state));
}

void
seal_key_clear(struct seal_key *key)
{
	sodium_memzero(key->bytes, sizeof(key->bytes));
}

void
seal(const struct seal_key *key, const void *bytes, size_t len, struct str *out)
{
	unsigned char nonce[crypto_secretbox_NONCEBYTES];
	unsigned char *box = heap_alloc(len + crypto_secretbox_MACBYTES);

	ready();
	randombytes_buf(nonce, sizeof(nonce));
	crypto_secretbox_easy(box, bytes, len, nonce, key->bytes);
	str_add_bytes(out, nonce, sizeof(nonce));
	str_add_bytes(out, box, len + crypto_secretbox_MACBYTES);
	free(box);
}

bool
seal_open(const struct seal_key *key, const void *sealed, size_t len, struct str *out)
{
	const unsigned char *nonce = sealed;

	ready();
	if (len < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
		return false;
	size_t box_len = len - crypto_secretbox_NONCEBYTES;
	unsigned char *bytes = heap_alloc(box_len);
	bool ok = crypto_secretbox_open_easy(bytes, nonce + crypto_secretbox_NONCEBYTES, box_len, nonce,
	    key->bytes) == 0;
	if (ok)
		str_add_bytes(out, bytes, box_len - crypto_secretbox_MACBYTES);
	sodium_memzero(bytes, box_len);
	free(bytes);
	return ok;
}
