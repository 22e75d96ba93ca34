/*
 * merge: two records of one provider made one.  The older record stays with its own values; what it lacks
 * comes from the other one, and what pointed there points to it afterwards.  The other stays in the
 * database as a record that has left, so that nothing is lost and an old number still finds the person.
 */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H

#include "base/json.h"
#include "db/db.h"

struct merge_by {
	const char	*actor;
	int64_t		 now_ms;
};

/*
 * Merges two in either order: the one that was made first is kept.  What the kept record has already (the
 * same enrollment, the same license, an open case of the same workflow) stays with the other one and
 * is listed: nobody but a person can say which of the two is right.
 *
 * *ret_result is {"merge_id","provider_id": the kept one,"merged_id","filled":[columns],"moved":{table:
 * rows},"left_behind":[{"table","id"}]}.  dry_run: nothing is changed and merge_id is null.
 * ERR_INPUT: one and the same; ERR_CONFLICT: merged already.
 */
bool	merge_providers(struct db *db, int64_t one_id, int64_t other_id, bool dry_run,
	    const struct merge_by *by, struct json **ret_result, struct err *err);

/* Takes the merge of that record back.  ERR_MISSING: it was not merged; ERR_CONFLICT: something that it
 * wrote has changed since, and is named. */
bool	merge_undo(struct db *db, int64_t gone_id, const struct merge_by *by, int64_t *ret_kept_id,
	    struct err *err);

/* The record that stands for this one now: itself, or the one that it was merged into. */
bool	merge_follow(struct db *db, int64_t provider_id, int64_t *ret_provider_id, struct err *err);

#endif
