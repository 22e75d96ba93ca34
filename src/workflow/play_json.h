/* play_json: a case that was played out, as "workflow simulate --json" and the API give it. */
#ifndef WORKFLOW_PLAY_JSON_H
#define WORKFLOW_PLAY_JSON_H

#include "base/json.h"
#include "workflow/play.h"

/* [{"at_ms","what","name","day","to","text","problem","rule","line"}]: what a calendar of it would show. */
struct json	*play_rows_json(const struct play *play, const struct play_result *r);

/* {"workflow","version","begin_ms","until_ms","state","is_final","next_due_ms","refused","stopped","calendar"} */
struct json	*play_json(const struct play *play, const struct play_result *r);

#endif
