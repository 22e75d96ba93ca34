/*
 * ways: all places of a workflow file that would do one thing (write a letter, make a task, set a deadline,
 * go to a state), seen from the state that a case is in.  For "why not".
 */
#ifndef WORKFLOW_WAYS_H
#define WORKFLOW_WAYS_H

#include "workflow/definition.h"

enum way_kind { WAY_EVENT, WAY_ELSE, WAY_TIMER, WAY_ENTRY, WAY_EXIT, WAY_START };

struct way {
	enum way_kind	 kind;
	const char	*rule;		/* its id */
	const char	*state;		/* in which it holds; NULL: in any */
	const char	*cause;		/* events "a, b", or the timer's name; NULL: entry and exit */
	const char	**event;	/* of WAY_EVENT and WAY_ELSE; NULL-ended */
	bool		 is_in_force;	/* the case is in that state */
	bool		 is_last;	/* of a timer: only after its last firing */
	int		 line;
};

/* what: "mail", "task", "deadline", "case" (of another workflow), "request", "state".  Those in force come first.
 * 0: nothing in the file does that. */
size_t	ways_find(const struct definition *d, const char *what, const char *name, const char *state,
	    struct arena *a, struct way **ret_ways);

/* The names of that kind in the file, NULL-ended; NULL for another word. */
const char **ways_names(const struct definition *d, const char *what, struct arena *a);

#endif
