/*
 * outbox: letters to be sent, as the engine adds and cancels them and as people hold and release
 * them.  Letters in the hands of a sender: dispatch.h.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "db/db.h"

/* A letter that could not be sent for so long is given up, and a person is told. */
#define LETTER_LIFE_MS		(5 * MS_PER_DAY)

struct outbox_letter {
	int64_t		 outbox_id;
	int64_t		 case_id, seq, ord;
	const char	*rule, *name, *letter;	/* letter: its file; of an invitation the event's UID */
	const char	*idem;			/* identity from the cause: engine.md, section a */
	const char	*rfc_message_id;	/* "<idem@domain>" */
	const char	*thread_ids;		/* References; NULL: begins a thread */
	const char	*recipient, *subject, *body;
	const char	*html;			/* its own HTML form; NULL: made from the body */
	const char	*attach;		/* kinds of documents that go with it; NULL: none */
	const char	*calendar_method, *calendar;	/* iCalendar beside the body; NULL: none */
	bool		 is_automatic;
	const char	*unknown_policy;	/* hold, resend, drop */
	const char	*cancel_state;		/* NULL, or cancelled unsent when the case leaves it */
	const char	*status;		/* ready or held, when added */
	const char	*reason;		/* why held */
	int64_t		 not_before_ms, expires_ms, created_ms;
	int64_t		 tries;			/* so far */
	int64_t		 digest_id;		/* whose message carries it (store/digest.h); 0: it leaves alone */
};

/* Adds a letter, with its calendar.  The same idem again changes nothing and gives the same id. */
bool	outbox_add(struct db *db, const struct outbox_letter *letter, int64_t *ret_outbox_id,
	    struct err *err);

/* Begins the reason of a held letter of which nobody knows whether it left. */
/* Its end is still to come.  In these words, which are those of an index: what is looked for among the open ones stands
 * behind it. */
#define OUTBOX_OPEN "status <> 'done' AND status <> 'failed' AND status <> 'cancelled'"

#define OUTBOX_DOUBTFUL "nobody knows whether it arrived: "

/* Cancels unsent letters of a case: those bound to a state it left, or (NULL) all.  A doubtful one stays
 * held: it may have arrived. */
bool	outbox_cancel(struct db *db, int64_t case_id, const char *left_state, const char *reason,
	    int64_t now_ms, struct err *err);

/* Did that step of the case, at that time, write a letter or drop one? */
bool	outbox_leans_on(struct db *db, int64_t case_id, int64_t seq, int64_t at_ms, bool *ret_leans, struct err *err);

/* A state has another name now: letters that were bound to it are bound to that. */
bool	outbox_rename_state(struct db *db, int64_t case_id, const char *state, const char *new_state,
	    struct err *err);

/* A held letter may go now, also to an address whose mail came back, until then. */
bool	outbox_release(struct db *db, int64_t outbox_id, int64_t now_ms, int64_t expires_ms,
	    struct err *err);

/* Held letters as rows, the oldest first.  Opens the query; the caller ends it. */
void	outbox_query_held(struct query *q, struct db *db);

#endif
