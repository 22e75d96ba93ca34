/*
 * case_kin: which case waits for which.  A child has one parent, which started it, and perhaps others that asked
 * for the same while it ran; all of them hear how it ends.
 */
#ifndef STORE_CASE_KIN_H
#define STORE_CASE_KIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"

/* Open children that this one is the parent of; only those of the workflow (NULL: all), only bound ones if asked. */
bool	case_list_children(struct db *db, int64_t parent_case_id, const char *workflow,
	    bool bound_only, struct arena *a, int64_t **ret_ids, size_t *ret_count,
	    struct err *err);

/* Open children that have another parent and for which this one waits, too. */
bool	case_list_shared(struct db *db, int64_t parent_case_id, const char *workflow, struct arena *a,
	    int64_t **ret_ids, size_t *ret_count, struct err *err);

/* A case that runs already becomes a child, or, when it has a parent that goes on, one that is waited for twice.
 * Changes nothing when it is a child of this parent. */
bool	case_adopt(struct db *db, int64_t case_id, int64_t parent_case_id, const char *parent_event,
	    bool is_bound, struct err *err);

/* The first of those that wait for it, too, becomes its parent; *ret_is_kept is false when there is none. */
bool	case_hand_over(struct db *db, int64_t case_id, bool *ret_is_kept, struct err *err);

/* This one does not wait for it any more. */
bool	case_leave(struct db *db, int64_t case_id, int64_t parent_case_id, struct err *err);

struct case_waiter { int64_t parent_case_id; const char *parent_event; };

/* Who waits for it beside its parent and goes on, in the arena. */
bool	case_list_waiters(struct db *db, int64_t case_id, struct arena *a, struct case_waiter **ret_waiters,
	    size_t *ret_count, struct err *err);

#endif
