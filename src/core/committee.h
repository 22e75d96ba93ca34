/*
 * committee: may a decision be noted?  The medical director alone may approve a clean file; all else needs votes, and
 * the decision that has more of them (NCQA CR 1; domain.md, section 2).  Pure.
 */
#ifndef CORE_COMMITTEE_H
#define CORE_COMMITTEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct committee_count { int64_t approve, deny, abstain, recuse; };

/* Counts one more; a word that is no vote is none. */
void	committee_count_add(struct committee_count *votes, const char *vote);

/* How many of them the quorum counts: who recused is as if not there. */
int64_t	committee_counted(const struct committee_count *votes);

struct committee_decision {
	const char	*decision;	/* approved, conditional, deferred, denied */
	const char	*conditions, *reason, *director;	/* NULL or "": none */
};

/*
 * ERR_INPUT: the words are not complete; ERR_CONFLICT: red flags or votes are against it, or fewer than "quorum"
 * members voted or abstained.  To put a file off needs no votes.
 */
bool	committee_may_decide(const struct committee_decision *d, const struct committee_count *votes, int64_t quorum,
	    size_t flags, struct err *err);

bool	committee_is_vote(const char *word, struct err *err);	/* ERR_INPUT names those that there are */

#endif
