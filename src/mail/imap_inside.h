/* imap_inside: what the files of an IMAP session share.  Nobody else includes it. */
#ifndef MAIL_IMAP_INSIDE_H
#define MAIL_IMAP_INSIDE_H

#include <libetpan/libetpan.h>

#include "mail/imap.h"
#include "mail/stream.h"

#define IMAP_ANSWER_BYTES	(256 << 10)	/* of a command without much to say */
#define IMAP_LIST_BYTES		(16 << 20)	/* of one that lists */

struct imap {
	mailimap	*session;
	struct stream	*stream;
	bool		 is_open, can_idle;
	int64_t		 timeout_ms;
	const char	*name;		/* host and port, for messages */
	struct arena	 arena;
};

/* How much the server may say from now on, and how long. */
void	imap_limit(struct imap *imap, size_t bytes);

/* Words what the server said to a command (" to open the mailbox"); returns false. */
bool	imap_refuse(struct imap *imap, int code, enum err_kind kind, const char *what,
	    struct err *err);

/* May it stand in a command?  No control byte, nothing but ASCII. */
bool	imap_is_plain(const char *text);

/* Consecutive UIDs as one interval. */
struct mailimap_set *imap_set_of(const int64_t *uids, size_t count);

/* A line of ours, where the library has no words for it; false: the connection broke. */
bool	imap_say(struct imap *imap, const char *line);

/* What the server can do is known afterwards. */
bool	imap_ask_capabilities(struct imap *imap, struct err *err);

/* imap_login.c: after the greeting.  "is_trusted": it greeted as if we had logged in. */
bool	imap_secure(struct imap *imap, bool is_trusted, struct err *err);
bool	imap_authenticate(struct imap *imap, const struct settings *settings, const char *folder,
	    const char *token, struct err *err);

#endif
