/* bounce_inside: what the files of bounce share; nobody else includes it. */
#ifndef READING_BOUNCE_INSIDE_H
#define READING_BOUNCE_INSIDE_H

#include "reading/mail.h"

/* A server's notice in words. */
struct notice {
	const struct mail_content	*content;
	const char	*own_address;	/* the team's */
	const char	*subject;	/* folded */
	const char	*words;		/* the server's own, without the message that it returns */
	const char	*folded;	/* of them */
	struct arena	*a;
};

/* What the report says of its recipients.  False when it holds none and no action. */
bool	bounce_report_read(const char *report, struct arena *a, struct mail_reading *ret);

/* bounce_notice.c: begins a notice, then reads its words; bounce_words.c: what they say. */
void	notice_begin(const struct mail_content *content, const char *own_address, struct arena *a,
	    struct notice *ret);
void	notice_read(struct notice *n);
bool	notice_subject_says_so(const struct notice *n);
bool	notice_says_so(const struct notice *n);		/* "could not be delivered" */
bool	notice_says_delayed(const struct notice *n);
bool	notice_says_delivered(const struct notice *n);
const char *notice_status(const struct notice *n);	/* "5.1.1"; NULL */
/* The status that such words mean; NULL: none in particular. */
const char *words_status(const char *words, struct arena *a);
/* The line that says why; NULL. */
const char *words_reason(const char *words, const char *status, struct arena *a);

/*
 * bounce_who.c: whom the words are about.  How surely is a matter of the place where an address
 * stands; what is not better than WHO_GUESS is no sign that the words are a notice at all.
 */
enum who {
	WHO_LISTED,	/* below a line that announces failed addresses */
	WHO_LEADS,	/* at the beginning of a line of its own */
	WHO_CODE,	/* beside a server's code or label */
	WHO_TOLD,	/* in a sentence that says that mail did not arrive */
	WHO_TO,		/* "To:" of the message in question */
	WHO_GUESS,	/* anywhere else */
	WHO_DOUBTFUL,	/* in advice: "contact ..." */
	WHO_NOBODY
};
enum who notice_recipients(const struct notice *n, struct texts *list);

/* The next address in [p, end): its start and length; NULL when there is none. */
const char *address_next(const char *p, const char *end, size_t *ret_len);

#endif
