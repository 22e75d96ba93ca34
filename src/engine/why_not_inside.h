/* why_not_inside: what the files of "why not" share. */
#ifndef ENGINE_WHY_NOT_INSIDE_H
#define ENGINE_WHY_NOT_INSIDE_H

#include "engine/chain.h"
#include "engine/why.h"

struct asking {
	struct chain	*c;
	struct work	*w;
	int64_t		 watermark_ms;
};

/* What holds an armed timer back; NULL when it is due and nothing does. */
const char *why_not_wait(const struct asking *q, const struct armed_timer *t);

/* Would an event, or this timer's firing (NULL: no timer), do nothing now?  NULL: it would do something.
 * *ret_guards: what was looked at. */
const char *why_not_refusal(const struct asking *q, const char *event, const struct armed_timer *t,
	    const char **ret_guards);

/* why_not_past.c: the case as it was then, folded from its history; facts, tasks and letters stay those of
 * today.  ERR_MISSING when it had not begun. */
bool	work_fold(struct work *w, int64_t at_ms, struct err *err);

/* why_not_about.c: the ways to one thing, each with what is in it. */
bool	why_not_ways(struct asking *q, const char *what, const char *name, struct err *err);

#endif
