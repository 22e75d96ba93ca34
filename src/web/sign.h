/*
 * sign: who asks.  A session is a secret in a cookie (HttpOnly, SameSite=Lax; Secure and __Host- where people come
 * by https), which ends after web.idle_minutes without a request and web.session_hours in all.  Where nobody needs
 * to sign in (web.sign_in), whoever reaches this machine may do everything.
 */
#ifndef WEB_SIGN_H
#define WEB_SIGN_H

#include "store/user.h"
#include "web/request.h"

/* Fills actor, rights and token of the request, by the session or, under /api/, by "Authorization: Bearer TOKEN";
 * r->wants_sign_in when there is nobody.  Done already: does nothing. */
bool	sign_look(struct request *r, struct err *err);

/* Is it the password of the user of that name?  *ret_refusal NULL: yes; else it says to people why not, or how
 * long to wait, and the reply has its status.  Wrong ones are counted (store/session.h). */
bool	sign_check(struct request *r, struct reply *reply, const char *name, const char *password,
	    struct user *ret_user, const char **ret_refusal, struct err *err);

/* Who asks, as a row; ERR_MISSING where nobody signs in: there is no account. */
bool	sign_own(struct request *r, struct user *ret_user, struct err *err);

/* Both for one's own account, where the form's "old" is the password. */
bool	sign_check_own(struct request *r, struct reply *reply, struct user *ret_user, const char **ret_refusal,
	    struct err *err);

/* The two halves of it, for a code: may something be tried for this name now, and it was wrong. */
bool	sign_may_try(struct request *r, struct reply *reply, const char *name, const char **ret_refusal,
	    struct err *err);
bool	sign_was_wrong(struct request *r, struct reply *reply, const char *name, const struct user *user,
	    const char **ret_refusal, struct err *err);

/* Begins a session of theirs, in the caller's transaction; the reply brings its cookie.  is_waiting: for the
 * second factor. */
bool	sign_begin(struct request *r, struct reply *reply, const struct user *user, bool is_waiting,
	    struct err *err);

/* They are who they say: lets them in, or where a code is wanted too, their session waits for it on the next page. */
bool	sign_go_on(struct request *r, struct reply *reply, const struct user *user, struct err *err);

/* All that they know was right: begins their session, in the caller's transaction, and leads to the page that
 * they wanted (the form's "to"). */
bool	sign_let_in(struct request *r, struct reply *reply, const struct user *user, struct err *err);

/* What the browser's cookie holds; NULL: nothing. */
const char *sign_secret(const struct request *r);

/* A path of ours, and not "//evil.example", which becomes "". */
const char *sign_safe_path(const char *to);

/* "": the browser forgets it. */
void	sign_set_cookie(const struct request *r, struct reply *reply, const char *secret);

/* Another cookie of ours under the same rules; seconds < 0: until the browser ends. */
const char *sign_other_cookie(const struct request *r, const char *what);
void	sign_set_other_cookie(const struct request *r, struct reply *reply, const char *what, const char *value,
	    int64_t seconds);

/* A line of the log about a user: "sign-in", from which address. */
bool	sign_note(struct request *r, const char *action, const struct user *user, struct err *err);

/* Whoever has to set up a second factor first is led there, and may do nothing else but sign out. */
bool	sign_may_go_on(const struct request *r);
bool	sign_ask_code(struct request *r, struct reply *reply, struct err *err);

/* Leads to the page where one signs in, and from there back to this one. */
bool	sign_ask(struct request *r, struct reply *reply, struct err *err);

#endif
