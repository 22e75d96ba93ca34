/*
 * payer_clock: how long the law gives commercial payers to decide, from catalogs/payer_clocks.yaml: rules of states, for receipts
 * between two days, each with its source.  One that is switched off binds nobody.
 */
#ifndef CORE_PAYER_CLOCK_H
#define CORE_PAYER_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/problem.h"

struct payer_clock {
	const char		*key;		/* "ny_decision" */
	const char		*state;		/* 2 letters */
	int64_t			 days;
	int32_t			 from_day, until_day;	/* DAY_NONE: any */
	const char		*source, *note;
	bool			 is_on;
};

struct payer_clocks { const struct payer_clock *clock; size_t count; };

/* False with problems, all of them. */
bool	payer_clocks_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct payer_clocks *ret_clocks, struct problems *problems);

/*
 * The rule for an application that such a payer (kind, as payers have it) had on that day, and the last day that it
 * gives; NULL: none.
 */
const struct payer_clock *payer_clock_find(const struct payer_clocks *clocks, const char *state, const char *kind,
	    int32_t received_day, int32_t *ret_until_day);

/* [{"key","state","days","from","until","is_on","source","note"}] */
struct json *payer_clocks_json(const struct payer_clocks *clocks);

#endif
