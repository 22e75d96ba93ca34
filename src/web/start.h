/* start: the handles and the form token that the server works with. */
#ifndef WEB_START_H
#define WEB_START_H

#include "web/web.h"

/* Fills what depends on folder, settings and port, which are set. */
bool	web_open(struct web *web, struct err *err);

/* Writes what waits to be written, and closes. */
void	web_close(struct web *web);

#endif
