/*
 * duration: spans as people write them: "14d", "2w", "36mo", "1y", "5bd", "4h30min".
 * min and h are exact; d, w, mo, y are civil (days of the calendar); bd are working days.
 */
#ifndef WORKFLOW_DURATION_H
#define WORKFLOW_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/workday.h"

struct duration {
	int32_t	months, days, workdays;
	int64_t	exact_ms;
};

/* Reads as far as the duration goes; *ret_len is how many bytes it took.  False: none here. */
bool	duration_parse(const char *text, struct duration *ret, size_t *ret_len);

/* The day "times" durations later (earlier when negative): months first, clamped to the month's
 * end, then days, then working days.  exact_ms is left to the caller.  False: beyond year 9999. */
bool	duration_add(const struct duration *d, int64_t times, int32_t day,
	    const struct workday_calendar *calendar, int32_t *ret_day);

bool	duration_is_zero(const struct duration *d);

#endif
