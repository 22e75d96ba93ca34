/*
 * event: a received mail as an event of its case.  No mail can cause any other event than these.
 */
#ifndef MAIL_EVENT_H
#define MAIL_EVENT_H

#include "engine/engine.h"
#include "reading/mail.h"
#include "store/message.h"

#define MAIL_TOLD_CASES_MAX	200	/* hear of one mail: of a bounced address */

/* "mail.reply" ...; NULL: this kind is told to nobody. */
const char	*mail_event_name(enum mail_kind kind);

/* What rules and letters may read of it (workflow/scope.c lists the names). */
void		 mail_event_fields(const struct message *message, bool permanent, const char *status,
		    const char *reason_class, int32_t until_day, struct arena *a, struct facts *ret);

/* How it went: what the case answered, and (NULL: it had none before, or nothing was to be done there) what became
 * of what the case that it is taken from had done on its word. */
struct mail_attached { struct engine_answer answer; const char *settled; };

/*
 * A person says that the stored message belongs to this case: it is attached and told to the case as
 * that person's act, whatever kind it seemed to be.  The case that had it before forgets it: what it asked people for
 * on its word is not wanted any more, files that nobody has decided go with it, and for the rest a person is asked
 * (engine/disown.h); both histories say so.  So do others that heard of it (one answer to letters of several cases, an
 * address that several wrote to), and an address that was not written to on its word may be again; but a bounce that
 * goes from one case to another that wrote to the same address stays true for all.  With its row in the audit log, in the caller's transaction.
 * ERR_MISSING: no such message; ERR_CONFLICT: it is attached to this case already.
 */
bool		 mail_attach(struct engine *e, int64_t message_id, int64_t case_id,
		    const char *actor, int64_t now_ms, struct arena *a,
		    struct mail_attached *ret, struct err *err);

#endif
