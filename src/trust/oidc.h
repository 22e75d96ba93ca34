/*
 * oidc: sign-in by another server (OpenID Connect Core 1.0, authorization code with PKCE).  What must not be broken:
 * an address is believed only of an ID token that the named issuer signed, for us, for this visit, now.  It waits for
 * servers: not on a thread that serves others.
 */
#ifndef TRUST_OIDC_H
#define TRUST_OIDC_H

#include "base/json.h"
#include "core/settings.h"
#include "http/http.h"

struct oidc {
	const struct oidc_settings *settings;
	const char	*folder;	/* for secrets and the ca_file */
	const char	*redirect;	/* our own address where people come back */
	int		 cancel_fd;	/* readable: give up; -1: none */
	struct arena	*a;
};

/* What is kept until they come back, by who went. */
struct oidc_visit { const char *state, *nonce, *verifier; };

void	oidc_visit_begin(struct arena *a, struct oidc_visit *ret_visit);

/* Where they go.  ERR_INPUT: what the issuer says of itself cannot be used. */
bool	oidc_find_door(const struct oidc *o, const struct oidc_visit *visit, const char **ret_url, struct err *err);

/* They came back with this code: the address of their mail, as it is written there.  ERR_AUTH: the token is not to be
 * believed, or the address is not verified. */
bool	oidc_end_visit(const struct oidc *o, const struct oidc_visit *visit, const char *code, int64_t now_ms,
	    const char **ret_mail, struct err *err);

/* What the token must say to be believed (3.1.3.7), apart from its signature. */
bool	oidc_check_claims(const struct oidc_settings *settings, const struct json *claims, const char *nonce,
	    int64_t now_ms, struct err *err);

#endif
