/*
 * document_file: sealed streams under their digests.  What is promised to be whole is read to its end
 * first; what people save gets its name after that.
 */
#include "store/document_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/file_reader.h"
#include "base/file_writer.h"
#include "base/seal_stream.h"
#include "store/folder.h"
#include "base/banned.h"

#define PURPOSE		"document"
#define FILES		"documents"

struct document_writer {
	char			*folder;
	struct seal_key		 key;
	struct seal_stream	*stream;
	struct file_writer	*file;
	struct hasher		*hasher;
	struct str		 clear, sealed;		/* the piece at hand */
	unsigned char		 head[CONTENT_LOOK_BYTES];
	size_t			 head_len;
	int64_t			 bytes, bytes_max;
};

static const char *
place(struct arena *a, const char *folder, const char *name)
{
	return path_join(a, folder_path(a, folder, FILES), name);
}

static void
release(struct document_writer *w)
{
	char unused[HASH_TEXT_BYTES];

	if (w->hasher != NULL)
		hasher_end(w->hasher, unused);
	if (w->clear.text != NULL)
		explicit_bzero(w->clear.text, w->clear.len);
	seal_stream_free(w->stream);
	seal_key_clear(&w->key);
	str_clear(&w->clear);
	str_clear(&w->sealed);
	free(w->folder);
	free(w);
}

/* Begun under a name of its own, with a dot: it is no document yet, and no backup takes it. */
static bool
begin(struct document_writer *w, struct arena *a, struct err *err)
{
	char id[HASH_ID_BYTES];

	if (!folder_seal_key(w->folder, PURPOSE, &w->key, err) ||
	    !folder_make(folder_path(a, w->folder, FILES), 0700, err) ||
	    !file_writer_open(place(a, w->folder, arena_printf(a, ".%s", random_id(id))), 0600, &w->file,
	    err))
		return false;
	w->stream = seal_stream_begin(&w->key, &w->sealed);
	w->hasher = hasher_new();
	return true;
}

bool
document_writer_open(const char *folder, int64_t bytes_max, struct document_writer **ret_writer,
    struct err *err)
{
	struct document_writer *w = heap_alloc(sizeof(*w));
	struct arena a = ARENA_INIT;

	*w = (struct document_writer){ .folder = heap_strdup(folder), .clear = STR_INIT,
	    .sealed = STR_INIT, .bytes_max = bytes_max };
	bool ok = begin(w, &a, err);
	arena_clear(&a);
	if (ok)
		*ret_writer = w;
	else
		release(w);
	return ok;
}

/* The piece at hand, sealed, into the file. */
static bool
flush(struct document_writer *w, bool is_last, struct err *err)
{
	seal_stream_add(w->stream, w->clear.text, w->clear.len, is_last, &w->sealed);
	str_truncate(&w->clear, 0);
	bool ok = file_writer_add(w->file, w->sealed.text, w->sealed.len, err);
	str_truncate(&w->sealed, 0);
	return ok;
}

bool
document_writer_add(struct document_writer *w, const void *bytes, size_t len, struct err *err)
{
	const char *p = bytes;

	if ((int64_t)len > w->bytes_max - w->bytes)
		return fail(err, ERR_INPUT, "it has more than %lld bytes (documents: bytes_max in "
		    "credence.yaml)", (long long)w->bytes_max);
	size_t look = CONTENT_LOOK_BYTES - w->head_len;
	look = look < len ? look : len;
	memcpy(w->head + w->head_len, p, look);
	w->head_len += look;
	w->bytes += (int64_t)len;
	hasher_add(w->hasher, bytes, len);
	while (len > 0) {
		/* A full piece waits: it may be the last. */
		if (w->clear.len == SEAL_PIECE_BYTES && !flush(w, false, err))
			return false;
		size_t n = SEAL_PIECE_BYTES - w->clear.len;
		n = n < len ? n : len;
		str_add_bytes(&w->clear, p, n);
		p += n;
		len -= n;
	}
	return true;
}

/* Under its digest; one that is there and whole stays, and is marked as met: see document_file_remove(). */
static bool
settle(struct document_writer *w, const char *sha256, struct arena *a, struct err *err)
{
	struct err broken = ERR_INIT;
	struct file_writer *file = w->file;

	w->file = NULL;
	if (!document_file_read(w->folder, sha256, NULL, NULL, &broken))
		return file_writer_close_as(file, place(a, w->folder, sha256), err);
	file_writer_drop(file);
	const char *path = place(a, w->folder, sha256);
	return utimensat(AT_FDCWD, path, NULL, 0) == 0 || fail_errno(err, "could not touch %s", path);
}

bool
document_writer_end(struct document_writer *w, struct document_file *ret_file, struct err *err)
{
	struct document_file file = { .bytes = w->bytes };
	struct arena a = ARENA_INIT;

	hasher_end(w->hasher, file.sha256);
	w->hasher = NULL;
	file.is = content_type_find(w->head, w->head_len);
	bool ok = flush(w, true, err) && settle(w, file.sha256, &a, err);
	arena_clear(&a);
	document_writer_drop(w);
	if (ok)
		*ret_file = file;
	return ok;
}

