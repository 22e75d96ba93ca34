/* seal_stream: a line that names the form, libsodium's header, and the pieces with their tags. */
#include "base/seal_stream.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

#define FORM		"sealed1\n"
#define FORM_BYTES	(sizeof(FORM) - 1)

_Static_assert(SEAL_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "the size of a key");
_Static_assert(SEAL_PIECE_MORE == crypto_secretstream_xchacha20poly1305_ABYTES, "what a piece adds");
_Static_assert(SEAL_STREAM_HEAD_BYTES == FORM_BYTES +
    crypto_secretstream_xchacha20poly1305_HEADERBYTES, "the size of the head");

struct seal_stream { crypto_secretstream_xchacha20poly1305_state state; };

static struct seal_stream *
new_stream(void)
{
	if (sodium_init() < 0)
		abort();
	return heap_alloc(sizeof(struct seal_stream));
}

struct seal_stream *
seal_stream_begin(const struct seal_key *key, struct str *out)
{
	unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
	struct seal_stream *s = new_stream();

	crypto_secretstream_xchacha20poly1305_init_push(&s->state, header, key->bytes);
	str_add_bytes(out, FORM, FORM_BYTES);
	str_add_bytes(out, header, sizeof(header));
	return s;
}

void
seal_stream_add(struct seal_stream *s, const void *bytes, size_t len, bool is_last,
    struct str *out)
{
	unsigned char *box = heap_alloc(len + SEAL_PIECE_MORE);

	crypto_secretstream_xchacha20poly1305_push(&s->state, box, NULL, bytes, len, NULL, 0,
	    is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
	str_add_bytes(out, box, len + SEAL_PIECE_MORE);
	free(box);
}

struct seal_stream *
seal_stream_open(const struct seal_key *key, const void *head, size_t len)
{
	if (len != SEAL_STREAM_HEAD_BYTES || memcmp(head, FORM, FORM_BYTES) != 0)
		return NULL;
	struct seal_stream *s = new_stream();
	if (crypto_secretstream_xchacha20poly1305_init_pull(&s->state,
	    (const unsigned char *)head + FORM_BYTES, key->bytes) == 0)
		return s;
	seal_stream_free(s);
	return NULL;
}

bool
seal_stream_next(struct seal_stream *s, const void *sealed, size_t len, bool *ret_last,
    struct str *out)
{
	unsigned char tag = 0;

	if (len < SEAL_PIECE_MORE)
		return false;
	size_t size = len - SEAL_PIECE_MORE;
	unsigned char *bytes = heap_alloc(size + 1);
	bool ok = crypto_secretstream_xchacha20poly1305_pull(&s->state, bytes, NULL, &tag, sealed, len,
	    NULL, 0) == 0;
	if (ok) {
		str_add_bytes(out, bytes, size);
		*ret_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	}
	sodium_memzero(bytes, size);
	free(bytes);
	return ok;
}

void
seal_stream_whole(const struct seal_key *key, const void *bytes, size_t len, struct str *out)
{
	struct seal_stream *s = seal_stream_begin(key, out);
	const char *p = bytes;

	for (; len > SEAL_PIECE_BYTES; p += SEAL_PIECE_BYTES, len -= SEAL_PIECE_BYTES)
		seal_stream_add(s, p, SEAL_PIECE_BYTES, false, out);
	seal_stream_add(s, p, len, true, out);
	seal_stream_free(s);
}

bool
seal_stream_opens(const struct seal_key *key, const void *sealed, size_t len)
{
	size_t head = len < SEAL_STREAM_HEAD_BYTES ? len : SEAL_STREAM_HEAD_BYTES;
	struct seal_stream *s = seal_stream_open(key, sealed, head);
	const char *p = (const char *)sealed + head;
	struct str piece = STR_INIT;
	bool ok = s != NULL, is_last = false;

	len -= head;
	for (size_t n; ok && !is_last; p += n, len -= n) {
		n = len < SEAL_PIECE_BYTES + SEAL_PIECE_MORE ? len : SEAL_PIECE_BYTES + SEAL_PIECE_MORE;
		ok = seal_stream_next(s, p, n, &is_last, &piece);
		str_truncate(&piece, 0);
	}
	seal_stream_free(s);
	explicit_bzero(piece.text, piece.size);
	str_clear(&piece);
	return ok && len == 0;
}

size_t
seal_stream_bytes(size_t len)
{
	size_t pieces = len == 0 ? 1 : (len + SEAL_PIECE_BYTES - 1) / SEAL_PIECE_BYTES;

	return SEAL_STREAM_HEAD_BYTES + len + pieces * SEAL_PIECE_MORE;
}

size_t
seal_stream_clear_bytes(size_t sealed_len)
{
	const size_t piece = SEAL_PIECE_BYTES + SEAL_PIECE_MORE;

	if (sealed_len < SEAL_STREAM_HEAD_BYTES + SEAL_PIECE_MORE)
		return 0;
	sealed_len -= SEAL_STREAM_HEAD_BYTES;
	return sealed_len - (sealed_len + piece - 1) / piece * SEAL_PIECE_MORE;
}

void
seal_stream_free(struct seal_stream *s)
{
	if (s == NULL)
		return;
	sodium_memzero(s, sizeof(*s));
	free(s);
}
