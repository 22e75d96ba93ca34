/* feed: who fetched which calendar when, kept in memory and written once in a while. */
#ifndef WEB_FEED_H
#define WEB_FEED_H

#include "web/request.h"

struct fetches	*fetches_new(struct arena *a);

/* Writes what is not written yet: when the server stops. */
void		 fetches_write(struct web *web);

#endif
