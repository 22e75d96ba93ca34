/* preview: a letter as a case would send it now; nothing is written. */
#ifndef ENGINE_PREVIEW_H
#define ENGINE_PREVIEW_H

#include "engine/engine.h"

/* Either subject and body, or why it could not be written ("enroll_chase.txt: line 3: ..."). */
struct letter_preview { const char *subject, *body, *problem; };

/* The text of a letter's file with the facts of the case, in "a".  ERR_MISSING: there is no such case. */
bool	engine_letter_preview(struct engine *e, int64_t case_id, const char *file, const char *text,
	    int64_t now_ms, struct arena *a, struct letter_preview *ret_preview, struct err *err);

#endif
