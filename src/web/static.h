/*
 * static: the files that pages need beside themselves: our own out of static/ and libraries' out of
 * node_modules/ (package-lock.json), built in and joined so that a page asks for one sheet and one script.
 * A name holds its content's hash, so that it may be kept for ever.
 */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include "web/request.h"

struct statics	*statics_new(void);
void		 statics_free(struct statics *statics);	/* NULL is well */

/* The address of "style.css", "desk.js", "calendar.js" ...; lives as long as the statics. */
const char	*statics_path(const struct statics *statics, const char *file);

#endif
