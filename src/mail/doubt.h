/*
 * doubt: a letter of which nobody knows whether it left is held for a person (engine.md, section b); what the
 * mailbox shows later answers the question without one.  It proves only that a letter left: a copy in the folder of
 * sent mail, an answer, a notice or a bounce that bears the letter's own mark.  That there is none proves nothing.
 */
#ifndef MAIL_DOUBT_H
#define MAIL_DOUBT_H

#include "engine/engine.h"

/* If the letter is in doubt: it left, as "how" says; its question is closed and its case hears email.sent.
 * In the caller's transaction. */
bool	doubt_ends(struct engine *e, int64_t outbox_id, const char *how, int64_t now_ms, struct arena *a,
	    struct err *err);

#endif
