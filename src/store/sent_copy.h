/* sent_copy: which letters still lack their copy in the mailbox's folder of sent mail. */
#ifndef STORE_SENT_COPY_H
#define STORE_SENT_COPY_H

#include "db/db.h"

struct sent_letter { int64_t outbox_id, sent_ms; const char *rfc_message_id; };

/* Sent within [since_ms, until_ms], the oldest first; at most "limit". */
bool	sent_copy_list(struct db *db, int64_t since_ms, int64_t until_ms, int64_t limit,
	    struct arena *a, struct sent_letter **ret_letters, size_t *ret_count, struct err *err);

/* Those of which nobody knows whether they left, since then: their copy would tell. */
bool	sent_copy_list_doubtful(struct db *db, int64_t since_ms, int64_t until_ms, int64_t limit,
	    struct arena *a, struct sent_letter **ret_letters, size_t *ret_count, struct err *err);

/* Those that are held for this reason alone. */
bool	sent_copy_list_held(struct db *db, const char *reason, int64_t limit, struct arena *a,
	    struct sent_letter **ret_letters, size_t *ret_count, struct err *err);

bool	sent_copy_done(struct db *db, int64_t outbox_id, int64_t now_ms, struct err *err);

#endif
