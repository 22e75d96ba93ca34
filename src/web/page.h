/*
 * page: HTML out of a template and its values.  Templates stand in templates/, each value is escaped
 * there; what every page has (title, organization, stylesheet, the forms' token) is added here.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/json.h"
#include "web/request.h"

/* Renders templates/NAME.html with the data, which it takes over.  "title" must be among them. */
bool	page_render(struct request *r, struct reply *reply, const char *name, struct json *data,
	    struct err *err);

/* The address of the page that is asked for, as it was narrowed. */
const char *page_here(const struct request *r);

/* The page that says why there is none. */
void	page_error(struct request *r, struct reply *reply, int status, const struct err *err);

/* What the last form did ("did" of the address), said once; the list ends with NULL.  "again": it was
 * done before, and "undone", are said the same everywhere.  What can be taken back ("undo") has its button. */
struct notice { const char *did, *words; };
void	page_notice(const struct request *r, struct json *data, const struct notice *notices);

/* Rows of a query, which it ends, under that key; at most "limit" of them: when there was one more,
 * "KEY_more" is true.  Ask the query for limit + 1. */
bool	page_rows(struct request *r, struct json *data, const char *key, struct query *q, size_t limit,
	    struct json **ret_rows, struct err *err);

/* The row behind which a page of a list begins ("after"); 0: from the first.  ERR_INPUT when it is no number. */
bool	page_after(const struct request *r, int64_t *ret_id, struct err *err);

/* An instant or day in a row made into words beside it: "due_ms" gets "due_words"; absent: no key. */
void	page_since(const struct request *r, struct json *row, const char *key, const char *words_key);
void	page_until(const struct request *r, struct json *row, const char *key, const char *words_key);
void	page_day(const struct request *r, struct json *row, const char *key, const char *words_key);

/* "is_chosen" in each row: whether that number is its "key". */
void	page_choose(struct json *rows, const char *key, int64_t id);

/* The words of a case's row beside it: "workflow_words", "state_words", "has_case". */
void	page_case_words(const struct request *r, struct json *row);

#endif
