/* saved_view: lists under a name, each a person's own or shared with everybody. */
#ifndef STORE_SAVED_VIEW_H
#define STORE_SAVED_VIEW_H

#include "db/db.h"

#define SAVED_VIEW_NAME_MAX	60	/* bytes */
#define SAVED_VIEW_ADDRESS_MAX	500
#define SAVED_VIEW_MAX		60	/* of one person */

struct saved_view { const char *owner, *name, *address; bool is_shared; };

/* Adds it; the owner's one of that name leads to this address from now on.  ERR_INPUT: a name or address that cannot
 * be, or too many. */
bool	saved_view_add(struct db *db, const struct saved_view *view, int64_t now_ms, struct err *err);

/* ERR_MISSING: the owner has none of that number. */
bool	saved_view_forget(struct db *db, int64_t saved_view_id, const char *owner, struct err *err);

/* Rows for a page: those of the owner and the shared ones that lead there, by name.  The caller ends the query. */
void	saved_view_query(struct query *q, struct db *db, const char *owner, const char *path);

#endif
