/*
 * upload: files that come with a form, on their way into the data folder piece by piece, whatever their size.
 * Nothing is kept unless the whole form came and is ours: a break leaves nothing behind.
 */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "store/document_file.h"
#include "web/request.h"

#define UPLOAD_FILES_MAX	20	/* in one form */

struct upload;

/* What one form may bring in all: a few of the largest files. */
int64_t		 upload_bytes_max(const struct settings *settings);

struct upload	*upload_new(const struct request *r);
void		 upload_free(struct upload *upload);	/* drops what was not kept; NULL is well */

/* What a browser calls a file, without folders; whatever is no text becomes a question mark. */
const char	*upload_clean_name(const char *name, struct arena *a);

/* A piece of the file that begins where offset is 0.  What goes wrong is said by upload_keep(). */
void		 upload_add(struct upload *upload, const char *name, const void *bytes, size_t len, bool is_start);

/* All are whole and on the disk, or an err.  The names live in the upload. */
struct uploaded	 { const char *name; struct document_file file; };
bool		 upload_keep(struct upload *upload, const struct uploaded **ret_files, size_t *ret_count, struct err *err);

#endif
