/* picture: a workflow drawn by graphviz. */
#ifndef ENGINE_PICTURE_H
#define ENGINE_PICTURE_H

#include "workflow/definition.h"

/* Adds an SVG document.  ERR_SYSTEM when it could not be drawn, as where there is no graphviz. */
bool	picture_draw(const struct definition *d, const struct graph_view *view, struct str *svg,
	    struct err *err);

#endif
