/*
 * api: what the pages of programs under /api/ share: JSON in and out, paging, versions.  Routes and their rights
 * stand in the table of web/router.c, what they take and give in src/web/openapi.json.  An answer has the fields that
 * the command of the same noun prints with --json.
 */
#ifndef WEB_API_H
#define WEB_API_H

#include "base/json.h"
#include "store/list_filter.h"
#include "web/request.h"

#define API_ROWS	100	/* of a list, where "limit" says nothing */
#define API_ROWS_MAX	1000

/* Takes the JSON over. */
bool	api_answer(struct reply *reply, int status, struct json *json);

/* The same of JSON that was printed, as by an errand. */
bool	api_answer_text(struct reply *reply, int status, const char *text, struct err *err);

/* Rows of an open query, which it ends: "limit" of them from "offset" on, and a Link header when there are more. */
bool	api_answer_rows(struct request *r, struct reply *reply, struct query *q, struct err *err);

/* The same of an array, which it frees. */
bool	api_answer_list(struct request *r, struct reply *reply, struct json *rows, struct err *err);

/* Is it in the list of names?  "open! reason*" are the flag "open", and "reason", which has to be there. */
bool	api_takes(const char *names, const char *name);

/* ERR_INPUT: names what is taken. */
bool	api_not_taken(const char *names, const char *name, struct err *err);

/* Names of the address are these and no others, each once. */
bool	api_query(const struct request *r, const char *names, struct err *err);

/* What narrows the list, and nothing else, may stand in the address; ERR_INPUT names what does not. */
bool	api_wishes(struct request *r, const char *noun, struct wishes *ret_wishes, struct err *err);

/* The object that was sent, which the caller frees. */
bool	api_body(const struct request *r, struct json **ret_body, struct err *err);

/* A value as a person would have written it, null as ""; ERR_INPUT: it is a list or an object. */
bool	api_text(const struct request *r, const char *key, const struct json *value, const char **ret_text,
	    struct err *err);

/* Why there is no answer, as RFC 9457 has it. */
void	api_error(struct request *r, struct reply *reply, int status, const struct err *err);

/* Is the caller's way of asking one that may change something?  A session is of a browser: its pages have forms. */
bool	api_may_change(const struct request *r, struct err *err);

#endif
