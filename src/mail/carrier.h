/*
 * carrier: who takes letters away from the sender: the mail server, the Maildir mail/sent, or in a test
 * whoever plays the world.  The sender (send.h) decides what may go and keeps the books; a carrier only
 * carries, and says in its own words how that went.
 */
#ifndef MAIL_CARRIER_H
#define MAIL_CARRIER_H

#include "mail/post.h"
#include "mail/token.h"
#include "store/outbox.h"

struct carrier {
	/* Ready for letters: connects, where it is not connected or the line is dead.  ERR_SYSTEM,
	 * ERR_AUTH: not now; the letters wait. */
	bool	(*open)(void *context, int64_t now_ms, struct err *err);
	/* One letter to its recipient; every outcome is in the result. */
	void	(*carry)(void *context, const struct outbox_letter *letter, const char *bytes, size_t len,
		    struct post_result *ret_result);
	/* False: the line broke, and the other letters must wait. */
	bool	(*is_open)(void *context);
	/* The round is over: what was broken or lay idle is put away. */
	void	(*rest)(void *context);
	void	(*free)(void *context);
	/* A clock that only runs forward, for how long things take. */
	int64_t	(*stopwatch_ms)(void *context);
	/* To a server: a letter that was under way may have arrived, and handing it over again may bring a
	 * second copy; and it counts what an account sends. */
	bool	 is_server;
	void	*context;
};

/* What connects needs, but for the time: its parts must outlive the carrier. */
struct carrier	carrier_smtp(const struct token_wish *wish);

/* Lays each letter into this Maildir, under a name that comes from its identity. */
struct carrier	carrier_maildir(const char *folder);

#endif
