/* make_inside: what the files that draw a plan share. */
#ifndef SIMULATE_MAKE_INSIDE_H
#define SIMULATE_MAKE_INSIDE_H

#include "base/err.h"
#include "simulate/plan.h"

struct maker {
	struct dice	*dice;
	struct arena	*arena;
	struct plan	*plan;
	int32_t		 today;
	const char *const *event;	/* events of the rule being made; NULL: none */
	const char	*given[8];	/* what is known to be there */
	size_t		 givens;
};

#define PICK(m, list) ((list)[dice((m)->dice, (int)LEN(list))])

/* A name that an expression may use at its place. */
struct known { const char *name; enum kind kind; bool optional; };

extern const char *const plan_task_names[3];
extern const char *const plan_deadline_names[2];
extern const char *const plan_texts[4];
extern const char *const plan_child_events[4];
extern const char *const plan_own_events[2];
extern const char *const plan_outside_events[4];
extern const char *const plan_statuses[5];

struct expr *	make_expr(struct maker *m, enum op op, enum kind kind);
struct expr *	make_name(struct maker *m, const char *name, enum kind kind);
/* One of the names of this kind; false: there is none. */
bool		make_known(struct maker *m, enum kind kind, struct known *ret);
/* A value that is always there; a day that may be absent. */
struct expr *	make_value(struct maker *m, enum kind kind, int depth);
struct expr *	make_day(struct maker *m);
struct expr *	make_condition(struct maker *m, int depth);
/* Exact: perhaps with hours and minutes. */
struct span	make_span(struct maker *m, bool exact);
struct moment_plan make_moment(struct maker *m);

void		make_vars(struct maker *m);
void		make_events(struct maker *m);
/* At most so many, each less likely than the one before. */
void		make_acts(struct maker *m, struct acts *acts, int percent);
/* What the guard says is there is there for the actions, until "givens" is 0 again. */
void		make_given(struct maker *m, const struct expr *guard);
void		make_rules(struct maker *m, struct rules_plan *rules, size_t count);
void		make_timer(struct maker *m, struct timer_plan *t, const char *name);
void		make_state(struct maker *m, struct state_plan *s, int i);
int		make_any_state(struct maker *m);
const char *	make_sla_title(struct maker *m, const char *state, const struct span *span);

/* What the lint asks of a file: each name exists, each state can be reached and left, bounces are heard. */
void		make_acceptable(struct maker *m);
/* No rule stands behind one that takes all. */
void		make_reachable(struct maker *m);

#endif
