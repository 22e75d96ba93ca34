/*
 * release: what a person decides about a held letter.  Letters of which nobody knows whether they
 * arrived are never sent again without saying so.
 */
#ifndef MAIL_RELEASE_H
#define MAIL_RELEASE_H

#include "engine/engine.h"

enum mail_release { RELEASE_PLAIN, RELEASE_RESEND, RELEASE_SENT, RELEASE_DROP, RELEASES };
extern const char *const mail_release_name[RELEASES];	/* "release", "resend", "sent", "drop" */
extern const char *const mail_release_status[RELEASES];	/* of the letter afterwards: "ready" ... */

/*
 * One held letter goes, is settled as sent, or is dropped; its task ends, and the audit log says who.
 * In the caller's transaction.  ERR_MISSING: no such letter; ERR_CONFLICT: it is not held, or cannot go
 * in this way.
 */
bool	mail_release_letter(struct engine *e, int64_t outbox_id, enum mail_release way,
	    const char *actor, int64_t now_ms, struct arena *a, struct err *err);

#endif
