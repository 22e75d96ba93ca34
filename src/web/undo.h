/* undo: what a form did is kept for a while, so that a button beside its notice takes it back. */
#ifndef WEB_UNDO_H
#define WEB_UNDO_H

#include "store/undo.h"
#include "web/request.h"

#define UNDO_MAX	1000

/* What one request did; begins empty. */
struct undoing { struct undo_item *item; size_t count; };

void		 undoing_add(const struct request *r, struct undoing *u, struct undo_item item);

/* A step of a case that cannot be had back is not offered: its letter is under way, a record was changed. */
bool		 undo_is_possible(const struct request *r, const struct undo_item *item);

/* Keeps it, in a transaction of its own, and adds the number to an address to go back to: the page there has the
 * button.  Nothing was done: the address as it is.  One that could not be kept is logged; what was done stays. */
const char	*undoing_keep(const struct request *r, const struct undoing *u, const char *address);

#endif
