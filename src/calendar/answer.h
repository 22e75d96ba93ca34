/*
 * answer: what a calendar that somebody sent says: the answer to an invitation (RFC 5546, 3.2.3), a
 * counter-proposal, an invitation.  Bytes of strangers: rules of repetition and zones that come with
 * them are never expanded, so no calendar costs more than its reading.
 */
#ifndef CALENDAR_ANSWER_H
#define CALENDAR_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

#define CALENDAR_BYTES_MAX	(1024 * 1024)

struct calendar_answer {
	const char	*uid;		/* of the event that is answered; NULL when it says none */
	int64_t		 sequence;	/* 0 when it says none (RFC 5545, 3.8.7.4) */
	const char	*attendee;	/* an address; of several the first who answered; NULL */
	const char	*partstat;	/* "ACCEPTED", "DECLINED" ...; NULL without attendee */
	const char	*delegate;	/* address to which the attendee delegates it; NULL */
	const char	*comment;	/* all of them, a line each; NULL */
	const char	*start, *end;	/* a day, or an instant with offset; without one where the zone
					 * has a name of its own; an end is exclusive; NULL */
};

struct calendar_message {
	const char		*method;	/* "REPLY", "COUNTER", "REQUEST" ...; NULL */
	struct calendar_answer	*event;		/* in the order of the file */
	size_t			 events;
};

/* ERR_INPUT: no calendar, cut off, too large, nested too deeply, with its line where there is one.
 * Properties that cannot be read are left out, as RFC 5545 asks of readers. */
bool	calendar_answer_read(const char *bytes, size_t len, struct arena *a,
	    struct calendar_message *ret_message, struct err *err);

/* Does the text begin like a calendar (after a byte order mark and blank lines)? */
bool	calendar_looks_right(const char *bytes, size_t len);

#endif
