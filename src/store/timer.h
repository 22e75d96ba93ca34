/*
 * timer: promises to come back to a case at a time.
 * The armed ones only: which timers a state needs, and what becomes of one that fired, is decided
 * in workflow/step.h.  A held timer (its case is paused or stuck) never fires.
 */
#ifndef STORE_TIMER_H
#define STORE_TIMER_H

#include "db/db.h"
#include "workflow/step.h"

/* The armed timers of a case, in order of name, in "a". */
bool	timer_list(struct db *db, int64_t case_id, struct arena *a, struct armed_timer **ret_timers,
	    size_t *ret_count, struct err *err);

/* Arms it, or changes the one of that name. */
bool	timer_set(struct db *db, int64_t case_id, const struct armed_timer *timer, bool is_held,
	    struct err *err);
bool	timer_cancel(struct db *db, int64_t case_id, const char *name, struct err *err);
bool	timer_cancel_all(struct db *db, int64_t case_id, struct err *err);

/* Holds or lets go: all of a case (name NULL), or one. */
bool	timer_hold(struct db *db, int64_t case_id, const char *name, bool is_held, struct err *err);

struct due_timer { int64_t case_id, due_ms; const char *name; int64_t n, set_seq; };

/* Timers of one class ("none" or "mail") due until then, the earliest first.  Sleepers cost nothing. */
bool	timer_list_due(struct db *db, const char *needs, int64_t until_ms, int64_t limit,
	    struct arena *a, struct due_timer **ret_timers, size_t *ret_count, struct err *err);

/* How many are due until then; counts no further than "limit". */
bool	timer_count_due(struct db *db, const char *needs, int64_t until_ms, int64_t limit,
	    int64_t *ret_count, struct err *err);

/* Everything that came into every mailbox before this has been read; INSTANT_NONE when none was. */
bool	timer_watermark(struct db *db, int64_t *ret_ms, struct err *err);

/* When the next one of the class is due; INSTANT_NONE when none waits. */
bool	timer_next_due(struct db *db, const char *needs, int64_t *ret_ms, struct err *err);

#endif
