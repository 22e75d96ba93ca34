/*
 * tarball: many files in one, as a plain tar (POSIX pax), through libarchive.  The only room that
 * includes archive.h.  Files only: no links, no devices, no owners, no modes.
 */
#ifndef BASE_TARBALL_H
#define BASE_TARBALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"

struct tarball;

/* What was written or read of one file. */
struct tarball_file {
	const char	*name;				/* "workflows/letters/chase.txt" */
	int64_t		 bytes;
	char		 sha256[HASH_TEXT_BYTES];
};

/* A new file that only its owner can read; ERR_CONFLICT when there is one. */
bool	tarball_create(const char *path, struct tarball **ret_tarball, struct err *err);

/* Adds a file of the disk, or bytes.  ret_file->name is the given one. */
bool	tarball_add_file(struct tarball *t, const char *name, const char *path, int64_t now_ms,
	    struct tarball_file *ret_file, struct err *err);
bool	tarball_add_bytes(struct tarball *t, const char *name, const void *bytes, size_t len,
	    int64_t now_ms, struct err *err);

/* Brings it to the disk, and frees; frees also when it fails. */
bool	tarball_close(struct tarball *t, struct err *err);
void	tarball_drop(struct tarball *t);		/* frees without a promise; NULL is well */

/*
 * Writes all its files below the folder, which must exist, and tells of each.  ERR_INPUT: it is no
 * tar, is cut off, or holds a name that leads out of the folder, twice the same, or no file; what
 * was written before stays for the caller to remove.
 */
bool	tarball_extract(const char *path, const char *folder,
	    void (*each)(void *context, const struct tarball_file *file), void *context,
	    struct err *err);

#endif
