/*
 * caqh: what CAQH says of a provider's profile, and what follows from it (domain.md, section 3).  Pure.  Words that
 * are not known are kept as they are and mean nothing here.
 */
#ifndef CORE_CAQH_H
#define CORE_CAQH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct caqh_said {
	const char	*caqh_id;	/* CAQH's number of the provider */
	const char	*roster_status;	/* "" where nothing is said, as all texts here */
	const char	*status, *practice_state;
	bool		 is_found;
	int		 is_authorized;	/* 1, 0, -1: not said */
	int32_t		 status_day;	/* DAY_NONE: not said */
};

enum { CAQH_NUMBER, CAQH_FOUND, CAQH_ROSTER, CAQH_AUTHORIZED, CAQH_STATUS, CAQH_DATE, CAQH_STATE, CAQH_FIELDS };

/* Of the texts of an answer, each "" where it is absent.  ERR_INPUT: no number, or a day that is none or to come. */
bool	caqh_read(const char *const text[CAQH_FIELDS], int32_t today_day, struct caqh_said *ret_said, struct err *err);

/* Did the provider attest on status_day? */
bool	caqh_is_attested(const struct caqh_said *said);

/* Has the attestation run out by status_day? */
bool	caqh_is_expired(const struct caqh_said *said);

#endif
