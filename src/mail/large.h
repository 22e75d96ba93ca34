/*
 * large: a message that is too large for memory, on its way from the server: in a file without a name in the
 * data folder, then seen as bytes (mapped).  What has been read of them leaves memory again by large_passed(),
 * so that no more than a piece is there at a time.  A kill leaves nothing.
 */
#ifndef MAIL_LARGE_H
#define MAIL_LARGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define LARGE_PIECE_BYTES	(1u << 20)	/* what is worked on at a time */

struct large;

bool	large_open(const char *folder, struct large **ret_large, struct err *err);
bool	large_add(struct large *l, const void *bytes, size_t len, struct err *err);

/* All that was added; they live until large_close().  ERR_SYSTEM also when nothing was. */
bool	large_bytes(struct large *l, const char **ret_bytes, size_t *ret_len, struct err *err);
void	large_close(struct large *l);			/* NULL is well */

/* Of such bytes the first "len" are not looked at soon.  They are still there when they are. */
void	large_passed(const char *bytes, size_t len);

#endif
