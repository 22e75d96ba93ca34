/*
 * replay: a recorded case played again by another version of its workflow, and what comes out differently.
 * The record says what happened from outside and when; timers, guards and actions are those of the version.
 */
#ifndef WORKFLOW_REPLAY_H
#define WORKFLOW_REPLAY_H

#include "workflow/migrate.h"
#include "workflow/play.h"

/* A step of the record, or an event that the case did not take. */
struct replay_moment {
	int64_t			 at_ms;
	const char		*cause;		/* "opening", the event, "timer.chase" */
	int64_t			 cause_ms;	/* of a timer: when it was due */
	const struct play_event	*event;		/* NULL: the opening, or a timer */
	const char		*words;		/* what it did: see replay_words(); "": nothing */
	const char		*reason;	/* why nothing; NULL: not known */
};

struct replay_divergence {
	int64_t			 at_ms;
	const char		*cause, *was, *would;	/* "nothing" where nothing happened */
};

/* One thing that a step does: "letter \"chase\"", "deadline \"decision\" on 2026-05-01".  NULL when it is not
 * compared (a task that is closed). */
const char *replay_words(enum play_kind kind, const char *name, const char *day, const char *text,
	    struct arena *a);

/* The state in which the opening's rule put the case, before anything else moved it; "otherwise" when that
 * version does not say. */
const char *replay_first_state(const struct definition *d, const char *rule, const char *otherwise);

/* The state of this version that an older one's name means. */
const char *replay_state(const struct definition *d, const struct state_map *map, size_t maps,
	    const char *name);

/* Of an event's fields, those that this version reads, and only where the types agree. */
const struct facts *replay_fields(const struct definition *d, const char *event, const struct facts *field,
	    struct arena *a);

/*
 * Plays and compares.  play->event must hold the moments' events, in order.  Divergences in order of time, in
 * "a"; none when both say the same.
 */
void	replay_compare(const struct play *play, const struct replay_moment *moment, size_t moments,
	    struct arena *a, struct replay_divergence **ret_divergences, size_t *ret_count);

#endif
