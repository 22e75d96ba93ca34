/*
 * webhook: requests of workflows to other systems, carried out beside the letters: the same turn, the same
 * guard against a restored database.  What may have arrived is sent again only where that does no harm
 * (idempotent: key or natural); else a person is asked.
 */
#ifndef MAIL_WEBHOOK_H
#define MAIL_WEBHOOK_H

#include "engine/engine.h"
#include "store/request.h"

struct webhook_counts { int64_t done, deferred, failed, held; };

/*
 * One round: every request that may go now.  "cancel_fd": when it becomes readable, what is under way ends
 * soon; -1: none.  A server that cannot be reached makes its requests wait and stops no others.
 * False: the database, or ERR_BUSY when another process is sending.
 */
bool	webhook_send(struct engine *e, const char *folder, int cancel_fd, int64_t now_ms,
	    struct webhook_counts *ret_counts, struct err *err);

/* A person has looked: it arrived; it should go (again); it should not.  Its task ends, and the audit log says who.
 * In the caller's transaction.  ERR_MISSING: no such request; ERR_CONFLICT: it is not held, or cannot go in this way. */
enum webhook_release { WEBHOOK_RELEASE, WEBHOOK_RESEND, WEBHOOK_SENT, WEBHOOK_DROP, WEBHOOK_RELEASES };
extern const char *const webhook_release_name[WEBHOOK_RELEASES];	/* "release", "resend", "sent", "drop" */
bool	webhook_release(struct engine *e, int64_t request_id, enum webhook_release way,
	    const char *actor, int64_t now_ms, struct arena *a, struct err *err);

/* Reasons of held requests that begin so: nobody knows whether they arrived. */
#define WEBHOOK_DOUBTFUL "nobody knows whether it arrived: "

#endif
