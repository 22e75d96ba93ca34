/*
 * mime: a message as GMime reads it, made into what the rules of reading/mail.h look at.
 * Runs inside the confined child (mail/reader.h) and in the fuzzer; nowhere else.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "reading/mail.h"

/* More lines than this that may begin a part: the message is refused unread. */
#define MIME_BOUNDARY_LINES_MAX	10000

/* ERR_INPUT: these bytes are no message, or one beyond the limits. */
bool	mime_read(const char *bytes, size_t len, struct arena *a, struct mail_content *ret,
	    struct err *err);

/* The same and what the rules say of it. */
bool	mime_classify(const char *bytes, size_t len, const char *own_address, struct arena *a,
	    struct mail_reading *ret, struct err *err);

/* Gives each file that mime_read() lists as an attachment, decoded, in its order; messages within the
 * message, and pictures that stand in its text, are none. */
typedef void mime_give(void *context, const char *name, const void *bytes, size_t len);
bool	mime_attachments(const char *bytes, size_t len, mime_give *give, void *context,
	    struct arena *a, struct err *err);

#endif
