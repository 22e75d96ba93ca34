/* letter: what must be known before a letter is put into the outbox, and the breaker that holds many. */
#ifndef STORE_LETTER_H
#define STORE_LETTER_H

#include "core/settings.h"
#include "db/db.h"

struct letter_outlook {
	const char	*suppressed;	/* why nothing may go to this address; NULL: it may */
	int64_t		 recent;	/* automatic letters of the case to it since then */
	const char	*thread_ids;	/* References that continue the thread; NULL: none began */
};

/* "thread" is the name of the earlier letter of the case that this one answers; NULL: none. */
bool	letter_look(struct db *db, int64_t case_id, const char *recipient, const char *thread,
	    int64_t since_ms, struct arena *a, struct letter_outlook *ret_outlook, struct err *err);

/* A letter of no case. */
struct letter_own {
	const char	*name, *idem, *recipient, *subject, *body;
	const char	*unknown_policy;	/* of outbox.unknown_policy */
	bool		 is_automatic;
};
/* Puts it into the outbox; held with the reason and a task when nothing may go to its address.  In the
 * caller's transaction. */
bool	letter_add(struct db *db, const struct letter_own *letter, const struct settings *s, int64_t now_ms,
	    struct arena *a, struct err *err);

/* What "why" says of a letter.  ERR_MISSING when there is none. */
struct letter {
	int64_t		 outbox_id, case_id, seq, ord;
	const char	*rule, *name, *letter, *rfc_message_id, *recipient, *status, *reason, *reply;
	bool		 is_automatic;
	int64_t		 created_ms, sent_ms;
};
bool	letter_load(struct db *db, int64_t outbox_id, struct arena *a, struct letter *ret_letter,
	    struct err *err);

/* Letters of a case that were not sent: held, waiting, cancelled, failed; newest first. */
bool	letter_list_unsent(struct db *db, int64_t case_id, int64_t limit, struct arena *a,
	    struct letter **ret_letters, size_t *ret_count, struct err *err);

/* Reasons of held invitations: while they are counted, and when they are too many. */
#define LETTER_INVITATION_COUNTING	"an invitation; counted when all are written"
#define LETTER_INVITATIONS_HELD		"many invitations at once: a person has to let them go"

/* Letters held with exactly this reason: how many; give them another reason; let them go. */
bool	letter_count_held(struct db *db, const char *reason, int64_t *ret_count, struct err *err);
bool	letter_rename_held(struct db *db, const char *reason, const char *new_reason,
	    struct err *err);
bool	letter_release_held(struct db *db, const char *reason, struct err *err);
/* That letter alone gets another reason. */
bool	letter_tell_held(struct db *db, int64_t outbox_id, const char *reason, const char *new_reason,
	    struct err *err);

#endif
