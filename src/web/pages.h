/* pages: the functions of the table of routes. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/request.h"

bool	page_today(struct request *r, struct reply *reply, struct err *err);

bool	page_feed(struct request *r, struct reply *reply, struct err *err);	/* calendar programs */
bool	page_static(struct request *r, struct reply *reply, struct err *err);

#endif
