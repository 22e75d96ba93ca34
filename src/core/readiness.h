/*
 * readiness: is a provider's file ready to go to a payer?  Each requirement (core/requirement.h) held
 * against what is there: present, verified at its source, in date on the day that counts.  Pure.
 */
#ifndef CORE_READINESS_H
#define CORE_READINESS_H

#include "core/requirement.h"

#define CAQH_DAYS		120	/* an attestation holds so long, */
#define CAQH_DAYS_ILLINOIS	180	/* in Illinois longer */
#define SCREENING_DAYS		31	/* a look at the exclusion lists counts so long */

/* Strings and days as the rows have them; DAY_NONE and NULL: not known. */
struct readiness_credential {
	int64_t		 credential_id;
	const char	*type, *state, *number, *status;
	int32_t		 issued_day, expires_day, verified_day;
};
/* "state" is that which issued what the paper shows; "": none, or not said. */
struct readiness_document { int64_t document_id; const char *kind, *status, *state; };
struct readiness_field { const char *name, *value; };

struct readiness_facts {
	const struct catalog	*catalog;
	bool			 is_cvo;		/* whose shelf life counts */
	const char		*practice_state;
	int32_t			 caqh_attested_day;
	int32_t			 screened_day;		/* the last look at the lists */
	int64_t			 matches;		/* with the lists, that wait or were confirmed */
	const struct readiness_credential *credential;	/* none that is retired */
	size_t			 credentials;
	const struct readiness_document *document;
	size_t			 documents;
	const struct readiness_field *field;		/* all of the provider's record */
	size_t			 fields;
};

/* For whom: a payer at a site, or (payer_id 0) the file for itself. */
struct readiness_scope {
	int64_t		 enrollment_id, payer_id, location_id;	/* 0: none */
	const char	*payer, *payer_kind, *location;		/* NULL: none */
	const char	*state;			/* where care is given; "": not known */
	bool		 is_caqh_used;
	int32_t		 caqh_authorized_day;
	int32_t		 on_day;		/* the day that counts: of the submission or decision */
	/* Decided, and not to be decided soon: what was verified for that decision may be old. */
	bool		 is_settled;
};

enum readiness_state {			/* the worse, the higher */
	ITEM_READY,
	ITEM_EXPIRED, ITEM_STALE, ITEM_UNVERIFIED, ITEM_INCOMPLETE, ITEM_ADVERSE, ITEM_MISSING,
	ITEM_STATES
};
extern const char *const readiness_state_name[ITEM_STATES];	/* "ready", "expired" ... */

struct readiness_item {
	const struct requirement *requirement;
	const char		*state;		/* that must have issued it; "" */
	enum readiness_state	 standing;
	bool			 is_present, is_verified, is_in_date;
	int32_t			 until_day;	/* the last day on which it counts; DAY_NONE: no end */
	int64_t			 credential_id, document_id;	/* 0: none */
	const char		*reason;	/* a sentence's end, "" when ready */
};

/* What is asked of this provider there, in the order of the catalog.  Texts live in "a". */
void	readiness_judge(const struct requirements *requirements, const struct readiness_facts *facts,
	    const struct readiness_scope *scope, struct arena *a, struct readiness_item **ret_items,
	    size_t *ret_count);

/* "M.D." and "md" are one type of provider. */
bool	readiness_same_type(const char *a, const char *b);

#endif
