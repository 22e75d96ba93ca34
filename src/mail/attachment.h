/*
 * attachment: the files in messages, decoded in a confined child (mail/confined_child.h): no file, no
 * socket, no database, bounded memory and time.  They come through a socket piece by piece; the parent
 * keeps none of it and trusts none of it.  The child is replaced now and then, and whenever a message
 * kills or hangs it.
 */
#ifndef MAIL_ATTACHMENT_H
#define MAIL_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* What is done with them: "begin" with part 1, 2 ... and its name ("" when it has none), then its bytes,
 * then its end.  One that returns false ends it all. */
struct attachment_sink {
	bool	(*begin)(void *context, int part, const char *name, struct err *err);
	bool	(*add)(void *context, const void *bytes, size_t len, struct err *err);
	bool	(*end)(void *context, struct err *err);
	void	*context;
};

/* Where the message comes from, piece by piece, from its beginning to its end. */
struct attachment_source {
	bool	(*read)(void *context, size_t offset, void *to, size_t len, struct err *err);
	void	*context;
};

struct attachment_reader;

/* The child starts with the first message. */
struct attachment_reader *attachment_reader_new(void);
void	attachment_reader_free(struct attachment_reader *r);	/* NULL is well */

/* ERR_INPUT: the message cannot be taken apart, the next one may be; ERR_SYSTEM: no child can be
 * started; or what the source or the sink said. */
bool	attachments_read(struct attachment_reader *r, const struct attachment_source *source, size_t len,
	    const struct attachment_sink *sink, struct err *err);

#endif
