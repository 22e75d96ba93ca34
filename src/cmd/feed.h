/* feed: what other commands than "feed" need of feeds. */
#ifndef CMD_FEED_H
#define CMD_FEED_H

#include "cmd/cmd.h"
#include "store/feed.h"

/* The page's address as people type it, without a "/" at its end. */
const char *feed_base_url(struct app *app);

/* Makes the feed and notes who did.  The address holds the secret and cannot be shown again. */
bool	feed_make(struct app *app, const struct feed *feed, int64_t *ret_feed_id,
	    const char **ret_url, struct err *err);

#endif
