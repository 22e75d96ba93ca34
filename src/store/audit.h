/* audit: who changed what, append only, hash-chained.  Called in the transaction of the change. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "db/db.h"
#include "store/verify.h"

bool	audit_add(struct db *db, const char *actor, const char *action, const char *object,
	    const char *detail, int64_t now_ms, struct err *err);

#define AUDIT_WORDS_MAX	8

/* What a list is narrowed to. */
struct audit_filter {
	const char	*object;		/* "provider 12", or "provider" for all of them; NULL: any */
	int64_t		 since_ms, until_ms;	/* from then, before then; INSTANT_NONE: open */
	const char	*word[AUDIT_WORDS_MAX];	/* all stand somewhere in the row, letter case and accents aside */
};

/* Rows, the newest last.  Opens the query; the caller ends it. */
void	audit_query_list(struct query *q, struct db *db, const struct audit_filter *filter);

/* The same with their hashes, so that the chain can be followed elsewhere; without words and object. */
void	audit_query_chain(struct query *q, struct db *db, int64_t since_ms, int64_t until_ms);

/* Calls "fault" for each row whose hash is not that of its words and of the row before it, and for a log
 * that does not end where it was last written. */
bool	audit_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

#endif
