/*
 * screening_watch: screening as work that comes by itself (domain.md, section 7: on hire, monthly, by
 * the 20th).  Nothing of it happens before a first list is loaded.
 */
#ifndef STORE_SCREENING_WATCH_H
#define STORE_SCREENING_WATCH_H

#include "store/screening.h"

/*
 * Everybody is held against the lists when
 *	a list was loaded or confirmed since the last look at everybody: at once,
 *	somebody came, or has another name, NPI or birth than then: with the next day,
 *	the 20th comes and the month has none yet.
 * And once a day what people must do becomes a task: load a list that is still last month's, sign the
 * page of last month.  Opens its own transactions; cheap when there is nothing to do.
 */
bool	screening_watch(struct db *db, const struct screening_by *by, struct err *err);

#endif
