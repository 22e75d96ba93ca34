/*
 * disown: an event that was told to the wrong case, as a mail that belongs elsewhere.  What the case asked people
 * for on its word is not wanted any more.  What else it did (left its state, moved timers, wrote letters, changed a
 * record) is not had back by itself, because the case may have gone on since: a person is asked to look.
 */
#ifndef ENGINE_DISOWN_H
#define ENGINE_DISOWN_H

#include "engine/engine.h"

/*
 * Settles what the event with that dedup key made the case do, and forgets it there, so that it may be told anew.
 * "what" names it ("mail 12"), the same each time.  *ret_did: in words, for history; NULL: the case has never heard
 * of it, or did nothing.  In the caller's transaction.
 */
bool	engine_disown_in(struct engine *e, int64_t case_id, const char *dedup, const char *what, const char *actor,
	    int64_t now_ms, struct arena *a, const char **ret_did, struct err *err);

/* It belongs to that case after all: nobody need look any more. */
bool	engine_own_in(struct engine *e, int64_t case_id, const char *what, const char *actor, int64_t now_ms,
	    struct arena *a, struct err *err);

#endif
