/*
 * retention: how long the files of documents are kept, from catalogs/retention.yaml.  The first rule that fits a
 * document decides; one that none fits is kept.
 */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"

enum retention_after { AFTER_LEFT, AFTER_DECIDED };

struct retention_rule {
	const char		*key;		/* "replaced_papers" */
	const char *const	*kinds;		/* NULL-ended; NULL: of any kind */
	const char *const	*statuses;	/* the same */
	enum retention_after	 after;
	int64_t			 keep_years;
	const char		*source;	/* where the period comes from */
};

struct retention { const struct retention_rule *rule; size_t count; };

/* False with problems, all of them. */
bool	retention_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct retention *ret_retention, struct problems *problems);

/* What the rules look at. */
struct retention_paper {
	const char	*kind, *status;
	int32_t		 left_day, decided_day;	/* DAY_NONE: not yet */
};

/*
 * The rule that fits, and the last day on which the paper is kept by it (29 February becomes 28); DAY_NONE while the
 * count has not begun.  NULL: no rule fits.
 */
const struct retention_rule *retention_find(const struct retention *retention,
	    const struct retention_paper *paper, int32_t *ret_until_day);

#endif
