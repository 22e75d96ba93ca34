/* workflow_view: the current version of a published workflow as an object. */
#ifndef ENGINE_WORKFLOW_VIEW_H
#define ENGINE_WORKFLOW_VIEW_H

#include "engine/engine.h"

/* {"definition_id","name","version","subject_type","file","sha256","states":[{"name","group","is_initial","is_final",
 * "line"}],"source"}, which the caller frees.  ERR_MISSING: none of that name was published. */
bool	engine_workflow_view(struct engine *e, const char *name, struct arena *a, struct json **ret_view,
	    struct err *err);

#endif
