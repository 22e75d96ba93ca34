/*
 * difference_inside: the parts of the comparison.  difference_pair.c says what belongs together and what a
 * difference is called, difference.c walks the file, difference_text.c looks into letters and calendars.
 */
#ifndef WORKFLOW_DIFFERENCE_INSIDE_H
#define WORKFLOW_DIFFERENCE_INSIDE_H

#include "base/yaml.h"
#include "workflow/difference.h"

struct comparing {
	const struct difference_side *side_before, *side_after;
	const struct yaml_node	*before, *after;	/* the roots */
	struct arena		*a;
	struct differences	*list;
};

/* What is compared: a timer named "chase" that stands in "waiting". */
struct thing { const char *what, *name, *where; };

/* Items of two lists that are the same thing in both. */
struct pairs {
	const struct yaml_node	**before, **after;	/* after[i] is what became of before[i]; NULL: gone */
	const struct yaml_node	**born;			/* only in the new list */
	size_t			 count, births;
};

/* What an item is called: the same name, the same thing. */
typedef const char *name_fn(struct comparing *c, const struct yaml_node *item);

/* In one line, as it is written; NULL for NULL. */
const char	*difference_text(struct comparing *c, const struct yaml_node *n);

/* 'timer "chase" of "waiting"' */
const char	*difference_subject(struct comparing *c, const struct thing *t);

/* One more, worded; "field" NULL: the whole thing is new or gone. */
struct difference *difference_add(struct comparing *c, const struct thing *t, const char *field,
		    const struct yaml_node *before, const struct yaml_node *after);

bool		 difference_is_same(struct comparing *c, const struct yaml_node *x,
		    const struct yaml_node *y);

/* The keys of two maps, but those that are looked at in their own way. */
void		 difference_fields(struct comparing *c, const struct thing *t,
		    const struct yaml_node *before, const struct yaml_node *after,
		    const char *const *except);

/* The first item of a list; NULL for what is none. */
const struct yaml_node *difference_first(const struct yaml_node *list);

/* First those that are the very same, then those of one name, in their order. */
struct pairs	 difference_pair(struct comparing *c, const struct yaml_node *before,
		    const struct yaml_node *after, name_fn *name);

/* Do those that stayed follow each other otherwise than before? */
bool		 difference_is_reordered(const struct pairs *p);

/* Named things of one part of the file: states, groups, variables, events. */
void		 difference_named(struct comparing *c, const char *part, const char *what);

const char	*difference_timer_name(struct comparing *c, const struct yaml_node *item);

/* Letters and the calendar: also what stands in their files. */
void		 difference_letters(struct comparing *c);
void		 difference_calendar(struct comparing *c);

/* Adds to the differences of variables, from this one on, which timers lean on them. */
void		 difference_dependents(struct comparing *c, size_t from);

#endif
