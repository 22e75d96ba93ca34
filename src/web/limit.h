/*
 * limit: how often one client may get something wrong in a minute.  Others are not held up by it, and
 * who is right is served all the same: an office behind one address must not lose its calendars to
 * one program that keeps asking for a revoked one.
 */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define LIMIT_CLIENTS	512	/* counted at once; of more, the oldest is forgotten */

struct limit;

/* "max" times a minute each. */
struct limit	*limit_new(int max, struct arena *a);

/* Counts once more; false when that is too often.  client: an address as text, IPv6 by its network. */
bool		 limit_count(struct limit *limit, const char *client, int64_t now_ms);

/* The same for something that has a number; a table of its own for it. */
bool		 limit_count_id(struct limit *limit, int64_t id, int64_t now_ms);

#endif
