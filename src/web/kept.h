/*
 * kept: pages that are the same until somebody writes or the minute is over, kept for who asks next for the
 * same thing: the same address with the same rights, in the same session.  What stands in them but once (the
 * "once" of forms) is new each time.
 */
#ifndef WEB_KEPT_H
#define WEB_KEPT_H

#include "web/request.h"

struct kept	*kept_new(void);
void		 kept_free(struct kept *kept);		/* NULL is well */

/* Is such a page there?  Then the reply is it. */
bool		 kept_find(struct request *r, struct reply *reply);

/* Remembers the page that was made since kept_find() said no. */
void		 kept_add(struct request *r, const struct reply *reply);

#endif
