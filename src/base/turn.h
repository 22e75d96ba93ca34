/*
 * turn: one process at a time does one kind of work on a data folder.  The kernel ends a turn with
 * its process, so whoever has it knows that unfinished work has nobody else.
 */
#ifndef BASE_TURN_H
#define BASE_TURN_H

#include <stdbool.h>

#include "base/err.h"

/* Waits a few seconds for the turn of that name ("mail/send": a lock on mail/send.lock).
 * ERR_BUSY: somebody else ("doing what") has it. */
bool	turn_take(const char *folder, const char *name, const char *doing, int *ret_fd,
	    struct err *err);
void	turn_end(int fd);

#endif
