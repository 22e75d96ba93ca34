/* fetch_inside: what the two kinds of inbox share with fetch.c.  Nobody else includes it. */
#ifndef MAIL_FETCH_INSIDE_H
#define MAIL_FETCH_INSIDE_H

#include "mail/fetch.h"
#include "mail/imap.h"
#include "store/mailbox.h"

#define FETCH_MESSAGES	100		/* of a batch */
#define FETCH_BYTES	(4u << 20)	/* a larger one comes alone, by way of the disk */

struct mail_fetcher {
	struct engine		*e;
	const char		*folder;
	int			 cancel_fd;
	struct mail_reader	*reader;
	struct imap		*imap;		/* NULL: not connected */
	struct { const char *folder; int64_t uid; } suspect;	/* at which the connection broke; uid 0: none */
	int64_t			 noted_ms;	/* when synced_ms was saved last; 0: never */
	const char		*sent_folder;	/* NULL: not looked for yet */
	const char		*notice[MAIL_NOTICES];	/* NULL: all is well */
	bool			 has_news;	/* something came meanwhile: no need to wait for it */
	struct in_hand		*in_hand;	/* at the reader; NULL: none */
	struct in_hand		*read;		/* to be taken next; NULL: none */
	struct arena		 arena;		/* of the fetcher */
	struct arena		 notices;	/* of the round before, until the next one */
	/* Of the round. */
	int64_t			 now_ms;
	struct mailbox		*box;		/* one for each folder; the first is the one waited at */
	size_t			 boxes;
	struct mailbox		 mailbox;	/* the one that is being read */
	struct take_counts	*counts;
	struct arena		 round;
};

struct fetched { struct mail_bytes *item; size_t count; };

/* A batch on its way: fetched, then at the reader, then read and to be taken. */
struct in_hand {
	struct fetched		 batch;
	struct mail_reading	*readings;	/* when it is read */
	int64_t			 last_uid;	/* the cursor, when it is in */
	struct imap_batch	 bodies;	/* to which the bytes belong */
	struct arena		 arena;
};

bool	fetch_is_cancelled(const struct mail_fetcher *f);

/* Reads and takes the batch; f->mailbox is saved in the same commit. */
bool	fetch_take(struct mail_fetcher *f, const struct fetched *batch, struct arena *a,
	    struct err *err);

/*
 * The same in steps, for who fetches meanwhile.  fetch_put(): the batch at the reader is read to its
 * end, and "next", the fetcher's from now on, goes there.  fetch_take_read(), once after each: what was
 * read to its end is taken into the database; it forks nothing.  fetch_settle() takes all that is in
 * hand: before anything else moves the cursor, and at the end of the round.
 */
bool	fetch_put(struct mail_fetcher *f, struct in_hand *next, struct err *err);
bool	fetch_take_read(struct mail_fetcher *f, struct err *err);
bool	fetch_settle(struct mail_fetcher *f, struct err *err);
void	in_hand_free(struct in_hand *batch);		/* NULL is well */

/* One that is not read: item->len says how large it is. */
bool	fetch_set_aside(struct mail_fetcher *f, const struct mail_bytes *item, const char *reason,
	    struct err *err);

/* *ret_complete is false when the round was left before its end. */
bool	fetch_imap(struct mail_fetcher *f, bool *ret_complete, struct err *err);
bool	fetch_file_sent(struct mail_fetcher *f, struct err *err);
bool	fetch_move_handled(struct mail_fetcher *f, struct err *err);

/* Attachments of mail that has a case become documents (store/document.h), each once; none do, and
 * they wait in their mail, where documents.bytes_max is 0. */
bool	fetch_documents(struct mail_fetcher *f, struct err *err);
bool	fetch_maildir(struct mail_fetcher *f, bool *ret_complete, struct err *err);

#endif
