/*
 * when: the times of timers.
 *
 *	after DUR [from DAY]  |  every DUR [from DAY] [until DAY] [max N]  |  at DAY
 *	DUR DUR ... before DAY
 *	each with [at HH:MM] [roll next|prev|none]
 *
 * A DUR is written out (14d, 5bd, 36mo) or named (follow_up d: as many days as follow_up says).
 * "120d 60d 30d before DAY" fires on each of these days, the longest span first.  "type.reminders before DAY" takes
 * the days from a text that somebody else keeps, "120 60 30"; where it is absent the timer is not armed.
 * "every" and "before" begin with the first firing that is still to come when they are armed: what a
 * record from elsewhere has behind it is not made up for.
 *
 * Civil parts of a DUR are counted on the calendar of the case's zone, exact ones on the clock.
 * "every" is fixed-rate: the n-th firing is its anchor and n times DUR, so it does not drift.
 * A wall time that does not exist becomes the next valid one; one that exists twice, the first.
 */
#ifndef WORKFLOW_WHEN_H
#define WORKFLOW_WHEN_H

#include "workflow/guard.h"

enum when_form { WHEN_AFTER, WHEN_EVERY, WHEN_AT, WHEN_BEFORE };

#define WHEN_SPANS_MAX	16

struct when {
	enum when_form	 form;
	struct duration	 span;
	struct guard	*times;		/* how often the span; NULL: once */
	struct duration	 before[WHEN_SPANS_MAX];	/* of WHEN_BEFORE: "max" of them */
	struct guard	*days;		/* in their place: a text of days, "120 60 7"; NULL: none */
	struct guard	*anchor;	/* NULL: entry */
	struct guard	*until;		/* NULL: none */
	int64_t		 max;		/* 0: no end */
	int32_t		 wall_sec;	/* -1: as the anchor's */
	enum workday_roll roll;
	bool		 has_roll;	/* it says how, be it "none" */
};

/* False with a problem at the offending word. */
bool	when_compile(const char *text, const struct guard_scope *scope, struct when *ret);

struct when_context {
	const struct guard_values *values;
	const struct zone	*zone;
	const struct workday_calendar *calendar;
	int64_t			 entered_ms;
};

/* What it counts from.  *ret_anchor_ms is INSTANT_NONE when a day it leans on is absent: then the
 * timer is not armed.  False: out of the years 1 to 9999. */
bool	when_anchor(const struct when *w, const struct when_context *c, int64_t *ret_anchor_ms);

/* The n-th firing (from 1) of this anchor; INSTANT_NONE when it lies behind "until".
 * False: out of measure, or a named span of less than one unit. */
bool	when_due(const struct when *w, const struct when_context *c, int64_t anchor_ms, int64_t n,
	    int64_t *ret_due_ms);

/* Does it fire more than once, so that the next firing is looked for? */
bool	when_repeats(const struct when *w);

/* On that day, at the timer's time of day, rolled as it rolls. */
int64_t	when_on_day(const struct when *w, const struct when_context *c, int32_t day,
	    int64_t anchor_ms);

/* A day in words for actions: "2bd", "today + 90d roll next", "subject.expires_day". */
struct moment {
	struct guard	*day;		/* NULL: span from today */
	struct duration	 span;
	enum workday_roll roll;
};
bool	moment_compile(const char *text, const struct guard_scope *scope, struct moment *ret);

/* DAY_NONE when what it leans on is absent; false when out of measure. */
bool	moment_day(const struct moment *m, const struct when_context *c, int32_t today,
	    int32_t *ret_day);

#endif
