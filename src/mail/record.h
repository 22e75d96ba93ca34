/*
 * record: a mail_reading as bytes, from the confined child to its parent.
 * The parent trusts none of it: each length, number and text is checked while it is read.
 */
#ifndef MAIL_RECORD_H
#define MAIL_RECORD_H

#include "base/str.h"
#include "reading/mail.h"

#define RECORD_BYTES_MAX (1024 * 1024)

void	record_write(const struct mail_reading *reading, struct str *out);

/* False when the bytes are not exactly what record_write() could have written. */
bool	record_read(const char *bytes, size_t len, struct arena *a, struct mail_reading *ret);

#endif
