/*
 * suppress: a person says that an address is not to be written to, or may be again.  What is held then,
 * and what lifts it: store/suppression.h.
 */
#ifndef MAIL_SUPPRESS_H
#define MAIL_SUPPRESS_H

#include "db/db.h"

#define SUPPRESS_REASON_BYTES_MAX	200

/* In the caller's transaction; the audit log says who.  ERR_INPUT: that is no address that mail can be sent
 * to, or the reason is not one line of text.  A reason of NULL or "" is "asked not to be written to". */
bool	mail_suppress(struct db *db, const char *address, const char *reason, const char *actor,
	    int64_t now_ms, struct arena *a, struct err *err);

/* ERR_MISSING when the address was not suppressed.  Held letters to it stay held: each is let go by itself. */
bool	mail_unsuppress(struct db *db, const char *address, const char *actor, int64_t now_ms,
	    struct arena *a, struct err *err);

#endif
