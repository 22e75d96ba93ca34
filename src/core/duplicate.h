/*
 * duplicate: are two records of providers one person?  A score for ranking what somebody then looks
 * at, with its reasons; nothing is decided here.
 */
#ifndef CORE_DUPLICATE_H
#define CORE_DUPLICATE_H

#include <stdint.h>

#include "base/arena.h"
#include "core/person_name.h"

struct duplicate_facts {
	struct person_folded name;
	const char	*npi;
	const char	*caqh_id, *dea_number, *email;	/* NULL: not known */
	int32_t		 birth_day;			/* DAY_NONE: not known */
};

#define DUPLICATE_SCORE_MIN	50	/* less is not worth anybody's time */

struct duplicate {
	int		 score;			/* 0 to 100 */
	const char	**reason;		/* in words, the strongest first; in the arena */
	size_t		 reasons;
};

/* "shared" (NULL: none): a credential with the same number in words. */
void	duplicate_judge(const struct duplicate_facts *x, const struct duplicate_facts *y,
	    const char *shared, struct arena *a, struct duplicate *ret_duplicate);

#endif
