/* file_writer: a file written piece by piece that gets its name only when it is whole. */
#ifndef BASE_FILE_WRITER_H
#define BASE_FILE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct file_writer;

bool	file_writer_open(const char *path, mode_t mode, struct file_writer **ret_writer,
	    struct err *err);
bool	file_writer_add(struct file_writer *w, const void *bytes, size_t len, struct err *err);

/* Syncs it and renames it over what had the name.  Frees, also when it fails. */
bool	file_writer_close(struct file_writer *w, struct err *err);

/* Names it, in the same folder, as was not known when it began; for who writes many and syncs them
 * together: until file_sync() and file_sync_folder() a loss of power may leave less of it, or nothing. */
bool	file_writer_close_as(struct file_writer *w, const char *path, struct err *err);
void	file_writer_drop(struct file_writer *w);		/* leaves nothing; NULL is well */

#endif
