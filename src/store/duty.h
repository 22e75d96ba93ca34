/* duty: the duties of the catalog as records, so that workflows can be about them. */
#ifndef STORE_DUTY_H
#define STORE_DUTY_H

#include "core/duty.h"
#include "db/db.h"

/*
 * Makes the records agree with the catalog: new ones come, words and spans follow, what is no longer
 * there or has no day any more is retired.  The day on which one is next due is taken over only when the
 * catalog says another than it said before; what was counted on since stays.  Opens its own
 * transaction, and writes only where something differs.
 */
bool	duty_keep(struct db *db, const struct duties *duties, int64_t now_ms, struct err *err);

#endif