bool
document_files_sync(const char *folder, const struct document_file *files, size_t count, struct err *err)
{
	struct arena a = ARENA_INIT;
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++)
		ok = file_sync(place(&a, folder, files[i].sha256), err);
	ok = ok && (count == 0 || file_sync_folder(place(&a, folder, files[0].sha256), err));
	arena_clear(&a);
	return ok;
}

bool
document_file_remove(const char *folder, const char *sha256, int64_t now_ms, bool *ret_gone, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *path = place(&a, folder, sha256);
	struct stat st;
	bool ok = true;

	*ret_gone = stat(path, &st) != 0 && errno == ENOENT;
	if (!*ret_gone && (int64_t)st.st_mtim.tv_sec * MS_PER_SECOND <= now_ms - MS_PER_HOUR) {
		ok = unlink(path) == 0 ? file_sync_folder(path, err) : fail_errno(err, "could not remove %s", path);
		*ret_gone = ok;
	}
	arena_clear(&a);
	return ok;
}

void
document_writer_drop(struct document_writer *w)
{
	if (w == NULL)
		return;
	file_writer_drop(w->file);
	release(w);
}

struct reading {
	const char		*sha256;
	const struct seal_key	*key;
	struct file_reader	 file;
	struct hasher		*hasher;
	document_piece		*piece;
	void			*context;
};

static bool
refuse(const struct reading *r, struct err *err)
{
	return fail(err, ERR_INPUT, "documents/%s was changed or cut off, or is sealed with another key",
	    r->sha256);
}

static bool
open_pieces(struct reading *r, struct seal_stream *s, struct str *clear, struct err *err)
{
	char sealed[SEAL_PIECE_BYTES + SEAL_PIECE_MORE];
	bool is_last = false;
	size_t len;

	while (!is_last) {
		if (!file_reader_read(&r->file, sealed, sizeof(sealed), &len, err))
			return false;
		str_truncate(clear, 0);
		if (!seal_stream_next(s, sealed, len, &is_last, clear))
			return refuse(r, err);
		hasher_add(r->hasher, clear->text, clear->len);
		if (r->piece != NULL && clear->len > 0 &&
		    !r->piece(r->context, clear->text, clear->len, err))
			return false;
	}
	return (file_reader_read(&r->file, sealed, 1, &len, err) && len == 0) || refuse(r, err);
}

static bool
read_file(struct reading *r, struct err *err)
{
	char head[SEAL_STREAM_HEAD_BYTES], found[HASH_TEXT_BYTES];
	struct str clear = STR_INIT;
	size_t len;

	if (!file_reader_read(&r->file, head, sizeof(head), &len, err))
		return false;
	struct seal_stream *s = seal_stream_open(r->key, head, len);
	if (s == NULL)
		return refuse(r, err);
	r->hasher = hasher_new();
	str_add_bytes(&clear, "", 0);
	bool ok = open_pieces(r, s, &clear, err);
	hasher_end(r->hasher, found);
	seal_stream_free(s);
	str_clear(&clear);
	return ok && (strcmp(found, r->sha256) == 0 || refuse(r, err));
}

bool
document_file_read(const char *folder, const char *sha256, document_piece *piece, void *context,
    struct err *err)
{
	struct reading r = { .sha256 = sha256, .piece = piece, .context = context };
	struct arena a = ARENA_INIT;
	struct seal_key key;

	const char *path = place(&a, folder, sha256);
	bool ok = file_exists(path) || fail(err, ERR_MISSING, "documents/%s is not there", sha256);
	if (ok)
		ok = folder_seal_key(folder, PURPOSE, &key, err);
	if (ok) {
		r.key = &key;
		ok = file_reader_open(&r.file, path, err) && read_file(&r, err);
		file_reader_close(&r.file);
		seal_key_clear(&key);
	}
	arena_clear(&a);
	return ok;
}

static bool
write_clear(void *context, const void *bytes, size_t len, struct err *err)
{
	const int *fd = context;

	return file_write_all(*fd, bytes, len) || fail_errno(err, "could not write into the data folder");
}

bool
document_file_open_clear(const char *folder, const char *sha256, int *ret_fd, struct err *err)
{
	int fd = file_nameless(folder);

	if (fd < 0)
		return fail_errno(err, "could not make a file in the data folder");
	if (!document_file_read(folder, sha256, write_clear, &fd, err)) {
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

static bool
write_piece(void *context, const void *bytes, size_t len, struct err *err)
{
	return file_writer_add(context, bytes, len, err);
}

bool
document_file_save(const char *folder, const char *sha256, const char *path, struct err *err)
{
	struct file_writer *w;

	if (file_exists(path))
		return fail(err, ERR_CONFLICT, "%s is there already", path);
	if (!file_writer_open(path, 0600, &w, err))
		return false;
	if (document_file_read(folder, sha256, write_piece, w, err))
		return file_writer_close(w, err);
	file_writer_drop(w);
	return false;
}
