/*
 * billable: may a provider's services of a day be billed to a payer at a site, from when, until when,
 * and what proves it.  Pure: the facts of one enrollment in, a verdict out.  Rows: store/billable.h.
 *
 * The day asked about is the day of service.  A gate that was passed later than that day still counts,
 * as long as it is passed by today: what was approved and loaded in June may be billed back to its
 * effective day in April.  What is not known never makes a yes.
 */
#ifndef CORE_BILLABLE_H
#define CORE_BILLABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/day.h"

/* What an enrollment passes on its way, in order.  A later gate proves the ones before it: who was
 * approved had been received.  But no day is granted by being loaded: "effective" needs its own. */
enum billable_gate {
	GATE_SUBMITTED, GATE_RECEIVED, GATE_APPROVED, GATE_EFFECTIVE, GATE_LOADED, GATE_EFT,
	GATE_FIRST_PAID, BILLABLE_GATES
};
extern const char *const billable_gate_name[BILLABLE_GATES];	/* "submitted" ... "first paid" */

struct billable_license {
	const char	*state, *number, *status;
	int32_t		 issued_day, expires_day;	/* DAY_NONE: not known */
	int32_t		 verified_day;
	const char	*verified_by, *document;	/* NULL: none */
};

struct billable_facts {
	bool		 is_enrolled;			/* false: there is no enrollment at all */
	const char	*status;			/* of the enrollment, product.md's words */
	struct { int32_t day; const char *who; } gate[BILLABLE_GATES];
	int32_t		 denied_day, terminated_day;	/* terminated: the last day of participation */
	int32_t		 first_service_day;		/* at the location */
	bool		 is_medicare;
	bool		 is_federal;			/* a federal health care program pays */
	const char	*excluded_by;			/* the list of a match that was confirmed; NULL: none */
	const char	*payer, *location;		/* names; location NULL: all sites */
	int32_t		 payer_retired_day, location_retired_day;
	const char	*state;				/* where the care is given; "": not known */
	const char	*provider_status;		/* active, leaving, left */
	int32_t		 start_day;			/* the provider's first working day */
	const struct billable_license *license;		/* all of the provider's */
	size_t		 licenses;
};

struct billable_proof {
	const char	*what;
	int32_t		 day;				/* DAY_NONE: undated */
	const char	*document, *who;		/* NULL: not known */
};

struct billable_verdict {
	bool		 may_bill;
	int32_t		 from_day;	/* first day of service; DAY_NONE while none is granted */
	int32_t		 until_day;	/* last one; DAY_NONE: no end is known */
	const char	*gate;		/* what stops it, or (when nothing does) the last gate passed */
	const char	*reason;	/* one sentence */
	struct billable_proof *proof;
	size_t		 proofs;
};

/* Texts of the verdict live in "a" or in the facts. */
void	billable_judge(const struct billable_facts *facts, int32_t on_day, int32_t today_day,
	    struct arena *a, struct billable_verdict *ret_verdict);

#endif
