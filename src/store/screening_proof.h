/*
 * screening_proof: what was done about exclusions in a month, as one value: which lists, who was looked
 * for under which names, what was found and what people decided.  "No match" is said of each person
 * by name, with the lists' digests: that is what an auditor asks for.
 */
#ifndef STORE_SCREENING_PROOF_H
#define STORE_SCREENING_PROOF_H

#include "store/screening.h"

struct screening_month {
	char		 text[8];		/* "2026-11" */
	int32_t		 first_day, last_day;
};

/* "2026-11"; NULL: the month of today.  ERR_INPUT when it is none, or has not begun. */
bool	screening_month(const char *text, int32_t today_day, struct screening_month *ret_month,
	    struct err *err);

/*
 * {"month","first_day","last_day","provider_id": null for everybody,"is_complete","lists","runs",
 * "screened","not_screened","matches","sha256","signed"}.
 *	screened	each with "names","npi","runs","at","by","result": "no match" or "see matches"
 *	not_screened	of those who are there now and were there in that month; they are no part of the
 *			digest, because people leave
 *	matches		seen by the month's runs, with the list's row and the decision
 *	sha256		over month, lists, runs, screened and matches
 *	signed		{"by","at","is_unchanged"} of the latest signature, or null
 * Instants in the zone.  provider_id 0: everybody.
 */
bool	screening_proof(struct db *db, const struct screening_month *month, int64_t provider_id,
	    const struct zone *zone, struct json **ret_proof, struct err *err);

/* Puts the actor's name under that page.  ERR_CONFLICT when something is missing there (nobody was
 * screened, somebody was not, a match is open) and not "anyway". */
bool	screening_proof_sign(struct db *db, const struct screening_month *month, int64_t provider_id,
	    bool anyway, const struct screening_by *by, struct err *err);

#endif
