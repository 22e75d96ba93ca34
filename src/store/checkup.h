/*
 * checkup: what is wrong in the records as they are, ranked by the harm it does, in words that a
 * coordinator acts on.  Made for the first look at an old spreadsheet (import --dry-run --report), over
 * whatever the database holds: of providers who have not left, and of credentials that are not retired.
 */
#ifndef STORE_CHECKUP_H
#define STORE_CHECKUP_H

#include "base/json.h"
#include "db/db.h"

#define CHECKUP_ROWS_MAX	1000		/* that are listed of one finding; all are counted */

/*
 * Adds to the array {"harm","finding","label","advice","count","rows":[{"npi","provider","detail"}]}, the worst first:
 * harm 1 stops work or payment today, 2 will soon, 3 may be a mistake of the file.  Findings without rows
 * are left out.
 */
bool	checkup_list(struct db *db, int32_t today_day, struct json *findings, struct err *err);

#endif
