/*
 * migrate: a running case moved to another version of its workflow.  Nothing is done on the way: no entry
 * or exit actions, no letters, no tasks; only the state's name, the variables and the timers change.
 */
#ifndef WORKFLOW_MIGRATE_H
#define WORKFLOW_MIGRATE_H

#include "workflow/step.h"

/* What becomes of a state that the new version has no longer, or that should be another one. */
struct state_map { const char *from, *to; };

enum timer_policy {
	TIMERS_KEEP,		/* armed ones stay as they are; those that are new in the state are armed */
	TIMERS_RECOMPUTE,	/* all are armed anew, as if the case had entered the state by this version */
	TIMERS_DROP,		/* none is armed: an event has to come */
	TIMER_POLICIES
};
extern const char *const timer_policies[TIMER_POLICIES];	/* "keep", "recompute", "drop" */

/* TIMER_POLICIES: there is none of that name. */
enum timer_policy timer_policy_find(const char *word);

struct migration {
	const struct definition	*to;
	const struct definition	*from;	/* NULL: it cannot be read any more */
	const struct state_map	*map;	/* asked for; goes before what the file's "migrate" says */
	size_t			 maps;
	enum timer_policy	 timers;
};

/* The case as it is: variables in the order of the new version, each known to the old one or not. */
struct migrant {
	struct snapshot		 before;	/* state: by the old version's name */
	const bool		*knows;		/* variable i was there before */
};

struct migrated {
	const char		*refused;	/* why it cannot be moved; NULL: it can, and the rest is filled */
	const char		*state;
	struct value		*var;
	const struct armed_timer *timer;
	size_t			 timers;
};

void	migrate_case(const struct migration *m, const struct migrant *migrant, int64_t now_ms,
	    struct arena *a, struct migrated *ret);

#endif
