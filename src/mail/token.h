/*
 * token: what a server that takes no password wants from us instead: the access token of a permission
 * that a person gave by "mail connect", renewed before it ends.  Tokens are never written into a
 * message or a log.
 */
#ifndef MAIL_TOKEN_H
#define MAIL_TOKEN_H

#include "core/settings.h"
#include "db/db.h"
#include "mail/oauth.h"

struct token_wish {
	struct db		*db;
	const struct settings	*settings;
	const char		*folder;
	int			 cancel_fd;	/* readable: give up; -1: none */
	int64_t			 now_ms;
};

/* What "mail connect" and a renewal ask with.  ERR_INPUT: no oauth in the settings, or its secret is
 * not there.  token_end() clears it. */
bool	token_begin(const struct token_wish *wish, struct arena *a, struct oauth *ret_oauth,
	    struct err *err);
void	token_end(struct oauth *oauth);

/*
 * Calls "open" with the token that the server wants, NULL when it takes a password; when that one is
 * refused (ERR_AUTH) once more with another: a token may lose its worth before its time.
 * ERR_AUTH: nobody allowed it, or the permission does not count any more, of which a task tells;
 * ERR_BUSY, ERR_SYSTEM: may work next time; or what "open" said.
 */
typedef bool (*token_open_fn)(void *context, const char *token, struct err *err);
bool	token_login(const struct token_wish *wish, const struct mail_server *server,
	    token_open_fn open, void *context, struct err *err);

/* Is there a permission, as far as we know?  Asks nobody. */
bool	token_is_allowed(const struct token_wish *wish, const struct mail_server *server,
	    struct err *err);

/* Stores what a person allowed; the task is done. */
bool	token_keep(const struct token_wish *wish, const char *user, const struct oauth_tokens *tokens,
	    const char *by, struct err *err);

#endif
