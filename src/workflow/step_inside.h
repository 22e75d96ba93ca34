/* step_inside: one step while it runs: the walk (step.c), its state and actions (step_run.c). */
#ifndef WORKFLOW_STEP_INSIDE_H
#define WORKFLOW_STEP_INSIDE_H

#include "workflow/definition_inside.h"
#include "workflow/step.h"

#define RAISED_MAX 64

struct run {
	const struct definition	*d;
	const struct snapshot	*before;
	const struct step_event	*event;		/* NULL: an opening, or a raised event */
	int64_t			 now_ms, seq, entered_ms;
	int			 state;
	const struct zone	*zone;
	struct guard_values	 values;
	struct value		*var;
	const char		*raised[RAISED_MAX];
	size_t			 raised_count;
	bool			 automatic;	/* a timer began this */
	bool			 left;		/* a state was left in this step */
	bool			 failed;
	struct arena		*arena;
	struct step_result	*result;
	size_t			 timers_size, effects_size;
};

/* False when the snapshot's state is not of this definition: the result says so. */
bool	run_begin(struct run *run, const struct definition *d, const struct snapshot *before,
	    const struct step_event *event, int64_t now_ms, struct arena *a,
	    struct step_result *result);
void	run_end(struct run *run);
void	run_fail(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
void	run_init_vars(struct run *run);
int	run_find_state(const struct run *run, const char *name);	/* -1: there is none */

struct when_context run_when(const struct run *run);
void	run_add_timer(struct run *run, const struct armed_timer *timer);
struct armed_timer *run_find_timer(struct run *run, const char *name);
void	run_remove_timer(struct run *run, const char *name);
/* The rule of that timer in the present state; NULL when the state has none. */
const struct timer_rule *run_timer_rule(const struct run *run, const char *name);

/* step.c: a timer of the state, counted from when that was entered; one that leans on an unknown day is
 * not armed. */
void	run_arm(struct run *run, const struct timer_rule *t);

/* The case gets "deadline.NAME" when that day is over, where a rule of the file takes it. */
void	run_watch_deadline(struct run *run, const char *name, int32_t day);

/* step_act.c */
void	run_actions(struct run *run, const struct actions *acts, const char *rule);
/* Who was told that nothing happens need not be, when something has: open escalations are closed. */
void	run_end_escalations(struct run *run, const struct state *left);

/* letter.c: the letter's subject and body with the case's facts, or why it could not be written. */
void	letter_write(struct run *run, const struct action *a, struct effect *email);

#endif
