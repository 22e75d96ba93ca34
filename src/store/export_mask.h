/*
 * export_mask: what a workflow holds as personal ("pii: true") is masked in exported cases, events and steps.  Its
 * queries name the version that says so in a column "masked_by", which is written nowhere.
 */
#ifndef STORE_EXPORT_MASK_H
#define STORE_EXPORT_MASK_H

#include "db/db.h"

#define EXPORT_MASK_COLUMN	"masked_by"

struct export_mask;		/* reads each version once */

struct export_mask	*export_mask_new(struct db *db);
void			 export_mask_free(struct export_mask *m);	/* NULL is well */

/* In "vars", "changes" and "payload" of a row.  A version that cannot be read any more has everything masked. */
bool	export_mask_row(struct export_mask *m, struct json *row, struct err *err);

#endif
