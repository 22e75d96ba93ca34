/* case_view: one case as an object: where it stands, how it came there, what happens next, what people may do. */
#ifndef ENGINE_CASE_VIEW_H
#define ENGINE_CASE_VIEW_H

#include "base/json.h"
#include "engine/engine.h"

/*
 * The row of the list, and "timeline", "next" (its timers), "tasks", "deadlines" (open ones), "events" (that it takes
 * now, with their fields), as "case show --json" has it.  The caller frees it.  A version of its workflow that cannot
 * be read any more hides nothing of that but the events and the values of variables: *ret_why says it then, else NULL.
 * What is personal is masked (workflow/personal.h).  ERR_MISSING.
 */
bool	engine_case_view(struct engine *e, int64_t case_id, struct arena *a, struct json **ret_view,
	    const char **ret_why, struct err *err);

#endif
