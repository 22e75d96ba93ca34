/* start: the handles and the form token that the server works with. */
#ifndef WEB_START_H
#define WEB_START_H

#include "web/web.h"

/* Fills what depends on folder, settings and port, which are set. */
bool	web_open(struct web *web, struct err *err);

/* Writes what waits to be written, and closes. */
void	web_close(struct web *web);

/*
 * The settings are read anew and serve from now on; where the pages listen and who signs in how stays as it is until
 * the next start.  Those from before live on: another thread may be working with them.  False: they cannot be read,
 * and those from before go on serving.
 */
bool	web_reread(struct web *web, struct err *err);

#endif
