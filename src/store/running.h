/*
 * running: the one daemon of a data folder.  It holds a lock on run.lock, and that file's text is the
 * address where its pages are, so that commands beside it know a port that the system chose.
 */
#ifndef STORE_RUNNING_H
#define STORE_RUNNING_H

#include "base/arena.h"
#include "base/err.h"

/* Takes the daemon's place on the folder until *ret_lock is closed or the process ends.
 * ERR_CONFLICT: there is one already. */
bool		 running_begin(const char *folder, int *ret_lock, struct err *err);

/* Writes down where the pages are, "http://127.0.0.1:8025"; NULL: nowhere just now. */
bool		 running_note(int lock, const char *page, struct err *err);

/* That address, in the arena; NULL when no daemon runs or it has no pages.  Disturbs nobody. */
const char	*running_page(const char *folder, struct arena *a);

#endif
