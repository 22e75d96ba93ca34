/*
 * document_file: the bytes of documents in the data folder: documents/SHA256, named by what is in them,
 * so that the same file is there once, and sealed with the folder's key.  A name appears only when its
 * file is whole, and a row only when it is on the disk, too.  Files are never changed, unless one is not
 * whole: the same bytes mend it.  One that no row names is left over from a kill and harms nobody.
 *
 * Memory: a piece (SEAL_PIECE_BYTES) or two, whatever the length.  Which documents there are, and what
 * people said of them: store/document.h.  An export gives the bytes by document_file_save().
 */
#ifndef STORE_DOCUMENT_FILE_H
#define STORE_DOCUMENT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "core/content_type.h"

struct document_file {
	char			 sha256[HASH_TEXT_BYTES];	/* of the bytes as they came */
	int64_t			 bytes;
	struct content_type	 is;
};

struct document_writer;

/* Begins a file that may have bytes_max bytes.  "folder": the data folder. */
bool	document_writer_open(const char *folder, int64_t bytes_max,
	    struct document_writer **ret_writer, struct err *err);

/* ERR_INPUT: it is larger than that. */
bool	document_writer_add(struct document_writer *w, const void *bytes, size_t len, struct err *err);

/* Names it, unless the same bytes are there, whole.  Frees, also when it fails. */
bool	document_writer_end(struct document_writer *w, struct document_file *ret_file, struct err *err);
void	document_writer_drop(struct document_writer *w);	/* leaves nothing; NULL is well */

/* Brings files to the disk: before the rows that name them are committed.  Many cost little more than one. */
bool	document_files_sync(const char *folder, const struct document_file *files, size_t count,
	    struct err *err);

/*
 * Takes the file away, unless it was written, or met by the same bytes, less than an hour before now_ms: somebody may
 * be about to name it.  The caller's transaction, which sees that no row names it, holds off other writers.
 * *ret_gone: it is away, or was.
 */
bool	document_file_remove(const char *folder, const char *sha256, int64_t now_ms, bool *ret_gone,
	    struct err *err);

typedef bool document_piece(void *context, const void *bytes, size_t len, struct err *err);

/*
 * Gives the bytes, piece by piece, each piece unchanged; only when true is returned were they all, and
 * hash to the name.  ERR_MISSING: there is no such file; ERR_INPUT: it was changed, cut off, or sealed
 * with another key.  "piece" NULL: only looks whether it is whole.
 */
bool	document_file_read(const char *folder, const char *sha256, document_piece *piece,
	    void *context, struct err *err);

/* The same in clear for readers that want a path: in a file of the folder that has no name, and is gone when the caller
 * closes it.  Its path is /proc/self/fd/N. */
bool	document_file_open_clear(const char *folder, const char *sha256, int *ret_fd, struct err *err);

/* The bytes in a new file that only its owner can read, whole or not at all.  ERR_CONFLICT when there is
 * one already. */
bool	document_file_save(const char *folder, const char *sha256, const char *path, struct err *err);

#endif
