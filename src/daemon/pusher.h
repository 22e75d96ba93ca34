/*
 * pusher: calendars, pushed by a process of its own that the sender starts when there is something to do:
 * a calendar server that hangs must not keep letters waiting.  It makes one round and ends.
 */
#ifndef DAEMON_PUSHER_H
#define DAEMON_PUSHER_H

#include <sys/types.h>

#include "daemon/child.h"

struct pusher {
	pid_t	 pid;		/* 0: none runs */
	int64_t	 look_ms;	/* when to look again whether something is due */
};

/* For the sender's loop: notices its end, starts it when something is due.  Waits for nothing. */
void	pusher_tend(struct pusher *p, const struct child_work *work);

/* Waits for its end, which its lifeline has told it, and ends it when that takes long. */
void	pusher_stop(struct pusher *p);

#endif
