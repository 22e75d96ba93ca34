/* before: what a case was, and its timers out of that again. */
#ifndef ENGINE_BEFORE_H
#define ENGINE_BEFORE_H

#include "engine/inside.h"

/* {"definition_id","rev","state","entered_ms","vars","timers"} of w->c and w->before.  The caller frees it. */
struct json	*before_json(const struct work *w);

/* The timers into result->timer; false when they do not stand there. */
bool		 before_timers(const struct json *before, struct arena *a, struct step_result *result);

#endif
