/*
 * step: what one event does to one case.  Pure: no clock, no disk, no random; the same arguments
 * give the same result, byte for byte.  The engine loads a snapshot, asks here, and writes.
 * Order of things: engine.md, section b.
 */
#ifndef WORKFLOW_STEP_H
#define WORKFLOW_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/definition.h"
#include "workflow/value.h"

/* A timer that waits. */
struct armed_timer {
	const char	*name, *rule;
	int64_t		 due_ms, anchor_ms;
	int64_t		 n, max_n;	/* next firing from 1; max_n 0: no end */
	bool		 needs_mail;
	int64_t		 set_seq;	/* history seq of the step that armed it */
};

/* How often something exists: "task", each open one with its words; "email", ever asked for; "child",
 * cases that it started and that have not ended. */
struct named_count {
	const char	*kind, *name;
	int64_t		 count;
	const char	*title, *role;	/* of a task */
	bool		 is_escalation;
};

struct named_day { const char *name; int32_t day; };	/* open deadlines */

struct snapshot {
	int64_t			 case_id;
	const char		*state;		/* NULL: not opened yet (step_open) */
	int64_t			 rev;		/* history seq so far */
	int64_t			 entered_ms;
	struct value		*var;		/* in the order of definition_var() */
	const struct armed_timer *timer;
	size_t			 timers;
	const struct named_count *count;
	size_t			 counts;
	const struct named_day	*deadline;
	size_t			 deadlines;
	const struct facts	*facts;		/* subject.*, provider.*, payer.*, org.*, parent.* */
	const struct zone	*zone;		/* of the organization: tz of the definition unless it names one */
};

struct step_event {
	const char		*name;		/* "mail.reply", "user.submit", "timer.chase", "subject.changed" */
	const struct facts	*field;		/* event.*: names without "event."; may be NULL */
	int64_t			 occurred_ms;
	const char		*by;		/* who or what sent it; NULL: not known yet */
	int64_t			 timer_n, timer_set_seq;	/* of a timer event */
};

enum effect_kind {
	EFFECT_EMAIL, EFFECT_TASK, EFFECT_CLOSE_TASK, EFFECT_DEADLINE, EFFECT_CLEAR_DEADLINE,
	EFFECT_START, EFFECT_CANCEL_CHILD, EFFECT_SET_SUBJECT, EFFECT_NOTE, EFFECT_HTTP,
	EFFECT_KINDS
};

enum unknown_policy { UNKNOWN_HOLD, UNKNOWN_RESEND, UNKNOWN_DROP };

struct effect {
	enum effect_kind kind;
	const char	*rule;
	int		 line;
	const char	*name;		/* email, task, deadline; field of EFFECT_SET_SUBJECT ("subject.x") */
	const char	*title;		/* task, deadline, note: placeholders filled */
	const char	*role;		/* task: who should do it */
	bool		 escalation;	/* task made by "escalate" */
	int32_t		 day;		/* task due (DAY_NONE: none), deadline on */
	const char	*deadline_kind;	/* of EFFECT_DEADLINE: see schema deadline.kind */
	/* EFFECT_EMAIL */
	const char	*letter;	/* name in "templates" */
	const char	*letter_file;
	const char	*to;
	const char	*subject, *body;	/* rendered; NULL when the letter could not be written: why below */
	const char	*html;			/* its own HTML form, rendered; NULL: it has none */
	const char	*attach;		/* kinds of documents that go with it, "w9, coi"; NULL: none */
	const char	*letter_error;
	const char	*thread;	/* name of the earlier email that this one answers */
	int64_t		 not_before_ms;	/* INSTANT_NONE: at once */
	bool		 cancel_on_exit;
	bool		 automatic;	/* asked for by a timer */
	enum unknown_policy unknown;
	const char	*review_role;	/* held until that role releases it; NULL: none */
	const char	*done_event;	/* event that the case gets when the task or the child is done */
	/* EFFECT_HTTP: "to" is the name of a webhook in the settings, "body" the values as JSON */
	const char	*idempotent;	/* key, natural, no */
	/* EFFECT_START */
	const char	*workflow;
	bool		 cancel_with_parent;
	/* EFFECT_SET_SUBJECT */
	struct value	 value;
};

enum step_outcome {
	STEP_DONE,		/* the case moved, or stayed with something done or recorded */
	STEP_IGNORED,		/* no rule takes this event here; reason says so */
	STEP_REFUSED,		/* rules exist, but their guards are false; reason has the values */
	STEP_ERROR		/* the definition fails on these values (loop, overflow): reason */
};

struct step_result {
	enum step_outcome	 outcome;
	const char		*reason;
	const char		*rule;		/* the rule that took it; "" for an opening */
	int			 rule_line;
	const char		*state;		/* after the step */
	bool			 entered;	/* the state was (re-)entered: entered_ms becomes now */
	bool			 final;		/* the case is done */
	struct value		*var;
	struct armed_timer	*timer;		/* the whole list of armed timers after the step */
	size_t			 timers;
	struct effect		*effect;	/* in the order they are to be applied */
	size_t			 effects;
	struct json		*trace;		/* what was looked at; the caller frees it */
};

/*
 * Opens a case: chooses by the "start" rules (or the initial state when there are none or
 * "by_hand"), sets vars, runs entry actions, arms timers.  STEP_REFUSED when no start rule is true,
 * and when the case would end in the same step: then there is nothing to do for this record.
 */
void	step_open(const struct definition *d, const struct snapshot *before, int64_t now_ms,
	    bool by_hand, struct arena *a, struct step_result *ret_result);

/* The same in a state that is known, as when a recorded case is played again: the first start rule that
 * leads there does what it does, whatever its guard says.  STEP_ERROR when there is no such state. */
void	step_open_in(const struct definition *d, const struct snapshot *before, const char *state,
	    int64_t now_ms, struct arena *a, struct step_result *ret_result);

/* True when a start rule of the definition is true for these facts and leads to a state that lasts. */
bool	step_would_open(const struct definition *d, const struct facts *facts,
	    const struct zone *zone, int64_t now_ms, struct arena *a);

/* A letter with the values of a case. */
struct letter_words { const char *subject, *body, *html, *attach; };	/* html, attach: as in an effect */

/*
 * A letter's file (workflow/letter_text.h), and its own HTML form (NULL: none), as the case would write it now.  No event is at work, so
 * it finds no event.* in it.  ERR_INPUT names a field that has no value, and what is no letter.
 */
bool	letter_preview(const struct definition *d, const struct snapshot *before, const char *letter,
	    const char *html, int64_t now_ms, struct arena *a, struct letter_words *ret_words, struct err *err);

/* Delivers one event.  History seq of the step will be before->rev + 1. */
void	step_deliver(const struct definition *d, const struct snapshot *before,
	    const struct step_event *event, int64_t now_ms, struct arena *a,
	    struct step_result *ret_result);

#endif
