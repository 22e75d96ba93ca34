/* background: the work history of providers held against what is asked for; the rows themselves: store/record.h. */
#ifndef STORE_BACKGROUND_H
#define STORE_BACKGROUND_H

#include "db/db.h"

/*
 * Gaps of a provider (0: of all who have not left and have a row of work, education or training), an array of
 * {"provider_id","npi","last_name","first_name","from_day","until_day","months","needs_writing","is_explained","since"}.
 * "months" are whole ones; "since": from which day on was looked.  open_only: those that are not explained.
 */
bool	background_gaps(struct db *db, int64_t provider_id, int32_t today_day, bool open_only,
	    struct json **ret_array, struct err *err);

/* Is any work, education or training of the provider kept? */
bool	background_is_kept(struct db *db, int64_t provider_id, bool *ret_kept, struct err *err);

#endif
