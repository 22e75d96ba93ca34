/*
 * record: rows of the nouns that people keep, written one way by the import, the commands and the
 * page.  What a record holds and how its texts are read: core/record.h.
 *
 * All of these belong into the caller's transaction.  Each row that really changes gets its audit
 * row, its modified_ms, and a mark for the start rules where they must look (store/changed.h).
 * Failures: ERR_INPUT, ERR_MISSING (a provider, payer or location that does not exist; what is
 * wrong with the record itself), ERR_CONFLICT; r->fault is the field that is to blame, if one is.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "core/record.h"
#include "db/db.h"

enum record_outcome { RECORD_ADDED, RECORD_UPDATED, RECORD_UNCHANGED };

struct record_by {
	const char	*actor;		/* who does it */
	const char	*source;	/* the file it comes from; NULL: typed */
	int64_t		 now_ms;
	int64_t		 seen_ms;	/* the row's modified_ms as they saw it; 0: they did not say */
};

/*
 * Finds the record by its natural key and updates it, or adds it:
 *	provider	npi
 *	payer, location	name, letter case and accents aside
 *	credential	provider, type, state, number without blanks, dots and dashes
 *	enrollment	provider, payer, state, location
 *	contact		owner, role, email (or name)
 *	document	none: always added
 *	party		relation, last and first name or business name, folded
 *	agreement	vendor and service, folded
 *	background	provider, kind, name folded, first day
 * A part of the key that is not given matches the one record there is; two are a failure.  The key
 * of a record that was found stays as it was written first.
 */
bool	record_upsert(struct db *db, struct record *r, const struct record_by *by, int64_t *ret_id,
	    enum record_outcome *ret_outcome, struct err *err);

/* ERR_CONFLICT when there is one with this key. */
bool	record_add(struct db *db, struct record *r, const struct record_by *by, int64_t *ret_id,
	    struct err *err);

/* Writes the given fields, key and all.  ERR_MISSING when there is no such row; ERR_CONFLICT when
 * another one has the new key, and when the row was changed after it was seen (by->seen_ms). */
bool	record_set(struct db *db, struct record *r, int64_t id, const struct record_by *by,
	    enum record_outcome *ret_outcome, struct err *err);

#endif
