/*
 * readiness: the rows of one provider for core/readiness.h and core/mismatch.h, and what they judge,
 * by payer and site.
 */
#ifndef STORE_READINESS_H
#define STORE_READINESS_H

#include "base/json.h"
#include "core/requirement.h"
#include "core/settings.h"
#include "db/db.h"

struct readiness_ask {
	int64_t		 provider_id;
	int64_t		 payer_id, location_id;	/* 0: all that the provider is or shall be enrolled with */
	int32_t		 on_day;		/* that counts; DAY_NONE: the next decision, else today */
	int32_t		 today_day;
};

/* catalogs/requirements.yaml of the folder, else the shipped one.  False with problems, or an err. */
bool	readiness_requirements(const char *folder, const struct catalog *catalog, struct arena *a,
	    struct requirements *ret_requirements, struct problems *problems, struct err *err);

/*
 * {"provider_id","npi","last_name","first_name","provider_type","is_ready",
 *  "scopes":[{"enrollment_id","payer_id","payer_name","location_id","location_name","state","on_day",
 *	"is_ready","open","items":[{"requirement","label","kind","state","standing","is_by_practice","is_present",
 *	"is_verified","is_in_date","until_day","credential_id","document_id","reason","source"}]}],
 *  "open":[what is not ready, once for all: "requirement","label","state","standing","is_by_practice","reason",
 *	"payers": their names,"scopes": how many of them],
 *  "mismatches":[{"what","ours","theirs","where","advice"}],
 *  "gaps":[as store/background.h, those of a work history that is kept here and not explained]}
 * A scope's day is the asked one; else that of the next decision where one is due within 180 days;
 * else today.  Shelf lives are not held against what was decided and is not due so soon.
 * ERR_MISSING: no such provider.
 */
bool	readiness_report(struct db *db, const struct settings *settings,
	    const struct requirements *requirements, const struct readiness_ask *ask,
	    struct json **ret_report, struct err *err);

/* Can the provider do something about this row of "open": what they lack or what has run out?  What is adverse, or waits
 * to be verified, is the practice's matter and nobody's to read elsewhere. */
bool	readiness_is_theirs(const struct json *open);

/* All of that for a letter, in "a": "We still need:\n- Malpractice insurance\n" with labels and states alone; "" where
 * there is nothing, and where requirements.yaml has mistakes. */
bool	readiness_needs(struct db *db, const char *folder, const struct settings *settings, int64_t provider_id,
	    int32_t today_day, struct arena *a, const char **ret_needs, struct err *err);

#endif
