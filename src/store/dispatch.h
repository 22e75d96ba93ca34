/*
 * dispatch: letters in the hands of a sender: claimed, marked, settled.
 *
 *	ready -> leased -> sending -> done | failed | held | ready again
 *
 * One process at a time sends for a database (mail/send.c holds a lock), so what is leased or
 * sending when it begins was left by one that died.
 * What must not be broken: no byte of a letter goes out before dispatch_mark() is on the disk.
 */
#ifndef STORE_DISPATCH_H
#define STORE_DISPATCH_H

#include "store/outbox.h"

/* Letters that are ready and due, the oldest first. */
bool	dispatch_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
	    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err);

/* One letter, whatever its status.  ERR_MISSING when there is none. */
bool	dispatch_load(struct db *db, int64_t outbox_id, struct arena *a,
	    struct outbox_letter *ret_letter, struct err *err);

/* Automatic letters that are due wait until then, and live so much longer; the reason says why. */
bool	dispatch_put_off(struct db *db, int64_t now_ms, int64_t until_ms, const char *reason,
	    struct err *err);

/* Letters that are ready and past their time. */
bool	dispatch_list_expired(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
	    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err);

/* Letters that a sender left leased or sending: at most "limit". */
bool	dispatch_list_left(struct db *db, int64_t limit, struct arena *a,
	    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err);

/* When the next ready letter may go; INSTANT_NONE when none is ready. */
bool	dispatch_next_due(struct db *db, int64_t *ret_ms, struct err *err);

/* How many wait and are due. */
bool	dispatch_count_due(struct db *db, int64_t now_ms, int64_t *ret_count, struct err *err);

/* How many left after then, and the first of them when (INSTANT_NONE: there was none). */
bool	dispatch_count_sent(struct db *db, int64_t since_ms, int64_t *ret_count,
	    int64_t *ret_first_ms, struct err *err);

/* Every letter that is ready, in the order in which they go, with the last word of a server (""). */
struct dispatch_waiting {
	int64_t		 outbox_id, case_id, next_ms, tries;
	const char	*recipient, *subject, *reply;
	bool		 is_automatic;
	bool		 is_words;		/* nothing but words: store/digest.h */
	int64_t		 not_before_ms;
	const char	*reason;		/* why it was put off; NULL: it was not */
};
bool	dispatch_list_waiting(struct db *db, struct arena *a, struct dispatch_waiting **ret_list,
	    size_t *ret_count, struct err *err);

/* When letters left after then, the first one first; the array has room for "more" of them. */
bool	dispatch_list_sent(struct db *db, int64_t since_ms, size_t more, struct arena *a, int64_t **ret_ms,
	    size_t *ret_count, struct err *err);

/* The exact bytes, in "a"; NULL when none were written yet. */
bool	dispatch_bytes(struct db *db, int64_t outbox_id, struct arena *a, const char **ret_bytes,
	    size_t *ret_len, struct err *err);
bool	dispatch_save_bytes(struct db *db, int64_t outbox_id, const void *bytes, size_t len,
	    struct err *err);

/* ready -> leased, under the sender's token. */
bool	dispatch_lease(struct db *db, int64_t outbox_id, const char *token, struct err *err);

/* leased -> sending.  *ret_marked is false when the letter must not go any more: it was cancelled,
 * its address is suppressed, or its case left the state it was bound to. */
bool	dispatch_mark(struct db *db, int64_t outbox_id, const char *token, bool *ret_marked,
	    struct err *err);

/* Why it could not be marked: its status now, and why nothing may go to the address (NULL: it may). */
bool	dispatch_objection(struct db *db, int64_t outbox_id, struct arena *a,
	    const char **ret_status, const char **ret_suppressed, struct err *err);

/* leased -> ready: all of this token that were not marked. */
bool	dispatch_give_back(struct db *db, const char *token, struct err *err);

/* What became of a letter; it leaves the sender's hands. */
struct dispatch_end {
	int64_t		 outbox_id;
	const char	*status;		/* ready (again), done, failed, held, cancelled */
	const char	*reason;		/* NULL: none */
	const char	*reply;			/* the server's words; NULL: as before */
	int64_t		 next_ms;
	int64_t		 sent_ms;		/* INSTANT_NONE: it did not leave */
};
bool	dispatch_settle(struct db *db, const struct dispatch_end *end, struct err *err);

/* A conversation with a server about a letter, numbered by itself. */
struct attempt {
	int64_t		 outbox_id, started_ms, ended_ms;
	const char	*stage, *outcome, *reply;
};
bool	attempt_add(struct db *db, const struct attempt *attempt, struct err *err);
/* All about one letter, the first one first, in "a". */
bool	attempt_list(struct db *db, int64_t outbox_id, struct arena *a, struct attempt **ret_attempts,
	    size_t *ret_count, struct err *err);

/* Holds every letter that waits. */
bool	dispatch_hold_all(struct db *db, const char *reason, int64_t *ret_count, struct err *err);

#endif
