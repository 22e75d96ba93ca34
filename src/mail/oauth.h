/*
 * oauth: OAuth 2 as mail providers speak it: a person allows Credence to use the mailbox, by a code
 * typed into another device (RFC 8628) or by a browser that brings a code back (RFC 6749, 4.1, with
 * PKCE, RFC 7636); tokens are then renewed without anybody (RFC 6749, 6).  Nothing is stored here.
 */
#ifndef MAIL_OAUTH_H
#define MAIL_OAUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/settings.h"
#include "http/http.h"

struct oauth {
	struct http		*http;
	const struct mail_oauth	*settings;
	const char		*client_secret;	/* fetched; NULL: none */
	struct arena		*a;		/* where answers live */
};

struct oauth_tokens {
	const char	*access, *refresh;	/* refresh NULL: the one before goes on */
	int64_t		 expires_ms;		/* of the access token */
};

/* What the person is asked to do, and how it goes on. */
struct oauth_device {
	const char	*url, *user_code;	/* open this, type that */
	const char	*device_code;
	int64_t		 interval_ms, expires_ms;
};
bool	oauth_begin_device(struct oauth *o, int64_t now_ms, struct oauth_device *ret_device,
	    struct err *err);

/* Asks once whether it was allowed; ret_tokens->access is NULL while it was not yet.  The next
 * question not before device->interval_ms, which may grow.  ERR_AUTH: refused, or too late. */
bool	oauth_ask_device(struct oauth *o, struct oauth_device *device, int64_t now_ms,
	    struct oauth_tokens *ret_tokens, struct err *err);

/* The other way: the address to open.  The browser ends at an address of this machine that nobody
 * answers; the person brings it here. */
struct oauth_visit { const char *url, *state, *verifier; };
void	oauth_begin_visit(struct oauth *o, const char *user, struct oauth_visit *ret_visit);

/* "brought" is that last address, or the code alone.  ERR_INPUT: it is of another visit, or no
 * address; ERR_AUTH: refused. */
bool	oauth_end_visit(struct oauth *o, const struct oauth_visit *visit, const char *brought,
	    int64_t now_ms, struct oauth_tokens *ret_tokens, struct err *err);

/* ERR_AUTH: the permission does not count any more; others: may work next time. */
bool	oauth_renew(struct oauth *o, const char *refresh, int64_t now_ms,
	    struct oauth_tokens *ret_tokens, struct err *err);

#endif
