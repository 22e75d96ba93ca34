/* stale: verifications that will be too old on the day of the decision for which they were made. */
#ifndef STORE_STALE_H
#define STORE_STALE_H

#include "core/settings.h"
#include "db/db.h"

#define STALE_AHEAD_DAYS	180	/* decisions so far ahead are looked at */
#define STALE_TURNAROUND_DAYS	90	/* until a payer decides that promises nothing itself */

/*
 * An array, by type: {"credential_id","provider_id","npi","last_name","first_name",
 * "credential_type","label","state","number","verified_day","good_until_day","payer_name","decision_day","short_days"}.
 * good_until_day: the last day of its shelf life; decision_day: one row for each that lies behind it, of an application
 * by its submission (else today) and the payer's turnaround, of a re-credentialing by its due day; what is verified
 * once does not age.  provider_id 0: of all who have not left.
 */
bool	stale_list(struct db *db, const struct settings *settings, int64_t provider_id, int32_t today_day,
	    struct json **ret_array, struct err *err);

#endif
