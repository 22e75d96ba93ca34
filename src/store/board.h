/*
 * board: applications that are under way, at all payers or one.  Open: the enrollment is not loaded and
 * not terminated, and a case about it is open.
 * Every query is opened here; the caller ends it.
 */
#ifndef STORE_BOARD_H
#define STORE_BOARD_H

#include "db/db.h"

struct board_filter {
	int64_t		 payer_id;		/* 0: all */
	const char	*state;			/* of the case; NULL: any */
	const char	*after_day;		/* sort_day and enrollment_id of the last row seen; NULL: from the top */
	int64_t		 after_id;
};

/* Those sent first come first, those not sent yet last ("sort_day" is then 9999-12-31). */
void	board_query_open(struct query *q, struct db *db, const struct board_filter *filter,
	    int64_t limit);

/* How many are open at each payer, and (of one payer or all) in each state. */
void	board_query_payers(struct query *q, struct db *db);
void	board_query_states(struct query *q, struct db *db, int64_t payer_id);

#endif
