/*
 * once: forms that were taken already.  Each form carries a key of its own; what comes with the same
 * key again (two clicks, a page sent anew) is not done a second time.  Remembers the last ones only,
 * while the server lives: events of cases have their own key in the database, which lasts.
 */
#ifndef WEB_ONCE_H
#define WEB_ONCE_H

#include "web/request.h"

struct onces;

struct onces	*onces_new(struct arena *a);

/* Was the form of this request taken?  ERR_INPUT when it has no key. */
bool	once_is_taken(const struct request *r, bool *ret_taken, struct err *err);

/* It is now: after all that it asked for was done. */
void	once_take(const struct request *r);

#endif
