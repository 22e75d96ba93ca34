/*
 * migrate: running cases of a workflow moved to another version of it, all of them or none; and undone as
 * long as they have done nothing since.  A move is one row of a case's history ("migrate") and has no
 * effects; what a case was before stands in that row.
 */
#ifndef ENGINE_MIGRATE_H
#define ENGINE_MIGRATE_H

#include "engine/engine.h"
#include "workflow/migrate.h"

struct migrate_wish {
	const char		*workflow;
	int64_t			 to_id;		/* the version to go to */
	int64_t			 from_id;	/* only cases of this one; 0: of every other version */
	const struct state_map	*map;
	size_t			 maps;
	enum timer_policy	 timers;
	const char		*actor;
};

/*
 * What is planned or was done: an array of one object a case: {"case_id","version_before","version",
 * "state_before","state","refused","vars":{name:[before,after]},"timers":[{"name","before","after"}]}.
 * "refused" is null, or says why the case cannot be moved; times are in the zone of the organization.
 */
struct migrate_report { struct json *cases; size_t count, refused; };

/* {"workflow","is_applied","refused","cases"}; takes the cases over. */
struct json	*migrate_report_json(const struct migrate_report *report, const char *workflow, bool is_applied);

/* Looks only.  The caller frees ret->cases. */
bool	engine_migrate_plan(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
	    struct migrate_report *ret, struct err *err);

/*
 * Moves all cases of the plan, some at a time so that others may write in between.  When one is refused, none
 * is moved: *ret says which.  A case that came to be refused only meanwhile stays, and is counted.
 */
bool	engine_migrate_apply(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
	    struct migrate_report *ret, struct err *err);

/* Moves those back that were moved to wish->to_id and have done nothing since; the others are refused. */
bool	engine_migrate_undo(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
	    struct migrate_report *ret, struct err *err);

#endif
