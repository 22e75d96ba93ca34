/* lint_inside: what the files of the lint share.  Each of them checks one family of rules. */
#ifndef WORKFLOW_LINT_INSIDE_H
#define WORKFLOW_LINT_INSIDE_H

#include "workflow/definition_inside.h"

struct lint {
	const struct definition	*d;
	struct problems		*problems;
	struct arena		*arena;
};

#define ERROR(l, at, ...) \
	problems_add((l)->problems, (l)->d->file, (at)->line, (at)->column, PROBLEM_ERROR, __VA_ARGS__)
#define WARN(l, at, ...) \
	problems_add((l)->problems, (l)->d->file, (at)->line, (at)->column, PROBLEM_WARNING, __VA_ARGS__)

/* Does a state take the event, by its own rules, its group's or those of any. */
bool	lint_state_takes(const struct definition *d, const struct state *s, const char *event);

/* Is there an action of this kind and name anywhere; of this kind in the list. */
bool	lint_exists(struct lint *l, enum action_kind kind, const char *name);
bool	lint_has(const struct actions *acts, enum action_kind kind);

/* A timer of a group is looked at in the first of its states. */
bool	lint_seen_before(const struct lint *l, size_t state, const struct timer_rule *t);

void	lint_rules(struct lint *l);	/* lint_rules.c: hidden rules, circles, events that nobody takes */
void	lint_mail(struct lint *l);	/* lint_mail.c: bounces, inbox, weekends, how often */
void	lint_names(struct lint *l);	/* lint_names.c: deadlines and things counted that the file does not make */
void	lint_vars(struct lint *l);	/* lint_vars.c: days that are used before they are set */

#endif
