/*
 * why: explains from what is stored.  A chain goes from an effect to its first cause: the letter, the
 * rule and the line that asked for it, the step, the event, the timer, the step that armed it ...
 */
#ifndef ENGINE_WHY_H
#define ENGINE_WHY_H

#include "engine/engine.h"
#include "store/verify.h"

/*
 * what: "mail" (its number, in either direction), "task", "case", "deadline", "request".  An array of objects
 * {"what","rule","file","line","at","by","because"}; absent is null.  The caller frees it.
 * ERR_INPUT for another "what", ERR_MISSING when there is no such thing.
 */
bool	why_chain(struct engine *e, const char *what, int64_t id, struct json **ret_chain,
	    struct err *err);

/* What did not happen: nothing in particular, or one thing, now or on a day that is past. */
struct why_not_question {
	int64_t		 case_id;
	const char	*what, *name;	/* mail, task, deadline, case, request, state, and its name; NULL: anything */
	int64_t		 at_ms;		/* INSTANT_NONE: now */
};

/* Why nothing (more) happens in a case: holds, waiting timers, false guards, limits.  Same form.
 * ERR_INPUT when nothing in the workflow does what is asked for. */
bool	why_not(struct engine *e, const struct why_not_question *question, int64_t now_ms,
	    struct json **ret_reasons, struct err *err);

/* Checks hash chains and what must hold between rows; calls "fault" for each thing that is wrong. */
bool	engine_verify(struct engine *e, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

/* The parts of a "because" ("a; b") that people want to read, one after the other: what a rule was asked
 * and was so.  *because moves behind the part, which is in "a"; NULL: there is no more. */
const char *why_next_part(const char **because, struct arena *a);

#endif
