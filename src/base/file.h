/* file: whole files, read with a limit and written so that a crash leaves the old or the new one. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Adds the file's bytes to out.  ERR_INPUT when it is larger than max_bytes. */
bool	file_read(const char *path, size_t max_bytes, struct str *out, struct err *err);

/* Writes a temporary file beside it, syncs, renames over it, syncs the folder. */
bool	file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct err *err);

/* All of it to the descriptor, however often a signal comes.  False: errno says why. */
bool	file_write_all(int fd, const void *bytes, size_t len);

/* Brings what was written to the file to the disk, whoever wrote it. */
bool	file_sync(const char *path, struct err *err);

/* Brings the folder that holds the path to the disk: after a rename. */
bool	file_sync_folder(const char *path, struct err *err);

bool	file_exists(const char *path);
bool	folder_exists(const char *path);

/* Makes the folder (not its parents); one that exists is well. */
bool	folder_make(const char *path, mode_t mode, struct err *err);

/* A new file of the folder for reading and writing that has no name and is gone when it is closed, or when the process
 * ends, however.  The caller closes it.  -1: errno says why. */
int	file_nameless(const char *folder);

/* "folder/name", in the arena. */
char	*path_join(struct arena *a, const char *folder, const char *name);

/* What stands behind the last "/", in "path": a file without its folders. */
const char *path_name(const char *path);

/* Names in the folder, sorted by bytes, without "." files; in the arena. */
bool	folder_list(const char *path, struct arena *a, char ***ret_names, size_t *ret_count,
	    struct err *err);

#endif
