/* finding: what the primary source said of a credential: kept with it, and told to the cases that wait for it. */
#ifndef ENGINE_FINDING_H
#define ENGINE_FINDING_H

#include "engine/engine.h"
#include "store/verification.h"

struct finding {
	const char	*method;	/* web, letter, phone, api */
	const char	*result;
	const char	*by;		/* who looked; NULL: the actor */
	const char	*expires;	/* the last day, as people write it; NULL: as it is */
	int32_t		 on_day;	/* DAY_NONE: today */
	struct verification_proof proof;	/* who was spoken to, the paper */
};

/*
 * Opens its own transaction.  *ret_cases: how many moved.  ERR_INPUT: no method or result, or a day ahead; ERR_MISSING:
 * no such credential, or document.
 */
bool	engine_note_finding(struct engine *e, int64_t credential_id, const struct finding *finding, const char *actor,
	    int64_t now_ms, struct arena *a, size_t *ret_cases, struct err *err);

#endif
