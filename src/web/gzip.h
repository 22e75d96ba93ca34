/* gzip: bytes packed as they come (RFC 1952). */
#ifndef WEB_GZIP_H
#define WEB_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct gzip;

/* Takes packed bytes; false ends the packing. */
typedef bool	(*gzip_sink)(void *context, const char *bytes, size_t len, struct err *err);

#define GZIP_QUICK	1
#define GZIP_SMALL	9

/* level: one of those, or between.  name: in its head, it lives as long as the packing; NULL: none. */
struct gzip	*gzip_new(int level, const char *name);
void		 gzip_free(struct gzip *gzip);		/* NULL is well */

/* is_last: it ends with these bytes.  False: what the sink said. */
bool		 gzip_add(struct gzip *gzip, const char *bytes, size_t len, bool is_last, gzip_sink sink, void *context,
		    struct err *err);

#endif
