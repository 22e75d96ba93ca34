/*
 * plan: an invented workflow as a tree: what make_plan.c draws from a seed, write_plan.c writes as a
 * workflow file for the product, and reference.c walks as it is.  So the reference shares no reader,
 * no guard and no calendar with the product.
 */
#ifndef SIMULATE_PLAN_H
#define SIMULATE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "lib/dice.h"

enum kind { K_TEXT, K_INT, K_BOOL, K_DATE };

struct rvalue { bool present; enum kind kind; int64_t number; const char *text; };

enum op {
	E_TEXT, E_INT, E_BOOL, E_DATE, E_NAME, E_ELSE, E_ADD, E_SUB, E_LATER, E_COMPARE, E_IN,
	E_BETWEEN, E_HAS, E_COUNT_TASK, E_COUNT_EMAIL, E_COUNT_CHILD, E_AND, E_OR, E_NOT
};

/* "1mo3d2bd" is months, then days, then working days, then hours and minutes. */
struct span { int months, days, workdays, hours, minutes; };

struct expr {
	enum op		 op;
	enum kind	 kind;
	struct expr	*a, *b, *c;
	int64_t		 number;	/* literal; sign of E_LATER */
	const char	*text;		/* literal, name, sign of a comparison */
	const char	*list[3];
	struct span	 span;		/* of E_LATER; times "b" when that is not NULL */
};

enum roll { ROLLS_NOT, ROLLS_NEXT, ROLLS_PREV };

/* A day of an action: an expression, or a span from today. */
struct moment_plan { struct expr *day; struct span span; enum roll roll; };

enum act_kind {
	A_SET, A_EMAIL, A_TASK, A_CLOSE_TASK, A_DEADLINE, A_CLEAR_DEADLINE, A_RAISE, A_ESCALATE,
	A_CANCEL_TIMER, A_NOTE, A_POSTPONE, A_HTTP, A_START, A_CANCEL_CHILD, A_KINDS
};

struct act {
	enum act_kind	 kind;
	const char	*name;		/* of start and cancel_child: the workflow */
	const char	*target;	/* of set */
	struct expr	*value;		/* of set; NULL: none.  What http sends */
	const char	*title, *title_name;	/* words, and a name in braces behind them; NULL: none */
	const char	*role;
	bool		 has_day;
	struct moment_plan day;
	const char	*done;		/* event when the task or the child is done; NULL: none */
	const char	*to;		/* of http */
	bool		 is_bound, keeps;	/* of start: on_parent_close */
	const char	*thread;
	bool		 cancel_on_exit;
};

struct acts { struct act item[4]; size_t count; };

struct way { struct acts act; int go; };	/* go -1: stay */

struct rule_plan {
	const char	*event[4];	/* NULL-ended */
	struct expr	*guard;
	struct way	 way;
	bool		 has_else;
	struct acts	 otherwise;
};

enum form { F_AFTER, F_EVERY, F_AT, F_BEFORE };

struct timer_plan {
	const char	*name;
	enum form	 form;
	struct span	 span;
	struct expr	*times;		/* "every chased d": so often the span of one unit; NULL: once */
	struct span	 before[3];
	size_t		 befores;
	struct expr	*anchor;	/* NULL: entry */
	struct expr	*until;
	int		 max;
	int		 wall_min;	/* -1: none */
	enum roll	 roll;
	bool		 needs_mail;
	bool		 is_sla;	/* written as the state's sla, not as a timer */
	struct expr	*guard;
	struct way	 fire;
	bool		 has_then;
	struct way	 then;
};

struct rules_plan { struct rule_plan item[6]; size_t count; };

/* What a state waits for of the cases that this one started. */
enum joining { JOINS_NOT, JOINS_ALL, JOINS_ANY };

struct state_plan {
	const char	*name;
	const char	*was;		/* in the version before, when it was called otherwise; NULL */
	bool		 final;
	int		 group;		/* -1: none */
	struct acts	 entry, exit;
	struct timer_plan timer[4];
	size_t		 timers;
	struct rules_plan on;
	enum joining	 join;
};

struct group_plan { const char *name; struct timer_plan timer[1]; size_t timers; struct rules_plan on; };

struct var_plan {
	const char	*name;
	enum kind	 kind;
	bool		 optional, constant;
	struct rvalue	 init;
	const char	*from;		/* fact; NULL */
};

struct field_plan { const char *name; enum kind kind; bool required; };
struct event_plan { const char *name; struct field_plan field[3]; size_t fields; size_t known; /* fields that need no declaration */ };

struct start_plan { struct expr *guard; struct way way; };

#define EVENTS_MAX 9

#define VARS_MAX 7

struct plan {
	int		 version;
	const char	*zone;		/* NULL: the organization's */
	bool		 has_children;
	struct var_plan	 var[VARS_MAX];
	size_t		 vars;
	struct event_plan event[EVENTS_MAX];
	size_t		 events;
	struct start_plan start[2];
	size_t		 starts;
	struct rules_plan any;
	struct group_plan group[2];
	size_t		 groups;
	struct state_plan state[6];	/* the first is the initial one */
	size_t		 states;
};

/* What happens to the case, one after the other. */
enum happening_kind { H_EVENT, H_AGAIN, H_TICK, H_TASK, H_RECORD, H_CHILD, H_MIGRATE, H_UNDO };
enum timers_kept { KEEPS_TIMERS, RECOMPUTES_TIMERS, DROPS_TIMERS };
struct happening {
	enum happening_kind kind;
	int64_t		 at_ms;
	const char	*name;		/* of the event, the task, the field of the record */
	struct { const char *name; struct rvalue value; } field[3];
	size_t		 fields;
	struct rvalue	 value;		/* of the field of the record */
	bool		 inbox_read;	/* before a tick: up to its time */
	int		 child;		/* the so-manieth case that the first one started hears of it */
	enum timers_kept timers;	/* of a migration */
};

#define HAPPENINGS_MAX 24
struct script { int64_t begin_ms; bool by_hand; struct happening item[HAPPENINGS_MAX]; size_t count; };

/* Facts of the one record there is. */
struct record {
	struct rvalue	 status, reference, requested, submitted, received;	/* subject.* */
	struct rvalue	 payer_kind, payer_email, payer_turnaround;
};

/* "ret_next" is the version to which the running case may be moved. */
void	plan_make(struct dice *d, struct arena *a, struct plan *ret_plan, struct plan *ret_next,
	    struct record *ret_record, struct script *ret_script);
void	plan_write(const struct plan *p, const char *workflow, struct str *out);
/* The workflow of a case that a plan starts: somebody looks, and has "seen" it, when the
 * plan's v0 is more than 5, or "lost". */
void	child_write(const char *workflow, struct str *out);
void	span_write(const struct span *s, struct str *out);
void	expr_write(const struct expr *e, struct str *out);

/* The names that plans may use for the record, with what they are. */
struct fact_plan { const char *name; enum kind kind; bool optional, writable; };
extern const struct fact_plan fact_plans[];
extern const size_t fact_plan_count;

extern const char *const child_names[2];

extern const char *const letter_text;		/* of the one template, "letter.txt" */

#endif
