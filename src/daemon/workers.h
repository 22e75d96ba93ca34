/* workers: the run functions of the children, for the table in child.c. */
#ifndef DAEMON_WORKERS_H
#define DAEMON_WORKERS_H

#include "daemon/child.h"

/* Each returns true when its lifeline ended, false when it cannot go on: the parent starts it again. */
bool	clock_main(struct child_work *work, struct err *err);	/* due timers, start rules, checkpoints */
bool	sender_main(struct child_work *work, struct err *err);	/* letters out of the outbox */
bool	fetcher_main(struct child_work *work, struct err *err);	/* mail into the database */
bool	web_main(struct child_work *work, struct err *err);	/* pages and feeds */
bool	pusher_main(struct child_work *work, struct err *err);	/* calendars, one round */

#endif
