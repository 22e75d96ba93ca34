/*
 * settle: what becomes of a letter, written as rows, events for its case and tasks for people.
 * Everything here works in the caller's transaction.
 */
#ifndef MAIL_SETTLE_H
#define MAIL_SETTLE_H

#include "engine/engine.h"
#include "mail/post.h"
#include "store/outbox.h"


struct send_counts { int64_t sent, deferred, failed, held; };

struct settle {
	struct engine		*e;
	int64_t			 now_ms;
	struct send_counts	*counts;
	struct arena		*a;
};

/* After a try that began at started_ms.  letter->tries are those before this one. */
bool	settle_result(struct settle *s, const struct outbox_letter *letter,
	    const struct post_result *result, int64_t started_ms, struct err *err);

/* A letter that a sender which died left behind as "sending". */
bool	settle_left(struct settle *s, const struct outbox_letter *letter, struct err *err);

/* Its time is over. */
bool	settle_expired(struct settle *s, const struct outbox_letter *letter, struct err *err);

/* Held for a person, with a task. */
bool	settle_hold(struct settle *s, const struct outbox_letter *letter, const char *reason,
	    struct err *err);

/* It is cancelled: its reason is gone. */
bool	settle_cancel(struct settle *s, const struct outbox_letter *letter, const char *reason,
	    struct err *err);

/* A doubtful letter has left after all; "how" says by what we know. */
bool	settle_left_after_all(struct settle *s, const struct outbox_letter *letter, const char *how,
	    struct err *err);

#endif
