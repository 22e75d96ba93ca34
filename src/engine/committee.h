/* committee: a decision noted, and all that follows from it: the case that waits for it is told, the enrollment counts on. */
#ifndef ENGINE_COMMITTEE_H
#define ENGINE_COMMITTEE_H

#include "engine/engine.h"
#include "store/committee.h"

struct committee_wish {
	int64_t			 item_id;
	struct committee_decision decision;
	int32_t			 decided_day, review_day;	/* review_day DAY_NONE: none */
};

/*
 * In a transaction of its own.  An approval is told to the enrollment's open case as user.decided, a denial as
 * user.denied, where the case takes that in its state; an approval becomes the enrollment's credentialed_day.
 * ret_cases: how many moved.
 */
bool	committee_decide(struct engine *e, const struct requirements *requirements, const struct committee_wish *wish,
	    const struct committee_by *by, struct arena *a, size_t *ret_cases, struct err *err);

/* committee_letter() in a transaction of its own; the enrollment's case is told as user.notice_sent, where it takes that. */
bool	committee_tell(struct engine *e, const char *folder, int64_t item_id, bool is_by_hand,
	    const struct committee_by *by, struct arena *a, const char **ret_text, struct err *err);

#endif
