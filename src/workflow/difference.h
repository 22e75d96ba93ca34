/*
 * difference: what is otherwise in a changed workflow file, in words: states that came and went, timers,
 * rules, actions, variables, letters and the calendar.  Said about the text, not about its layout: where
 * a key stands and how it is quoted makes no difference; the order of rules does.
 */
#ifndef WORKFLOW_DIFFERENCE_H
#define WORKFLOW_DIFFERENCE_H

#include "base/json.h"
#include "workflow/definition.h"

/* One side: a file that was read without errors (definition_parse), and what belongs to it. */
struct difference_side {
	const char			*source;
	const struct definition_asset	*asset;
	size_t				 assets;
};

enum difference_change { DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_CHANGED, DIFFERENCE_CHANGES };
extern const char *const difference_changes[DIFFERENCE_CHANGES];	/* "added", "removed", "changed" */

struct difference {
	enum difference_change	 change;
	const char		*what;		/* "state", "timer", "rule", "task", "variable", "letter" ... */
	const char		*name;		/* of it */
	const char		*where;		/* the state or part it stands in; NULL: the file itself */
	const char		*field;		/* of DIFFERENCE_CHANGED: "when", "if"; else NULL */
	const char		*before, *after;	/* as written, in one line; NULL: not there */
	int			 line_before, line_after;	/* 0: not there */
	const char		*words;		/* all of it in a sentence */
};

struct differences { struct difference *item; size_t count, size; };

/* All differences in the order of the file; everything lives in "a". */
void	difference_find(const struct difference_side *before, const struct difference_side *after,
	    struct arena *a, struct differences *ret);

/* [{"change","what","name","where","field","before","after","line_before","line_after","words"}] */
struct json	*differences_json(const struct differences *list);

#endif
