/*
 * suppression: addresses that mail must not go to, for all cases.  Either mail to them came back for
 * good, or a person asked for it (do not contact).  Letters to them are held with a task: letter.h.
 */
#ifndef STORE_SUPPRESSION_H
#define STORE_SUPPRESSION_H

#include "db/db.h"

/* Nothing is sent to the address (lower case) any more: a person asked for it, for that reason.  It stands
 * in the place of a bounce.  *ret_changed is false where the same person had said the same. */
bool	suppression_ask(struct db *db, const char *address, const char *reason, const char *person,
	    int64_t now_ms, bool *ret_changed, struct err *err);

/* The same, because mail came back, as that message says; contacts that have the address are marked.  Where it was so
 * already, the message is the one that says so now, unless a person asked for it. */
bool	suppression_bounced(struct db *db, const char *address, const char *reason, int64_t message_id, int32_t today,
	    int64_t now_ms, struct err *err);

/* The address that is not written to on that message's word; NULL: none. */
bool	suppression_by_message(struct db *db, int64_t message_id, struct arena *a, const char **ret_email,
	    struct err *err);

/* It may be written to again; contacts are no longer marked.  ERR_MISSING when it was not suppressed. */
bool	suppression_lift(struct db *db, const char *address, int64_t now_ms, struct err *err);

/* Who asked that the address be left alone; NULL: nobody did, though mail to it may have come back. */
bool	suppression_asked_by(struct db *db, const char *address, struct arena *a,
	    const char **ret_person, struct err *err);

/* All of them, by address; how many letters to each are held.  Opens the query; the caller ends it. */
void	suppression_query(struct query *q, struct db *db, int64_t limit);

#endif
