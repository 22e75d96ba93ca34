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

/* A file in the making, in any thread.  spool_begin() opens it; is_gzip: it is packed.  spool_end() writes what is left.
 * ERR_SYSTEM when the disk is full. */
struct spool_file;
bool		 spool_begin(const char *folder, bool is_gzip, struct spool_file **ret_file, struct err *err);
bool		 spool_add(struct spool_file *file, const char *bytes, size_t len, struct err *err);
bool		 spool_end(struct spool_file *file, struct err *err);
void		 spool_drop(struct spool_file *file);	/* NULL is well */

/* Keeps a file that was ended.  One whose owner ("feed 3") is the same is forgotten. */
void		 spool_keep(struct spool *spool, const char *owner, const char *tag, struct spool_file *file);

#endif
