/*
 * take: received messages into the database: read in the confined child, stored once, matched to
 * their cases, told to the engine as mail.* events.  Nothing in a mail can do more than that.
 *
 *	reader_open(&reader, settings, &err)		once; before passwords are fetched
 *	reader_read(reader, items, count, &arena, &readings, &err)	outside of any transaction
 *	db_begin ... take_messages(...) ... cursor and watermark ... db_commit
 */
#ifndef MAIL_TAKE_H
#define MAIL_TAKE_H

#include "engine/engine.h"
#include "mail/reader.h"

struct take_counts { int64_t fetched, matched, unmatched, set_aside, known, filed, moved; };

/*
 * Stores, matches and delivers, in the caller's transaction.  readings[i] belongs to items[i].
 * One that was stored before is counted as known and changes nothing.  Adds to *counts.
 */
bool	take_messages(struct engine *e, const struct mail_bytes *items,
	    const struct mail_reading *readings, size_t count, int64_t now_ms,
	    struct take_counts *counts, struct err *err);

/* A message that was not fetched (too large): set aside with the reason, once per place. */
bool	take_unread(struct engine *e, const struct mail_place *place, int64_t bytes,
	    const char *reason, int64_t now_ms, struct take_counts *counts, struct err *err);

#endif
