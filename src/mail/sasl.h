/* sasl: what is said to log in with a token in the place of a password. */
#ifndef MAIL_SASL_H
#define MAIL_SASL_H

#include "base/str.h"
#include "core/settings.h"

/* The mechanism's name and its answer in base64: OAUTHBEARER (RFC 7628), or the older XOAUTH2 that
 * Microsoft and Google speak, too. */
void	sasl_add_token(struct str *out, bool is_bearer, const struct mail_server *server,
	    const char *token);

#endif
