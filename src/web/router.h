/* router: which function answers which method and path; one table of them all. */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/request.h"

/* Fills the reply, or err: its kind becomes the status of an error page. */
typedef bool (*page_fn)(struct request *r, struct reply *reply, struct err *err);

/* In place of a right: a provider's own page, by its address, where no session is looked for; and its form that
 * brings files. */
#define ROUTE_BY_ADDRESS	(1u << 30)
#define ROUTE_FILES		(1u << 31 | ROUTE_BY_ADDRESS)
/* Beside a right: a file comes as the body; who they are is asked before any of it is taken. */
#define ROUTE_BODY		(1u << 27)
#define ROUTE_UPLOAD	(1u << 26)	/* the same for a form with a file, as browsers send it */
#define ROUTE_PIECE		(1u << 29 | ROUTE_BY_ADDRESS)	/* of a file (web/piece.h) */

/* Beside a right: the page is kept while nobody writes (kept.h); it logs nothing and asks nobody else. */
#define ROUTE_KEPT		(1u << 28)

struct route {
	const char	*method, *pattern;	/* ":id" stands for one part of the path, ":s.ics" for its start */
	unsigned	 needs;			/* one of these rights; 0: for anybody; or ROUTE_... */
	page_fn		 run;
};

/* Does the path fit the pattern?  Its variable parts go to "word", living in the arena. */
bool	route_match(const char *pattern, const char *path, const char *word[ROUTE_WORDS],
	    struct arena *a);

/* NULL when there is none; *ret_allow says then which methods the path has, NULL for no such path.
 * HEAD is GET without the body. */
const struct route *route_find(struct request *r, const char **ret_allow);

/* The i-th of the table; NULL after the last. */
const struct route *route_list(size_t i);

/* A page, or for programs JSON, that says why there is no answer. */
void	route_refuse(struct request *r, struct reply *reply, int status, const struct err *err);

/* What the reply says, else that of the kind of failure. */
int	route_status(const struct reply *reply, const struct err *err);

/* The same with the status of the kind of failure, unless the reply has one; what is ours is logged. */
void	route_fail(struct request *r, struct reply *reply, const struct err *err);

/* Before the body: how much may come, and whether files may.  Fails where nobody may send any, with a status in the
 * reply where it is not that of the kind of failure. */
bool	route_prepare(struct request *r, struct reply *reply, struct err *err);

/* Answers the request, whatever comes: an error becomes a page that says why.  Or there is an errand to be run first
 * (web/errand.h). */
void	route_answer(struct request *r, struct reply *reply);

#endif
