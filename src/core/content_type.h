/*
 * content_type: what a file is, by its first bytes; its name is the sender's word and counts for nothing.
 */
#ifndef CORE_CONTENT_TYPE_H
#define CORE_CONTENT_TYPE_H

#include <stddef.h>

#define CONTENT_LOOK_BYTES	512		/* so many of the first bytes are enough */

struct content_type {
	const char	*type;		/* "application/pdf"; "application/octet-stream": not known */
	const char	*aside;		/* why it is kept aside; NULL: it is not */
};

/* "len": of the whole file's beginning, at least CONTENT_LOOK_BYTES where it has as many. */
struct content_type	content_type_find(const void *bytes, size_t len);

#endif
