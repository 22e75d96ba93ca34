/*
 * play: a case played out on a virtual clock: the pure step again and again, a script's events between
 * the timers.  Nothing is stored and nothing is sent; letters leave at once, the inbox is always read,
 * and a child that is started tells nothing by itself.  The same arguments give the same rows.
 */
#ifndef WORKFLOW_PLAY_H
#define WORKFLOW_PLAY_H

#include "workflow/step.h"

/* Something from outside: an event, a task ticked off, or a record that changed. */
struct play_event {
	int64_t			 at_ms;
	const char		*name;		/* of the event; NULL: none */
	const char		*done;		/* of the task that is done; NULL: none */
	const struct facts	*field;		/* of the event, without "event."; may be NULL */
	const struct facts	*change;	/* of the record, "subject.expires_day"; NULL: none */
	const char		*by;		/* who sent it; NULL: the script */
	const char		*closes;	/* task whose ticking off it is; NULL: none */
	int64_t			 order;		/* of a record: before what has a higher one at that instant */
	int			 line, column;	/* in the script */
};

/* What is known of a recorded case: a timer's firing came so late, because nobody looked. */
struct play_firing { const char *timer; int64_t due_ms, at_ms, order; };
struct play_pause { int64_t from_ms, until_ms; };

/* A recorded case is played again: timers fire when they did, nothing fires while it was paused, letters
 * are asked for at once and heard of by events alone. */
struct play_record {
	const struct play_firing *firing;
	size_t			 firings;
	const struct play_pause	*pause;
	size_t			 pauses;
	int64_t			 mail_until_ms;	/* the inbox is read up to here */
};

struct play {
	const struct definition	*definition;
	struct facts		*facts;		/* of the record; changed by what is played */
	const struct zone	*zone;		/* of the organization */
	int64_t			 begin_ms, until_ms;
	const char		*state;		/* begin in this one; NULL: as the start rules say, or
						 * in the initial one where none is true */
	const struct play_event	*event;		/* in the order of time */
	size_t			 events;
	const struct play_record *record;	/* NULL: an invented case */
};

enum play_kind {
	PLAY_BEGAN, PLAY_EVENT, PLAY_MOVED, PLAY_LETTER, PLAY_TASK, PLAY_ESCALATION, PLAY_TASK_CLOSED,
	PLAY_DEADLINE, PLAY_DEADLINE_CLEARED, PLAY_CHILD, PLAY_CHILD_CANCELLED, PLAY_SET, PLAY_NOTE,
	PLAY_REQUEST, PLAY_REFUSED, PLAY_ENDED, PLAY_KINDS
};
extern const char *const play_words[PLAY_KINDS];	/* "letter", "task", "deadline" ... */

struct play_row {
	int64_t			 at_ms;
	enum play_kind		 kind;
	const char		*name;		/* of the letter, task, deadline; the event; the state gone to */
	const char		*text;		/* title, subject of a letter, value that was set, why refused */
	const char		*to;		/* whom a letter goes to; the role of a task */
	const char		*problem;	/* why a letter would be held; NULL: it goes */
	int32_t			 day;		/* task due, deadline on; DAY_NONE: none */
	const char		*deadline_kind;
	const char		*rule;
	int			 line;		/* in the workflow file */
	const struct play_event	*event;		/* of PLAY_EVENT and PLAY_REFUSED; else NULL */
	size_t			 step;		/* which of the case's steps made it, from 1 */
	const char		*cause;		/* of the step: the event, "timer.chase", "opening" */
	int64_t			 cause_ms;	/* when that was due */
};

struct play_result {
	struct play_row		*row;		/* in the order of time; in the arena */
	size_t			 rows;
	const char		*state;		/* at the end; NULL: no case began */
	bool			 final;
	int64_t			 next_ms;	/* the next timer behind the end; INSTANT_NONE: none */
	size_t			 refused;	/* events that the case did not take */
	const char		*stopped;	/* why it could not be played to the end; NULL: it was */
};

void	play_run(const struct play *play, struct arena *a, struct play_result *ret_result);

#endif
