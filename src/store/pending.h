/* pending: what might have to be done now, by one look: a tick with nothing to do costs nothing else. */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "db/db.h"

struct pending {
	int64_t	 clock_ms;		/* when something was last done; INSTANT_NONE: never */
	const char *swept_day;		/* on which everything was last looked through; NULL: never */
	int64_t	 watermark_ms;		/* as far as all mailboxes were read; INSTANT_NONE: they were not */
	bool	 has_changed;		/* a record waits to be looked at */
	int64_t	 event_ms;		/* when the first waiting event, timer, and timer that needs the inbox
					 * are due; INSTANT_NONE: there is none */
	int64_t	 timer_ms, mail_timer_ms;
};

/* Its text lives in "a". */
bool	pending_look(struct db *db, struct arena *a, struct pending *ret, struct err *err);

#endif
