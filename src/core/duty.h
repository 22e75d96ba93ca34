/*
 * duty: the practice's own recurring obligations, from catalogs/duties.yaml: what, whose, how often,
 * what proves it.  One without the day on which it is next due is switched off.
 */
#ifndef CORE_DUTY_H
#define CORE_DUTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"

struct duty {
	const char	*key;		/* "hipaa_training" */
	const char	*title;		/* as a task says it */
	const char	*evidence;	/* what proves that it was done */
	const char	*source;	/* where the obligation comes from */
	int64_t		 every_months, every_days;	/* one of them; the other is 0 */
	int64_t		 open_days;	/* so many days before the day it becomes a task */
	int32_t		 next_day;	/* as written; DAY_NONE: switched off */
};

struct duties { const struct duty *duty; size_t count; };

/* False with problems, all of them. */
bool	duty_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct duties *ret_duties, struct problems *problems);

#endif
