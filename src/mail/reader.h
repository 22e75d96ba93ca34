/*
 * reader: reads messages in a confined child process: no file, no socket, no database, bounded
 * memory and time.  What comes back is checked like anything else from outside.  The child is
 * replaced every few hundred messages, and whenever a message kills or hangs it: that message is
 * "broken", the next one goes on.
 */
#ifndef MAIL_READER_H
#define MAIL_READER_H

#include "core/settings.h"
#include "reading/mail.h"

struct mail_place { const char *account, *folder; int64_t uid; };	/* uid 0: a Maildir */

struct mail_bytes {
	struct mail_place	 place;
	const char		*bytes;		/* exactly as received */
	size_t			 len;
	bool			 is_large;	/* mail/large.h: not all of them at once */
};

struct mail_reader;

/* Starts the child.  ERR_SYSTEM when it cannot be confined. */
bool	reader_open(struct mail_reader **ret_reader, const struct settings *settings,
	    struct err *err);
void	reader_close(struct mail_reader *reader);	/* NULL is well */

/*
 * Reads all of them, in order; their texts live in "a".  A message that cannot be read has the kind
 * MAIL_BROKEN and a reason, and is no failure.  False only when no child can be started any more.
 */
bool	reader_read(struct mail_reader *reader, const struct mail_bytes *items, size_t count,
	    struct arena *a, struct mail_reading **ret_readings, struct err *err);

/*
 * The same in three steps, for who has other work meanwhile.  The items and "a" must live until
 * reader_end().  reader_go_on() never waits and never forks, so that a thread may be at work meanwhile:
 * it gives the children what they take, and takes what they have; called now and then, it keeps them
 * busy.  One reading at a time.
 */
void	reader_begin(struct mail_reader *reader, const struct mail_bytes *items, size_t count,
	    struct arena *a);
void	reader_go_on(struct mail_reader *reader);
bool	reader_end(struct mail_reader *reader, struct mail_reading **ret_readings, struct err *err);

#endif
