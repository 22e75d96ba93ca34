/*
 * seal_stream: what base/seal does, for bytes of any length: sealed piece by piece, in little memory
 * (libsodium's secretstream: XChaCha20 and Poly1305).  A piece that is missing, doubled, out of its
 * order, changed or cut off does not open, and neither does a stream without its last piece.
 */
#ifndef BASE_SEAL_STREAM_H
#define BASE_SEAL_STREAM_H

#include "base/seal.h"

#define SEAL_PIECE_BYTES	65536		/* of each piece but the last, which may be shorter */
#define SEAL_PIECE_MORE		17		/* what sealing adds to a piece */
#define SEAL_STREAM_HEAD_BYTES	32		/* before the first piece */

struct seal_stream;

/* Begins; appends the head. */
struct seal_stream *seal_stream_begin(const struct seal_key *key, struct str *out);

/* Appends one piece, sealed.  After the last one nothing may follow. */
void	seal_stream_add(struct seal_stream *s, const void *bytes, size_t len, bool is_last,
	    struct str *out);

/* Begins to open what has this head; NULL when it is no head. */
struct seal_stream *seal_stream_open(const struct seal_key *key, const void *head, size_t len);

/* Appends what was in the next piece; false, and nothing appended, when it does not open. */
bool	seal_stream_next(struct seal_stream *s, const void *sealed, size_t len, bool *ret_last,
	    struct str *out);

/* Appends all of a stream, of bytes that are in memory already. */
void	seal_stream_whole(const struct seal_key *key, const void *bytes, size_t len, struct str *out);

/* Would all of it open, to its end? */
bool	seal_stream_opens(const struct seal_key *key, const void *sealed, size_t len);

/* How many bytes "len" make, sealed in whole pieces; and what was so many before. */
size_t	seal_stream_bytes(size_t len);
size_t	seal_stream_clear_bytes(size_t sealed_len);

void	seal_stream_free(struct seal_stream *s);	/* forgets the key; NULL is well */

#endif
