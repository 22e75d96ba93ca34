/*
 * sign: who asks.  A session is a secret in a cookie (HttpOnly, SameSite=Lax; Secure and __Host- where people come
 * by https), which ends after web.idle_minutes without a request and web.session_hours in all.  Where nobody needs
 * to sign in (web.sign_in), whoever reaches this machine may do everything.
 */
#ifndef WEB_SIGN_H
#define WEB_SIGN_H

#include "web/request.h"

/* Fills actor, rights and token of the request; r->wants_sign_in when there is nobody.  Done already: does nothing. */
bool	sign_look(struct request *r, struct err *err);

/* Leads to the page where one signs in, and from there back to this one. */
bool	sign_ask(struct request *r, struct reply *reply, struct err *err);

#endif
