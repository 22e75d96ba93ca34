/*
 * absence: did a program answer for a person (RFC 3834), and until when is the person away?
 * Header fields are asked first; the wording of the subject, in the usual languages, where programs
 * set none.
 */
#ifndef READING_ABSENCE_H
#define READING_ABSENCE_H

#include "reading/mail.h"

/* True when it is an automatic answer: fills kind, recipients (the absent one) and until_day.
 * "answers": it says that it is an answer (In-Reply-To, References, "Re:"). */
bool	absence_read(const struct mail_content *content, bool answers, struct arena *a,
	    struct mail_reading *ret);

/* The day of return that a text names, not before sent_day; DAY_NONE when it names none.
 * sent_day DAY_NONE: only days with a year are understood. */
int32_t	absence_until(const char *text, int32_t sent_day, struct arena *a);

/* Is it a list's, a newsletter's or another message that was not written to us alone? */
bool	mail_is_bulk(const struct mail_headers *headers);

#endif
