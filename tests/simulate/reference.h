/*
 * reference: a second engine, written from workflows/README.md alone: naive, slow, and with nothing of
 * the product in it.  It walks the plan, keeps one case in plain arrays, and copies all of it before each
 * step, so that a step that fails leaves nothing behind.
 */
#ifndef SIMULATE_REFERENCE_H
#define SIMULATE_REFERENCE_H

#include "simulate/plan.h"

#define REF_TEXT 64
#define REF_STEPS_MAX 100

struct ref_timer {
	char		 name[REF_TEXT], rule[REF_TEXT - 8];
	const struct timer_plan *plan;
	int64_t		 due_ms, anchor_ms, set_seq;
	int		 n;		/* the next firing, from 1 */
	bool		 is_waiting;	/* this firing failed: it is an event that waits */
};

struct ref_task {
	char		 name[REF_TEXT], title[2 * REF_TEXT], role[REF_TEXT];
	const char	*done;
	int32_t		 due;
	bool		 has_due, is_escalation, is_open;
	int64_t		 seq;
};

struct ref_deadline { char name[REF_TEXT], title[2 * REF_TEXT]; int32_t on; bool is_open; int64_t seq; };

struct ref_letter { char name[REF_TEXT], to[REF_TEXT], cancel_state[REF_TEXT]; const char *status; bool is_bound; };

struct ref_request { char name[REF_TEXT], to[REF_TEXT], value[REF_TEXT]; };

enum ref_child_status { REF_CHILD_OPEN, REF_CHILD_DONE, REF_CHILD_CANCELLED };

/* A case that ours started: somebody looks, and that is all. */
struct ref_child {
	const char	*workflow, *state, *on_done;
	enum ref_child_status status;
	int64_t		 rev, got;
	bool		 is_bound;
};

struct ref_history { char rule[REF_TEXT], from[REF_TEXT], to[REF_TEXT]; int64_t at_ms; };

struct ref_event {
	const char	*name;		/* "timer.chase" for a timer's */
	const struct happening *from;	/* its fields; NULL: none */
	bool		 is_timer;
	int		 n;
	int64_t		 set_seq, occurred_ms, next_ms;
	int		 tries;
};

enum ref_status { REF_NONE, REF_OPEN, REF_DONE, REF_STUCK };

struct ref {
	const struct plan *plan;
	const char	*zone;
	struct record	 record;
	bool		 record_changed;
	enum ref_status	 status;
	int		 state;
	int64_t		 rev, entered_ms;
	struct rvalue	 var[VARS_MAX];
	struct ref_timer timer[8];
	size_t		 timers;
	struct ref_task	 task[80];
	size_t		 tasks;
	struct ref_deadline deadline[4];
	size_t		 deadlines;
	struct ref_letter letter[80];
	size_t		 letters;
	struct ref_request request[80];
	size_t		 requests;
	struct ref_child child[80];
	size_t		 children;
	struct happening told[80];	/* what children said; those that wait point here */
	size_t		 tolds;
	struct ref_history history[REF_STEPS_MAX];
	size_t		 histories;
	struct ref_event waiting[24];
	size_t		 waitings;
	/* What a migration changed, while it may be undone: until "rev" is not the last step any more. */
	struct {
		const struct plan *plan;
		int64_t		 rev;
		struct rvalue	 var[VARS_MAX];
		struct ref_timer timer[8];
		size_t		 timers;
	} undo;
	bool		 overfull;	/* an array was too small: the seed says nothing */
};

void	ref_begin(struct ref *r, const struct plan *p, const struct record *record, const char *org_zone);

/* False: no case begins. */
bool	ref_open(struct ref *r, bool by_hand, int64_t now_ms);
void	ref_event(struct ref *r, const struct happening *h, int64_t now_ms);
void	ref_end_task(struct ref *r, const struct happening *h, int64_t now_ms);
void	ref_end_child(struct ref *r, const struct happening *h, int64_t now_ms);
void	ref_migrate(struct ref *r, const struct plan *next, enum timers_kept timers, int64_t now_ms);
void	ref_undo(struct ref *r, int64_t now_ms);
void	ref_change_record(struct ref *r, const struct happening *h);
void	ref_tick(struct ref *r, int64_t now_ms, bool inbox_known, int64_t inbox_ms);

/* The so-manieth case that ours started, as it is numbered: 0 when there are not so many. */
int64_t	ref_child_id(const struct ref *r, int child);

/* The whole case as lines of text, to be compared with the same of the product. */
void	ref_show(const struct ref *r, struct str *out);

/* The lines that both sides write. */
void	show_value(const struct rvalue *v, struct str *out);
void	show_day(int32_t day, struct str *out);

#endif
