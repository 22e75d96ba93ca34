/*
 * zip: one file out of a ZIP archive, read piece by piece through libarchive.  Bytes of strangers: what
 * unpacks to far more than the archive holds (a bomb) is refused while it is read.
 */
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define ZIP_RATIO_MAX	300			/* bytes of a file for one of the whole archive */
#define ZIP_BYTES_FREE	(4 << 20)		/* that count for nothing */

struct zip;

/* At the file "name".  ERR_INPUT: it is no archive, encrypted or broken; ERR_MISSING: no such file. */
bool	zip_open(const char *path, const char *name, struct zip **ret_zip, struct err *err);
/*
 * At the largest file whose name has this ending, letter case aside, which is where the table of an archive with
 * headings and descriptions beside it is; *ret_bytes as the archive says, 0 when it does not.  ERR_INPUT: it is no
 * archive or locked; ERR_MISSING: none ends so.
 */
bool	zip_open_largest(const char *path, const char *ending, struct zip **ret_zip, int64_t *ret_bytes, struct err *err);

/* Does the file begin as archives do?  Workbooks (XLSX) are archives, too. */
bool	zip_is_one(const char *path);
void	zip_close(struct zip *z);		/* NULL is well */

/* At most "size" bytes; *ret_len 0 at the end. */
bool	zip_read(struct zip *z, char *bytes, size_t size, size_t *ret_len, struct err *err);

#endif
