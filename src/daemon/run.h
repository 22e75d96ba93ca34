/*
 * run: the parent of the four children.  It starts, watches and stops them; it parses nothing and
 * opens no database.  A child is this binary executed again; it is told apart by its name.
 */
#ifndef DAEMON_RUN_H
#define DAEMON_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct daemon_wish {
	const char	*folder;	/* data folder */
	const char	*program;	/* this binary */
	int64_t		 shift_ms;	/* clock of the children less the system's (--now) */
	/* Called once, when each child is ready or could not begin (the log says why; it is tried
	 * again).  "page" is the address of the web child; NULL when it is the one that could not. */
	void		(*ready)(void *context, const char *page);
	void		*context;
};

/* Returns true after a clean stop (SIGTERM, SIGINT).  ERR_CONFLICT: one runs on this folder already. */
bool	daemon_run(const struct daemon_wish *wish, struct err *err);

#endif
