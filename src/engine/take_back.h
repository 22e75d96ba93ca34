/*
 * take_back: the last step of a case undone, as long as nothing came after it and all that it did can be had back:
 * tasks, notes, variables, timers, the state.  Letters, deadlines, other cases and changed records cannot.
 * History keeps the step, and says in another one that it was taken back.
 */
#ifndef ENGINE_TAKE_BACK_H
#define ENGINE_TAKE_BACK_H

#include "engine/engine.h"

/* The case as it is now, before it is told something: for engine_take_back_in(). */
bool	engine_remember(struct engine *e, int64_t case_id, struct arena *a, const char **ret_before_json,
	    struct err *err);

/*
 * The case as before it got the event with that dedup key, which may be told anew afterwards; in the caller's
 * transaction.  An event that the case did not take is forgotten alone.  ERR_CONFLICT says why it cannot be.
 */
bool	engine_take_back_in(struct engine *e, int64_t case_id, const char *before_json, const char *dedup,
	    const char *actor, int64_t now_ms, struct arena *a, struct err *err);

/* Could it be, as things are now?  Looks only; ERR_CONFLICT says why not. */
bool	engine_can_take_back(struct engine *e, int64_t case_id, const char *before_json, const char *dedup,
	    int64_t now_ms, struct arena *a, struct err *err);

#endif
