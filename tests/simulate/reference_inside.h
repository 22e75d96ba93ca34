/* reference_inside: one step's walk, for the files of the reference. */
#ifndef SIMULATE_REFERENCE_INSIDE_H
#define SIMULATE_REFERENCE_INSIDE_H

#include "simulate/reference.h"

struct walk {
	struct ref	*ref;
	int64_t		 now_ms;
	const struct happening *event;	/* whose fields event.* are; NULL: none */
	const char	*raised[40];
	size_t		 raises, taken;
	const struct act *family[40];	/* start and cancel_child, in their order */
	size_t		 families;
	bool		 has_left;	/* a state was left in this step */
	bool		 failed;
};

/* The next free place of an array of the case; when it is full, the seed says nothing. */
#define PUSH(ref, array, count) \
	((count) < LEN(array) ? &(array)[(count)++] : ((ref)->overfull = true, (array)))

void		ref_copy(char to[REF_TEXT], const char *from);
void		ref_do_acts(struct walk *w, const struct acts *acts);
void		ref_raise(struct walk *w, const char *name);

/* The armed timer of this name; NULL: none. */
struct ref_timer *ref_find_timer(struct ref *r, const char *name);
void		ref_drop_timer(struct ref *r, const struct ref_timer *t);

/* One event, wholly or not at all: false when it failed. */
bool		ref_step(struct ref *r, const struct ref_event *e, int64_t now_ms);

/* Cases of this workflow that ours started, as this step has it so far. */
int64_t		ref_open_children(const struct walk *w, const char *workflow);

/* Does "join: all" still wait?  For one that this step gives up, too, until ours has heard of it. */
bool		ref_waits_for_children(const struct walk *w);

/* The end of a step: what it asked for begins and ends, and ours hears of those it gave up. */
void		ref_do_family(struct walk *w);

/* The case gets deadline.NAME when the day is over, if a rule of the plan takes that. */
void		ref_watch(struct walk *w, const char *name, int32_t on);
/* Does a rule take the event, wherever? */
bool		ref_takes(const struct plan *p, const char *event);

/* Arms it as if the state had just been entered; one whose day is not known is not. */
void		ref_arm(struct walk *w, const struct timer_plan *p, const char *owner);

/* One more step of the history, and what the end of a step brings. */
void		ref_write_history(struct walk *w, const char *rule, const char *from);

struct rvalue	ref_name(struct walk *w, const char *name);
struct rvalue	ref_value(struct walk *w, const struct expr *e);
/* Behind those that happened before; then one after the other. */
void		ref_queue(struct ref *r, const struct ref_event *e);
void		ref_deliver(struct ref *r, int64_t now_ms);

bool		ref_true(struct walk *w, const struct expr *guard);
bool		ref_moment(struct walk *w, const struct moment_plan *m, int32_t *ret_day);
bool		ref_anchor(struct walk *w, const struct timer_plan *t, int64_t *ret_ms);
bool		ref_due(struct walk *w, const struct timer_plan *t, int64_t anchor_ms, int n, int64_t *ret_ms);
int64_t		ref_on_day(struct walk *w, const struct timer_plan *t, int64_t anchor_ms, int32_t day);
int32_t		ref_rolled(int32_t day, enum roll roll);

#endif
