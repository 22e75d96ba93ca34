/* mime_inside: what mime.c and mime_text.c share; nobody else includes it. */
#ifndef MAIL_MIME_INSIDE_H
#define MAIL_MIME_INSIDE_H

#include <gmime/gmime.h>

#include "base/str.h"
#include "reading/mail.h"

#define REPORT_BYTES_MAX (64 * 1024)

/* A text as a mail_content keeps it. */
const char	*mime_kept_text(const struct str *s, struct arena *a);

/* GMime's text, which may hold anything, as valid UTF-8 on one line of at most "max" bytes. */
const char	*mime_clean_line(const char *text, size_t max, struct arena *a);

void		 mime_add_headers(GMimeObject *from, struct mail_headers *to, struct arena *a);

/* The decoded bytes of a part; "max" is where they are cut. */
void		 mime_add_decoded(GMimePart *part, size_t max, struct str *out);

/* The same as valid UTF-8 with LF, and a LF at the end. */
void		 mime_add_text(GMimePart *part, size_t max, struct str *out);
const char	*mime_decoded_text(GMimePart *part, struct arena *a);

#endif
