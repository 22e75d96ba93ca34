/*
 * invite: people are invited by mail to deadlines, told when they move, and told when they are over; what
 * they answer is kept.  Whom: invitations in credence.yaml.  The letters go through the outbox like all
 * others; nothing here changes a case, a task or a deadline: an answer only stands beside them.
 */
#ifndef CALENDAR_INVITE_H
#define CALENDAR_INVITE_H

#include "core/settings.h"
#include "db/db.h"

struct invite_counts {
	int64_t	letters;		/* put into the outbox */
	int64_t	answers, flawed;	/* read; of these, those that do not count */
};

/*
 * Answers first, then invitations, each in transactions of its own.  The same state again changes nothing
 * and costs two look-ups.  For the edges, after each tick of the engine.
 */
bool	invite_tick(struct db *db, const struct settings *settings, int64_t now_ms,
	    struct invite_counts *ret_counts, struct err *err);

/* Reads the calendars that came by mail since then.  Only the answer of who was invited counts, by the
 * event's identity and the sender's address; all are kept.  Adds to *counts. */
bool	invite_read_answers(struct db *db, const struct settings *settings, int64_t now_ms,
	    struct invite_counts *counts, struct err *err);

#endif
