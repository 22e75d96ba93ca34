/*
 * proposal: what a provider says that a field of theirs should be.  It changes nothing until a person accepts it; the
 * record is written by store/record.h, in the same transaction.
 */
#ifndef STORE_PROPOSAL_H
#define STORE_PROPOSAL_H

#include "store/provider_link.h"

struct proposal {
	int64_t		 proposal_id, provider_id;
	const char	*field, *was, *wanted;
	const char	*status;		/* open, accepted, refused */
};

/* Adds one, with one task for all open ones of this provider; what they proposed for the field before gives way.  In
 * the caller's transaction. */
bool	proposal_add(struct db *db, const struct provider_link *link, const struct proposal *p, const char *client,
	    int32_t due_day, int64_t now_ms, struct err *err);

/* ERR_MISSING when there is none. */
bool	proposal_load(struct db *db, int64_t proposal_id, struct arena *a, struct proposal *ret, struct err *err);

/* Decided; the task ends with the last open one.  In the caller's transaction.  ERR_CONFLICT when it was decided. */
bool	proposal_settle(struct db *db, const struct proposal *p, bool accept, const char *reason, const char *actor,
	    int64_t now_ms, struct err *err);

/* Rows of a provider, those that wait first: proposal_id, field, was, wanted, status, reason, decided_by, said_ms,
 * client, is_open. */
void	proposal_query(struct query *q, struct db *db, int64_t provider_id);

/* The same of everybody, with provider_id and decided_ms, the oldest first (provider_id 0: all); or of one alone. */
void	proposal_query_list(struct query *q, struct db *db, int64_t provider_id, bool only_open);
void	proposal_query_one(struct query *q, struct db *db, int64_t proposal_id);

#endif
