/*
 * guard: the expressions of workflow files, for "if:", "set:" and days.
 *
 *	or   := and ("or" and)*           and := not ("and" not)*      not := "not" not | compare
 *	compare := sum (("=="|"!="|"<"|"<="|">"|">=") sum | "in" "[" literal, ... "]" | "between" sum "and" sum)?
 *	sum  := term (("+"|"-") (term | DURATION | term UNIT))*
 *	term := value ("else" value)?
 *	value := literal | name | "has(" name ")" | "count(" task|email "," name ")" | "(" or ")"
 *	UNIT := "d" | "bd" | "w" | "mo" | "y"
 *
 * "today + turnaround d" counts as many days as turnaround says; "event.on else today" is today where
 * the event names no day.
 * Typed and total: a compiled guard has a value for every snapshot.  A value that may be absent
 * must pass has() first, in the same "and" or on the other side of an "or not", or the text does
 * not compile.  Integers are 64 bits; what overflows fails the evaluation, not the process.
 */
#ifndef WORKFLOW_GUARD_H
#define WORKFLOW_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/str.h"
#include "workflow/duration.h"
#include "workflow/value.h"

#define GUARD_DEPTH_MAX	64
#define GUARD_BYTES_MAX	4096

#define GUARD_NEEDS_CALENDAR	"working days need a calendar. Name one in the head, like calendar: us_business"
#define GUARD_NO_HOURS		"hours and minutes stand in timers only. A day takes d, bd, w, mo or y"

struct guard;

/* What a name means where the text stands. */
struct guard_name {
	enum value_type	 type;
	bool		 optional;	/* may be absent: has() must be asked first */
	bool		 personal;	/* explanations do not say its value */
};

struct guard_scope {
	/* True and *ret filled when the name is known.  "vars.x" and "x" are both asked for. */
	bool	(*name)(const void *context, const char *name, struct guard_name *ret);
	/* A known name that is written much like it; NULL: none.  May be left out. */
	const char *(*nearest)(const void *context, const char *name, struct arena *a);
	/* Does an email or task of that name exist in the file? */
	bool	(*counted)(const void *context, const char *kind, const char *name);
	const void *context;
	const struct guard *given;	/* known to be true here (the rule's "if"), or NULL */
	bool	 has_no_calendar;	/* so there are no working days */
	const char *file;
	int	 line, column;		/* where the text begins in the file */
	struct problems *problems;
	struct arena *arena;
};

/* NULL with one problem at the offending word.  "want" is the type that must come out. */
struct guard	*guard_compile(const char *text, enum value_type want, const struct guard_scope *scope);

/* The same, but "none" and optional values may come out too, and any type: for "set" and days. */
struct guard	*guard_compile_value(const char *text, const struct guard_scope *scope,
		    enum value_type *ret_type, bool *ret_optional);

/* A day or an instant.  It comes out absent when a value that it leans on is absent. */
struct guard	*guard_compile_day(const char *text, const struct guard_scope *scope);

/* A number with a unit behind it, "follow_up d": *ret_span is one unit, and the number says how often.
 * *ret_is_span is false, and nothing is reported, when the text does not end with a unit. */
struct guard	*guard_compile_span(const char *text, const struct guard_scope *scope,
		    struct duration *ret_span, bool *ret_is_span);

/* What names mean now. */
struct guard_values {
	struct value	(*name)(const void *context, const char *name);
	int64_t		(*count)(const void *context, const char *kind, const char *name);
	const void	*context;
	const struct workday_calendar *calendar;
};

/* False: overflow or a day beyond year 9999. */
bool		 guard_eval(const struct guard *g, const struct guard_values *values,
		    struct value *ret_value);

/* Why it came out as it did: the names it looked at with their values, "packet_day is absent". */
void		 guard_explain(const struct guard *g, const struct guard_values *values,
		    const struct zone *zone, struct arena *a, struct str *out);

/* Does a personal value stand anywhere in it?  NULL: no. */
bool		 guard_is_personal(const struct guard *g);

/* The names that it asks for, one call each. */
void		 guard_names(const struct guard *g, void (*each)(void *context, const char *name),
		    void *context);

/* What it counts: count(task, call) is a call with "task" and "call". */
void		 guard_counts(const struct guard *g,
		    void (*each)(void *context, const char *kind, const char *name), void *context);

/* True when it is the literal "true" or "false" (for the lint). */
bool		 guard_is_constant(const struct guard *g, bool *ret_value);

/* The name that it is, when it is nothing but a name; else NULL (for the lint). */
const char	*guard_only_name(const struct guard *g);

#endif
