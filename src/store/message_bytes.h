/*
 * message_bytes: mail exactly as it came, sealed in pieces (base/seal_stream.h) with a key made of the folder's
 * secret.key, as the documents are that are taken from it.  Nobody who has only the database file reads one.
 * A large one is written and read in little memory, from its beginning to its end.
 */
#ifndef STORE_MESSAGE_BYTES_H
#define STORE_MESSAGE_BYTES_H

#include "base/seal_stream.h"
#include "db/db.h"

#define MESSAGE_SEAL	"message"	/* the purpose of its key: see db_seal_key() */

struct message_bytes;

/* All of them at once, of a message that was added without. */
bool	message_bytes_add(struct db *db, int64_t message_id, const char *mime, size_t len, struct err *err);

/* Begins to write "len" bytes, at least one; every write but the last is of whole pieces (SEAL_PIECE_BYTES). */
bool	message_bytes_new(struct db *db, int64_t message_id, size_t len, struct message_bytes **ret_bytes,
	    struct err *err);
bool	message_bytes_write(struct message_bytes *b, const char *bytes, size_t len, struct err *err);

/* Begins to read; *ret_len: how many there are.  ERR_MISSING: they were not fetched. */
bool	message_bytes_open(struct db *db, int64_t message_id, struct message_bytes **ret_bytes, size_t *ret_len,
	    struct err *err);

/* The next "len" bytes.  ERR_SYSTEM: they were changed, cut off, or sealed with another secret.key. */
bool	message_bytes_read(struct message_bytes *b, char *to, size_t len, struct err *err);

void	message_bytes_close(struct message_bytes *b);	/* NULL is well */

#endif
