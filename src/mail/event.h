/*
 * event: a received mail as an event of its case.  No mail can cause any other event than these.
 */
#ifndef MAIL_EVENT_H
#define MAIL_EVENT_H

#include "engine/engine.h"
#include "reading/mail.h"
#include "store/message.h"

/* "mail.reply" ...; NULL: this kind is told to nobody. */
const char	*mail_event_name(enum mail_kind kind);

/* What rules and letters may read of it (workflow/scope.c lists the names). */
void		 mail_event_fields(const struct message *message, bool permanent, const char *status,
		    int32_t until_day, struct arena *a, struct facts *ret);

/*
 * A person says that the stored message belongs to this case: it is attached and told to the case as
 * that person's act, whatever kind it seemed to be; the case that had it before gets a note of that in its history,
 * and keeps what the mail made it do.  With its row in the audit log, in the caller's transaction.
 * ERR_MISSING: no such message; ERR_CONFLICT: it is attached to this case already.
 */
bool		 mail_attach(struct engine *e, int64_t message_id, int64_t case_id,
		    const char *actor, int64_t now_ms, struct arena *a,
		    struct engine_answer *ret_answer, struct err *err);

#endif
