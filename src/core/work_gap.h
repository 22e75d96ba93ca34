/*
 * work_gap: gaps in a work history.  NCQA looks at five years, or since licensure where that is less; a gap of
 * more than six months is to be explained, one of more than a year in writing (domain.md, section 2.1).  Pure.
 */
#ifndef CORE_WORK_GAP_H
#define CORE_WORK_GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define WORK_YEARS		5
#define WORK_GAP_MONTHS		6
#define WORK_WRITTEN_MONTHS	12

struct work_period {
	int32_t	from_day, until_day;	/* DAY_NONE: not known; from: since ever, until: it goes on */
	bool	is_gap;			/* says why there was none */
	bool	is_written;		/* in writing */
};

struct work_gap {
	int32_t	from_day, until_day;	/* first and last day without work */
	bool	needs_writing, is_explained;
};

/*
 * Gaps of more than six months within five years up to today, and not before the first licence (DAY_NONE: not
 * known), in order, in "a".  One is explained when explanations leave no such gap of it, in writing where it needs
 * to be.  *ret_since_day: from which day on was looked.
 */
size_t	work_gaps(const struct work_period *period, size_t periods, int32_t licensed_day, int32_t today_day,
	    struct arena *a, struct work_gap **ret_gaps, int32_t *ret_since_day);

#endif
