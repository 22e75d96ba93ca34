/*
 * spool: answers that are too large for memory, written to files without a name in the data folder
 * and kept for who asks next: the same bytes are made once, and the kernel sends them.  The files are
 * gone with the process, however it ends.
 */
#ifndef WEB_SPOOL_H
#define WEB_SPOOL_H

#include <stdint.h>

#include "base/err.h"
#include "web/request.h"

struct spool	*spool_new(void);
void		 spool_free(struct spool *spool);	/* NULL is well */

/* Gives the reply the file with that tag (an ETag), if there is one. */
bool		 spool_find(struct spool *spool, const char *tag, struct reply *reply);

/*
 * Makes the file: "make" hands over its bytes by spool_add().  One whose owner ("feed 3") is the same is
 * forgotten.  reply->is_gzip: packed.  ERR_SYSTEM when the disk is full: nothing is kept then.
 */
struct spool_file;
typedef bool	(*spool_make)(void *context, struct spool_file *file, struct err *err);
bool		 spool_add(struct spool_file *file, const char *bytes, size_t len, struct err *err);
bool		 spool_write(struct spool *spool, const char *folder, const char *owner,
		    const char *tag, spool_make make, void *context, struct reply *reply,
		    struct err *err);

#endif
