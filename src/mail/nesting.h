/*
 * nesting: how deep an IMAP answer nests, told while it comes in.  libetpan's parser calls itself for each
 * "(": forty thousand of them end the process.  Honest answers nest some ten deep (RFC 3501: the structure
 * of a body).
 */
#ifndef MAIL_NESTING_H
#define MAIL_NESTING_H

#include <stdbool.h>
#include <stddef.h>

#define NESTING_MAX	100

/* Zeroed: at the beginning of a line. */
struct nesting {
	int	depth;
	bool	is_quoted, is_escaped;
	enum { NESTING_TEXT, NESTING_NUMBER, NESTING_END } literal;	/* how far "{123}" has been read */
	size_t	number, skip;			/* bytes of the literal that are still to come */
};

/* False when these bytes take it deeper than NESTING_MAX.  What stands in quotes and in literals, a
 * message for instance, does not count. */
bool	nesting_take(struct nesting *n, const char *bytes, size_t len);

#endif
