/* fetch_inside: what the two kinds of inbox share with fetch.c.  Nobody else includes it. */
#ifndef MAIL_FETCH_INSIDE_H
#define MAIL_FETCH_INSIDE_H

#include "mail/fetch.h"
#include "mail/imap.h"
#include "store/mailbox.h"

#define FETCH_MESSAGES	100		/* of a batch */
#define FETCH_BYTES	(4u << 20)	/* unless one alone is larger */

struct mail_fetcher {
	struct engine		*e;
	const char		*folder;
	int			 cancel_fd;
	struct mail_reader	*reader;
	struct imap		*imap;		/* NULL: not connected */
	int64_t			 suspect_uid;	/* at which the connection broke; 0: none */
	int64_t			 noted_ms;	/* when synced_ms was saved last; 0: never */
	struct arena		 arena;		/* of the fetcher */
	/* Of the round. */
	int64_t			 now_ms;
	struct mailbox		 mailbox;
	struct take_counts	*counts;
	struct arena		 round;
};

struct fetched { struct mail_bytes *item; size_t count; };

bool	fetch_is_cancelled(const struct mail_fetcher *f);

/* Reads and takes the batch; f->mailbox is saved in the same commit. */
bool	fetch_take(struct mail_fetcher *f, const struct fetched *batch, struct arena *a,
	    struct err *err);

/* One that is not read: item->len says how large it is. */
bool	fetch_set_aside(struct mail_fetcher *f, const struct mail_bytes *item, const char *reason,
	    struct err *err);

/* *ret_complete is false when the round was left before its end. */
bool	fetch_imap(struct mail_fetcher *f, bool *ret_complete, struct err *err);
bool	fetch_maildir(struct mail_fetcher *f, bool *ret_complete, struct err *err);

#endif
