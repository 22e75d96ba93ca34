/* preview: loads the case as a step would see it, and has the letter written. */
#include "engine/preview.h"

#include "engine/inside.h"
#include "base/banned.h"

bool
engine_letter_preview(struct engine *e, int64_t case_id, const char *file, const char *text,
    int64_t now_ms, struct arena *a, struct letter_preview *ret_preview, struct err *err)
{
	struct letter_preview p = { .subject = NULL };
	struct run run;
	struct work w = { .run = &run, .a = a };

	run_init(&run, e, now_ms);
	bool ok = work_load(&w, case_id, err);
	if (ok)
		step_letter(w.definition, &w.before, file, text, now_ms, a, &p.subject, &p.body, &p.problem);
	run_clear(&run);
	*ret_preview = p;
	return ok;
}
