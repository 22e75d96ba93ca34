/*
 * inbox: mail and letters that wait for a person's decision: what nobody's case was found for, answers
 * from addresses that nobody knows, letters that are held.  Each list is bounded.  Every function
 * opens the query; the caller ends it.
 */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "db/db.h"

/* Mail of no case that nobody looked at, the newest first; older than message "before_id" (0: all). */
void	inbox_query_unmatched(struct query *q, struct db *db, int64_t before_id, int64_t limit);

/* Mail since then that found its case by its marks, but came from an address that the case does not know. */
void	inbox_query_doubtful(struct query *q, struct db *db, int64_t since_ms, int64_t limit);

/* Held letters with their texts, the oldest first; is_doubtful: it may have arrived. */
void	inbox_query_held(struct query *q, struct db *db, int64_t limit);

/* Applications that are not loaded yet, at payers whose desk has an address in that domain; those that
 * wait for longest first. */
void	inbox_query_domain(struct query *q, struct db *db, const char *domain, int64_t limit);

#endif
