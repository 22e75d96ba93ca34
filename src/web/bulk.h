/*
 * bulk: what a form does with several ticked rows of a list.  Each is done by itself, in a transaction of its own: one
 * that cannot be done stops no other, and is named.
 */
#ifndef WEB_BULK_H
#define WEB_BULK_H

#include "base/json.h"
#include "web/request.h"

/* One of the ticked, as its box says it: "12@received", its number and what the page showed of it. */
typedef bool (*bulk_fn)(struct request *r, const char *chosen, void *context, struct err *err);

/* All fields of that name, and then the form is taken (web/once.h).  "things" and "done" are for the words of what could not
 * be done: ERR_CONFLICT, "3 of 5 letters were dropped"; ERR_INPUT when nothing is ticked. */
bool	bulk_run(struct request *r, const char *field, const char *things, const char *done, bulk_fn one, void *context,
	    struct err *err);

/* The number before the first "@", and what stands behind it ("" where nothing does). */
bool	bulk_id(struct request *r, const char *chosen, int64_t *ret_id, const char **ret_shown, struct err *err);

/* What the form of such a page needs: "bulk_once". */
void	bulk_add(struct json *data);

/* Back to the list as it was narrowed (the field "back"), else to "otherwise", with what was done. */
const char *bulk_back(const struct request *r, const char *otherwise, const char *did);

#endif
