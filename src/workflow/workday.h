/*
 * workday: working days by rule.  A calendar is a small YAML file of weekdays and holiday rules
 * (fixed date, n-th weekday of a month, Easter and days from it; observed on Friday or Monday),
 * valid for all years: lists of dates are refused, because they expire.
 * US federal holidays: 5 U.S.C. 6103; observed days by Executive Order 11582.
 */
#ifndef WORKFLOW_WORKDAY_H
#define WORKFLOW_WORKDAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"

struct workday_calendar;

/* NULL with problems when the file is wrong. */
struct workday_calendar *workday_parse(const char *file, const char *bytes, size_t len,
	    struct arena *a, struct problems *problems);

const char	*workday_calendar_name(const struct workday_calendar *c);
bool		 workday_is(const struct workday_calendar *c, int32_t day);
const char	*workday_holiday(const struct workday_calendar *c, int32_t day); /* its name or NULL */

/* "count" working days after (before, when negative) the day; 0 gives the day itself. */
int32_t		 workday_add(const struct workday_calendar *c, int32_t day, int64_t count);

enum workday_roll { ROLL_NONE, ROLL_NEXT, ROLL_PREV };
int32_t		 workday_roll(const struct workday_calendar *c, int32_t day, enum workday_roll roll);

#endif
