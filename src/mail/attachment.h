/*
 * attachment: the files in a message, decoded in a confined child of its own (mail/confine.h): no file,
 * no socket, no database, bounded memory and time.  They come through a pipe piece by piece; the parent
 * keeps none of it and trusts none of it.
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

/* ERR_INPUT: the message cannot be taken apart; ERR_SYSTEM: no child can be started. */
bool	attachments_read(const char *bytes, size_t len, const struct attachment_sink *sink,
	    struct err *err);

#endif
