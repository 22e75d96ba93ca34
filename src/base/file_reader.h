/* file_reader: a file that a person named, read piece by piece, of whatever length. */
#ifndef BASE_FILE_READER_H
#define BASE_FILE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct zip;

struct file_reader {
	const char	*path;		/* the caller's */
	FILE		*file;
	struct zip	*zip;		/* what is read instead of the file; NULL */
	int64_t		 bytes;		/* 0: not known (a pipe) */
	int64_t		 modified_ms;
};

/* ERR_INPUT when there is no such file or it is a folder. */
bool	file_reader_open(struct file_reader *r, const char *path, struct err *err);

/*
 * The same of a table: of a ZIP archive the largest CSV in it, as registries pack theirs ("zip" and "bytes" are then
 * that one's); an archive without one (a workbook) is read as the bytes it is.  ERR_INPUT, too, when it is locked or
 * broken.
 */
bool	file_reader_open_table(struct file_reader *r, const char *path, struct err *err);

/* At most "size" bytes; *ret_len 0 at the end.  Of the type csv_read_fn. */
bool	file_reader_read(void *reader, char *bytes, size_t size, size_t *ret_len, struct err *err);
void	file_reader_close(struct file_reader *r);	/* one that is not open is well */

#endif
