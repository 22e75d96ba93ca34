/* feed: what other commands than "feed" need of feeds. */
#ifndef CMD_FEED_H
#define CMD_FEED_H

#include "cmd/cmd.h"
#include "store/feed.h"

/* The pages' address as people type it, without a "/" at its end.  NULL: it is not known, because the
 * settings leave the port to the system and no daemon runs. */
const char *feed_base_url(struct app *app);

/* Makes the feed and notes who did.  The path, "/feed/SECRET.ics", follows the pages' address; it holds
 * the secret and cannot be shown again. */
bool	feed_make(struct app *app, const struct feed *feed, int64_t *ret_feed_id,
	    const char **ret_path, struct err *err);

#endif
