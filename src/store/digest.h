/*
 * digest: letters to one person that leave in one message.  The first of them, the lead, has the message's
 * identity and bytes; its digest_id is its own number, that of the others is the lead's.
 * What must not be broken: a letter that is ready belongs to no digest.  So one that could not leave with the
 * others leaves by itself, and none waits for a lead that is gone.
 */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include "store/outbox.h"

#define DIGEST_LETTERS_MAX	20	/* with the lead */

/* Automatic, of a case, and words alone: what brings documents or an invitation leaves by itself. */
bool	digest_may_lead(const struct outbox_letter *letter);

/*
 * Takes what else is due for the lead's recipient into its digest: ready -> leased under the sender's token.
 * Not what may not leave any more, and not what was written already.
 */
bool	digest_gather(struct db *db, const struct outbox_letter *lead, int64_t now_ms, const char *token,
	    struct arena *a, struct outbox_letter *ret_others, size_t *ret_count, struct err *err);

/* May none of the others leave any more?  Asked before the lead is marked. */
bool	digest_objects(struct db *db, int64_t lead_id, bool *ret_objects, struct err *err);
/* leased -> sending, the others; the lead is marked by dispatch_mark(). */
bool	digest_mark(struct db *db, int64_t lead_id, struct err *err);

/* The others that are under way. */
bool	digest_list(struct db *db, int64_t lead_id, struct arena *a, struct outbox_letter *ret_others,
	    size_t *ret_count, struct err *err);

/* Nothing of it left: each is ready again, by itself, not before next_ms.  The lead's bytes are forgotten. */
bool	digest_part(struct db *db, int64_t lead_id, int64_t next_ms, struct err *err);
/* The same of those that a sender had leased (token NULL: any sender), who stay leased. */
bool	digest_part_leased(struct db *db, const char *token, struct err *err);
/* One letter goes its own way from now on. */
bool	digest_leave(struct db *db, int64_t outbox_id, struct err *err);

/* Letters that came into the queue after last_ms and may be of a digest wait until next_ms. */
bool	digest_put_off(struct db *db, int64_t now_ms, int64_t last_ms, int64_t next_ms, const char *reason,
	    struct err *err);

/* The cases of a letter's message, each once, at most DIGEST_LETTERS_MAX; none when it left alone. */
bool	digest_cases(struct db *db, int64_t outbox_id, int64_t *ret_cases, size_t *ret_count, struct err *err);

/* Letters of the same message, but this one: numbers, at most DIGEST_LETTERS_MAX. */
bool	digest_others(struct db *db, int64_t outbox_id, int64_t *ret_ids, size_t *ret_count, struct err *err);

#endif
