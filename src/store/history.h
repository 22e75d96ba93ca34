/*
 * history: one row a step, append only.  Each row carries the hash of the one before it, and the
 * case carries the hash of the last: a row that was changed, lost or put in shows.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "base/hash.h"
#include "db/db.h"
#include "store/verify.h"

struct history {
	int64_t		 history_id, case_id, seq, definition_id;
	int64_t		 event_id;		/* 0: the opening, or a person's hand */
	const char	*rule;
	int		 rule_line;
	const char	*from_state, *to_state;
	int64_t		 at_ms;
	const char	*actor;
	const char	*trace_json, *changes_json;
	const char	*prev_hash, *hash;
};

/* Adds the row behind prev_hash; writes its hash to hash_text (the new head of the chain). */
bool	history_add(struct db *db, const struct history *history, char hash_text[HASH_TEXT_BYTES],
	    struct err *err);

/* ERR_MISSING when the case has no such step. */
bool	history_load(struct db *db, int64_t case_id, int64_t seq, struct arena *a,
	    struct history *ret_history, struct err *err);

/* All steps of a case, oldest first. */
bool	history_list(struct db *db, int64_t case_id, struct arena *a, struct history **ret_items,
	    size_t *ret_count, struct err *err);

/* When that step was done; INSTANT_NONE when there is none. */
bool	history_at(struct db *db, int64_t case_id, int64_t seq, int64_t *ret_ms, struct err *err);

/*
 * Reads all rows, case by case, and calls "fault" for each thing that does not fit: a gap, a hash
 * that is not that of its row, a case that does not point at its last row.
 */
bool	history_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

#endif
