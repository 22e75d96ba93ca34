/* migrate_inside: what moving (migrate.c) and moving back (migrate_undo.c) share. */
#ifndef ENGINE_MIGRATE_INSIDE_H
#define ENGINE_MIGRATE_INSIDE_H

#include "engine/inside.h"
#include "engine/migrate.h"

struct moving {
	struct run		*run;
	const struct migrate_wish *wish;
	const struct definition	*to;
	struct migrate_report	*report;
	bool			 is_dry;
};

/* One case, in the caller's transaction.  Adds its object to the report. */
typedef bool move_fn(struct moving *m, struct work *w, int64_t case_id, struct err *err);

/* The object of the report; refused NULL: it moves.  Versions and states are those before and after. */
void	moving_report(struct moving *m, const struct work *w, int64_t definition_after,
	    const char *state_after, const char *refused, struct json *vars, struct json *timers);

/* The row of history and the case as w->c says; w->c.rev becomes the row's seq. */
bool	moving_write(struct work *w, const char *rule, const char *actor, const char *from_state,
	    const char *changes_json, struct err *err);

/* Each case in turn, a few in one transaction; "audit" (NULL: none) is written with the first. */
bool	moving_each(struct moving *m, const int64_t *ids, size_t count, move_fn *move, const char *audit,
	    struct err *err);

#endif
