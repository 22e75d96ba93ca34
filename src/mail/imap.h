/*
 * imap: one session with the mail server, over libetpan and our own verified stream.  Folders that are
 * read are opened read-only (EXAMINE) and bodies are peeked at: nothing in the mailbox changes, not even
 * \Seen, but for copies of our own letters (imap_append) and mail that is moved away (imap_move).
 * A failure that ends the connection is told by imap_is_open().
 */
#ifndef MAIL_IMAP_H
#define MAIL_IMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/settings.h"

struct imap;

/* Connects, secures, logs in: with the token, or where it is NULL with the settings' password.
 * ERR_SYSTEM not reached, ERR_AUTH not accepted, ERR_INPUT settings. */
bool	imap_open(const struct settings *settings, const char *folder, const char *token,
	    int cancel_fd, struct imap **ret_imap, struct err *err);
void	imap_close(struct imap *imap);			/* NULL is well */
bool	imap_is_open(const struct imap *imap);
bool	imap_can_idle(const struct imap *imap);

/* Opens the mailbox, again at the beginning of each round.  *ret_uidnext is 0 when it is not told. */
bool	imap_examine(struct imap *imap, const char *mailbox, int64_t *ret_uidvalidity,
	    int64_t *ret_uidnext, struct err *err);

/* UIDs from first to last (0: the end), in ascending order, in "a". */
bool	imap_search(struct imap *imap, int64_t first, int64_t last, struct arena *a,
	    int64_t **ret_uids, size_t *ret_count, struct err *err);

struct imap_message {
	int64_t		 uid;
	int64_t		 bytes;		/* as the server says; -1: it did not */
	const char	*text;		/* the body, when asked for; NULL: not given */
	size_t		 len;
};

struct imap_batch {
	struct imap_message *message;	/* in the server's order; those it gave */
	size_t		 count;
	struct arena	 arena;
	void		*list;		/* libetpan's answer, to which the texts belong */
};

/* Sizes alone, or whole messages of together about so many bytes. */
bool	imap_fetch_sizes(struct imap *imap, const int64_t *uids, size_t count,
	    struct imap_batch *ret_batch, struct err *err);
bool	imap_fetch_bodies(struct imap *imap, const int64_t *uids, size_t count, size_t bytes,
	    struct imap_batch *ret_batch, struct err *err);
void	imap_batch_clear(struct imap_batch *batch);

/* One whole message of about so many bytes, piece by piece into "add", which ends it by false.  *ret_given
 * is false when the server has no such message. */
typedef bool imap_add_fn(void *context, const void *bytes, size_t len);
bool	imap_fetch_large(struct imap *imap, int64_t uid, size_t bytes, imap_add_fn *add, void *context,
	    bool *ret_given, struct err *err);

/* The folder in which the account keeps what it sent (RFC 6154, or by its name); NULL: none is known. */
bool	imap_find_sent(struct imap *imap, struct arena *a, const char **ret_folder, struct err *err);

/* Is a message with this Message-ID ("<...>") in the open mailbox? */
bool	imap_has_message(struct imap *imap, const char *message_id, bool *ret_has, struct err *err);

/* Puts a message there, as read, of that time.  ERR_INPUT: the server does not want it. */
bool	imap_append(struct imap *imap, const char *folder, const char *bytes, size_t len,
	    int64_t at_ms, struct err *err);

/*
 * Moving mail.  imap_select() opens a mailbox for writing; imap_move() takes those of its messages that are
 * still there to another folder, and touches no other.  ERR_INPUT: the server does not want it.
 */
bool	imap_can_move(const struct imap *imap);
bool	imap_select(struct imap *imap, const char *mailbox, int64_t *ret_uidvalidity, struct err *err);
bool	imap_move(struct imap *imap, const int64_t *uids, size_t count, const char *folder,
	    struct err *err);
bool	imap_has_folder(struct imap *imap, const char *folder, bool *ret_has, struct err *err);
bool	imap_make_folder(struct imap *imap, const char *folder, struct err *err);

enum imap_news {
	NEWS_UNABLE,		/* the server does not tell of any */
	NEWS_NONE,		/* the time is over, or it said something else */
	NEWS_MAIL
};

/* Waits for news in the open mailbox.  False when the server refuses, or the connection broke. */
bool	imap_idle(struct imap *imap, int64_t timeout_ms, enum imap_news *ret_news, struct err *err);

#endif
