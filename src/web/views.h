/* views: the lists of a page that were saved under a name. */
#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include "web/request.h"

/* What the bar above a list shows ("views"); a page that is no list gets none. */
bool	views_add(struct request *r, struct json *data, const char *here, struct err *err);

#endif
