/* picture: drawings of workflows for pages, each made once. */
#ifndef WEB_PICTURE_H
#define WEB_PICTURE_H

#include "web/request.h"

struct pictures	*pictures_new(void);
void		 pictures_free(struct pictures *pictures);

/* An <svg> element; NULL where it cannot be drawn: the page says it in words then.  Lives until the
 * next picture is asked for. */
const char	*picture_find(struct web *web, int64_t definition_id, const struct graph_view *view);

#endif
