/*
 * child: the four workers.  Each has one job, its own database handle, and ends when its lifeline
 * (the parent's pipe) ends.  They meet only in the database.
 */
#ifndef DAEMON_CHILD_H
#define DAEMON_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/settings.h"
#include "engine/engine.h"

/* The four that the parent starts, and the one that the sender does. */
enum {
	CHILD_CLOCK, CHILD_SENDER, CHILD_FETCHER, CHILD_WEB, CHILD_KINDS,
	CHILD_PUSHER = CHILD_KINDS, CHILD_NAMES
};

/* What a child works with. */
struct child_work {
	const char		*folder;
	struct engine		*engine;
	const struct settings	*settings;
	int64_t			 shift_ms;	/* added to the system's clock */
	int			 lifeline;	/* readable: leave */
	int			 ready_fd;	/* one word when ready, then closed */
	int64_t			 saved_id;	/* what was saved last of the settings that it read (catalog_last_saved) */
	int64_t			 data_version;	/* of the database when that was asked last */
};

struct child_kind {
	const char	*name;
	bool		(*run)(struct child_work *work, struct err *err);
};
extern const struct child_kind child_kinds[CHILD_NAMES];

/* Tells the parent, once. */
void	child_ready(struct child_work *work, const char *word);

/* The time as this child sees it. */
int64_t	child_now_ms(const struct child_work *work);

/* Sleeps at most so long; false when it is time to leave: the parent says so, or settings were saved on a page. */
bool	child_wait(struct child_work *work, int64_t timeout_ms);

#endif
