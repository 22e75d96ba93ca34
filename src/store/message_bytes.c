/* message_bytes: a sealed stream in one value of the database. */
#include "store/message_bytes.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/banned.h"

struct message_bytes {
	struct db_blob		*blob;
	struct seal_stream	*stream;
	size_t			 at, sealed_len;	/* in the value */
	size_t			 left;			/* to be written, in clear */
	struct str		 clear, sealed;		/* the piece at hand */
	size_t			 given;			/* of "clear" */
};

bool
message_bytes_add(struct db *db, int64_t message_id, const char *mime, size_t len, struct err *err)
{
	struct str sealed = STR_INIT;
	struct seal_key key;
	struct query q;

	if (!db_seal_key(db, MESSAGE_SEAL, &key, err))
		return false;
	seal_stream_whole(&key, mime, len, &sealed);
	seal_key_clear(&key);
	query_open(&q, db, "INSERT INTO message_raw (message_id, mime) VALUES (:message_id, :mime)");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_bytes(&q, ":mime", sealed.text, sealed.len);
	bool ok = query_run(&q, NULL, err);
	str_clear(&sealed);
	return ok;
}

static bool
open_value(struct db *db, int64_t message_id, bool may_write, struct message_bytes **ret, struct err *err)
{
	struct message_bytes b = { .clear = STR_INIT, .sealed = STR_INIT };

	if (!db_blob_open(db, "message_raw", "mime", message_id, may_write, &b.blob, &b.sealed_len, err))
		return false;
	*ret = heap_alloc(sizeof(**ret));
	**ret = b;
	return true;
}

static bool
write_sealed(struct message_bytes *b, struct err *err)
{
	bool ok = db_blob_write(b->blob, b->at, b->sealed.text, b->sealed.len, err);

	b->at += b->sealed.len;
	str_truncate(&b->sealed, 0);
	return ok;
}

bool
message_bytes_new(struct db *db, int64_t message_id, size_t len, struct message_bytes **ret_bytes, struct err *err)
{
	struct message_bytes *b = NULL;
	struct seal_key key;
	struct query q;

	assert(len > 0);
	query_open(&q, db, "INSERT INTO message_raw (message_id, mime) VALUES (:message_id, zeroblob(:len))");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_int(&q, ":len", (int64_t)seal_stream_bytes(len));
	if (!query_run(&q, NULL, err) || !db_seal_key(db, MESSAGE_SEAL, &key, err))
		return false;
	bool ok = open_value(db, message_id, true, &b, err);
	if (ok) {
		b->left = len;
		b->stream = seal_stream_begin(&key, &b->sealed);
		ok = write_sealed(b, err);
	}
	seal_key_clear(&key);
	if (ok)
		*ret_bytes = b;
	else
		message_bytes_close(b);
	return ok;
}

bool
message_bytes_write(struct message_bytes *b, const char *bytes, size_t len, struct err *err)
{
	assert(len <= b->left && (len == b->left || len % SEAL_PIECE_BYTES == 0));
	for (size_t n; len > 0; bytes += n, len -= n) {
		n = len < SEAL_PIECE_BYTES ? len : SEAL_PIECE_BYTES;
		b->left -= n;
		seal_stream_add(b->stream, bytes, n, b->left == 0, &b->sealed);
		if (!write_sealed(b, err))
			return false;
	}
	return true;
}

static bool
refuse(struct err *err)
{
	return fail(err, ERR_SYSTEM, "a mail was sealed with another secret.key, or was changed");
}

/* The next sealed bytes, at most "len". */
static bool
read_sealed(struct message_bytes *b, size_t len, struct err *err)
{
	char piece[SEAL_PIECE_BYTES + SEAL_PIECE_MORE];

	len = len < b->sealed_len - b->at ? len : b->sealed_len - b->at;
	if (!db_blob_read(b->blob, b->at, piece, len, err))
		return false;
	b->at += len;
	str_truncate(&b->sealed, 0);
	str_add_bytes(&b->sealed, piece, len);
	return true;
}

static bool
open_stream(struct message_bytes *b, struct db *db, struct err *err)
{
	struct seal_key key;

	if (!read_sealed(b, SEAL_STREAM_HEAD_BYTES, err) || !db_seal_key(db, MESSAGE_SEAL, &key, err))
		return false;
	b->stream = seal_stream_open(&key, b->sealed.text, b->sealed.len);
	seal_key_clear(&key);
	return b->stream != NULL || refuse(err);
}

static bool
is_there(struct db *db, int64_t message_id, bool *ret_there, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM message_raw WHERE message_id = :message_id");
	query_bind_int(&q, ":message_id", message_id);
	*ret_there = query_row(&q);
	return query_close(&q, err);
}

bool
message_bytes_open(struct db *db, int64_t message_id, struct message_bytes **ret_bytes, size_t *ret_len,
    struct err *err)
{
	struct message_bytes *b;
	bool there;

	if (!is_there(db, message_id, &there, err))
		return false;
	if (!there)
		return fail(err, ERR_MISSING, "there are no bytes of message %" PRId64, message_id);
	if (!open_value(db, message_id, false, &b, err))
		return false;
	if (!open_stream(b, db, err)) {
		message_bytes_close(b);
		return false;
	}
	*ret_len = seal_stream_clear_bytes(b->sealed_len);
	*ret_bytes = b;
	return true;
}

static bool
next_piece(struct message_bytes *b, struct err *err)
{
	bool is_last;

	if (!read_sealed(b, SEAL_PIECE_BYTES + SEAL_PIECE_MORE, err))
		return false;
	b->given = 0;
	str_truncate(&b->clear, 0);
	return (seal_stream_next(b->stream, b->sealed.text, b->sealed.len, &is_last, &b->clear) &&
	    is_last == (b->at == b->sealed_len)) || refuse(err);
}

bool
message_bytes_read(struct message_bytes *b, char *to, size_t len, struct err *err)
{
	for (size_t n; len > 0; to += n, len -= n) {
		if (b->given == b->clear.len && !next_piece(b, err))
			return false;
		n = b->clear.len - b->given;
		n = n < len ? n : len;
		memcpy(to, b->clear.text + b->given, n);
		b->given += n;
	}
	return true;
}

void
message_bytes_close(struct message_bytes *b)
{
	if (b == NULL)
		return;
	db_blob_close(b->blob);
	seal_stream_free(b->stream);
	explicit_bzero(b->clear.text, b->clear.size);
	str_clear(&b->clear);
	str_clear(&b->sealed);
	free(b);
}
