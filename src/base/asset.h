/*
 * asset: files built into the binary: schema/, workflows/, config/, web templates and static files.
 * The list is made by the Makefile; names are paths from the top of the repository.
 */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include <stddef.h>

struct asset {
	const char	*path;		/* "schema/0001_provider.sql" */
	const char	*bytes;		/* NUL follows the last byte */
	size_t		 len;
};

/* NULL when there is none of that name. */
const struct asset *asset_find(const char *path);

/* The i-th asset whose path starts with prefix, in order of path; NULL after the last. */
const struct asset *asset_list(const char *prefix, size_t i);

#endif
