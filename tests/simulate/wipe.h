/* wipe: a database back to what it held at a moment, many times, without preparing its statements anew. */
#ifndef SIMULATE_WIPE_H
#define SIMULATE_WIPE_H

#include "db/db.h"

struct wipe { struct wipe_table *table; size_t count; struct arena arena; };

/* What stands in each table now is what stays, as far as rows are added only: changed ones stay changed. */
bool	wipe_init(struct wipe *w, struct db *db, struct err *err);
bool	wipe_run(struct wipe *w, struct db *db, struct err *err);
void	wipe_clear(struct wipe *w);

#endif
